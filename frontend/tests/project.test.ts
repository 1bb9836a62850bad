/** The project's own files: the lock file and the generated types. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

test("the lock file holds no registry address", () => {
  const lock = JSON.parse(readFileSync("package-lock.json", "utf8")) as {
    packages: Record<string, { resolved?: string }>;
  };
  expect(Object.keys(lock.packages).length).toBeGreaterThan(50);
  expect(Object.entries(lock.packages).filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
});

test("the lock file serves every platform, so that a clean install works anywhere", () => {
  const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8")) as { packages: Record<string, unknown> };
  for (const platform of ["darwin-arm64", "linux-arm64", "linux-x64", "win32-x64"])
    expect(Object.keys(packages)).toContain(`node_modules/@biomejs/cli-${platform}`);
});

test("the types are what openapi.yaml says", () => {
  const description = "../openapi.yaml";
  if (!existsSync(description)) {
    const why = "openapi.yaml is not there yet, so the types cannot be compared with it";
    console.warn(why);
    expect(process.env.CI, why).toBeFalsy();
    return;
  }
  const fresh = execFileSync("node_modules/.bin/openapi-typescript", [description], { encoding: "utf8" });
  expect(readFileSync("src/api/schema.d.ts", "utf8"), "run `npm run schema`").toBe(fresh);
}, 60_000);
