/** Which module may know which: read from the import lines themselves. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative, sep } from "node:path";
import { describe, expect, test } from "vitest";

const src = join(process.cwd(), "src");

interface Import {
  from: string;
  to: string;
  types: boolean;
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(src, file), "utf8");
  const found: Import[] = [];
  for (const [, keyword = "", to = ""] of text.matchAll(/^import ([^;]*?)(?:from )?"([^"]+)";/gms))
    found.push({ from: file, to: resolve(file, to), types: keyword.startsWith("type ") });
  for (const [, to = ""] of text.matchAll(/import\("([^"]+)"\)/g))
    found.push({ from: file, to: resolve(file, to), types: false });
  return found;
}

const resolve = (file: string, to: string) =>
  to.startsWith(".") ? posix.normalize(posix.join(dirname(file).split(sep).join("/"), to)) : to;

const files = readdirSync(src, { recursive: true })
  .map((name) =>
    relative(src, join(src, String(name)))
      .split(sep)
      .join("/"),
  )
  .filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts") && !name.endsWith(".test.ts"));
const imports = files.flatMap(importsOf);
const layer = (path: string) => path.split("/")[0] ?? "";

describe("modules", () => {
  test("are found at all", () => {
    expect(files.length).toBeGreaterThan(30);
    expect(imports.some(({ to }) => to === "lit-html")).toBe(true);
    expect(imports.some(({ from, to }) => from === "views/charts.ts" && to === "charts/chart")).toBe(true);
  });

  test("views never import each other", () => {
    expect(imports.filter(({ from, to }) => layer(from) === "views" && layer(to) === "views")).toEqual([]);
  });

  test("only charts/ imports the drawing library", () => {
    expect(imports.filter(({ from, to }) => /^chart(\.js|js-)/.test(to) && layer(from) !== "charts")).toEqual([]);
  });

  test("the drawing library is reached at run time through charts/chart.ts alone, and never before it is needed", () => {
    const users = imports.filter(({ to, types }) => /^chart(\.js|js-)/.test(to) && !types).map(({ from }) => from);
    expect([...new Set(users)]).toEqual(["charts/chart.ts"]);
    const eager = readFileSync(join(src, "views/charts.ts"), "utf8").match(/^import (?!type)[^;]*charts\/chart";/m);
    expect(eager).toBeNull();
  });

  test("only views call the API; main hands it to them", () => {
    const calls = files.filter((file) => /\bapi\.\w+\(/.test(readFileSync(join(src, file), "utf8")));
    expect(calls.filter((file) => layer(file) !== "views" && file !== "main.ts")).toEqual([]);
  });

  test("only views write the address", () => {
    const writers = files.filter((file) => /\burl\.(set|replace)\(/.test(readFileSync(join(src, file), "utf8")));
    expect(writers.filter((file) => !["views", "state"].includes(layer(file)))).toEqual([]);
  });

  test.each([
    ["charts", ["views", "table"]],
    ["table", ["views", "charts"]],
    ["ui", ["views", "charts", "table"]],
    ["state", ["views", "charts", "table"]],
    ["api", ["views", "charts", "table", "ui"]],
  ])("%s never looks up to %s", (lower, uppers) => {
    expect(imports.filter(({ from, to }) => layer(from) === lower && uppers.includes(layer(to)))).toEqual([]);
  });
});

describe("the security policy", () => {
  test("no template sets an inline style or handler", () => {
    const offenders = files.filter((file) => /\sstyle=|\son[a-z]+=["$]/.test(readFileSync(join(src, file), "utf8")));
    expect(offenders).toEqual([]);
    expect(readFileSync(join(process.cwd(), "index.html"), "utf8")).not.toMatch(/\sstyle=|\son[a-z]+=|<style|<script>/);
  });
});
