/** Guides, the analyser, words that explain themselves, pictures to take along, and what the first load weighs. */
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect } from "vitest";
import { goToRows } from "./browser";
import { HOSTILE } from "./mock-rows";
import { test } from "./suite";

test("a guide has the dataset's own numbers, code to copy, and nothing that runs", async ({ dashboard }) => {
  const { page, id } = await dashboard({ customers: 1254, name: HOSTILE }, "", {
    permissions: ["clipboard-read", "clipboard-write"],
  });
  await page.getByRole("button", { name: "Export" }).click();
  await page
    .locator(".file", { hasText: "Tableau workbook" })
    .getByRole("button", { name: /How to open it/ })
    .click();
  const guide = page.locator(".md");
  await guide.waitFor();
  expect(await page.locator("dialog[open]").count()).toBe(1);
  expect(await guide.locator("table").innerText()).toContain("1,254");
  expect(await guide.locator("ol li").count()).toBe(3);
  expect(await guide.innerText()).toContain(HOSTILE);
  expect(await guide.locator("img, script").count()).toBe(0);
  expect(await guide.locator("a").evaluateAll((all) => all.map((a) => a.getAttribute("href")))).not.toContain(
    "javascript:alert(1)",
  );
  await guide.getByRole("button", { name: "Copy the sh" }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(`/datasets/${id}/exports/csv.zip`);
  await page.getByRole("button", { name: "All guides" }).click();
  expect(await page.locator(".tool").count()).toBe(7);
  await page.getByRole("button", { name: /^DuckDB/ }).press("Enter");
  await page.locator(".md").waitFor();
  await page.keyboard.press("Escape");
  expect(await page.locator("dialog[open]").count()).toBe(0);
  await page.getByRole("button", { name: "Guides" }).click();
  await page.locator(".tool").first().waitFor();
});

test("files that cannot be had are named, with the reason", async ({ mock, open }) => {
  mock.instantUpTo = 5_000_000;
  const { id } = mock.add({ customers: 1_000_000 });
  mock.instantUpTo = 5000;
  const page = await open(`/?dataset=${id}`);
  await page.locator(".kpi-value").first().waitFor();
  await page.getByRole("button", { name: "Export" }).click();
  const excel = page.locator(".file", { hasText: "Excel workbook" });
  await excel.waitFor();
  expect(await excel.innerText()).toContain("Excel takes at most 1,048,575 rows");
  expect(await excel.getByRole("link").count()).toBe(0);
});

test("the analyser shows what each word added, in signs and words as well as color", async ({ dashboard }) => {
  const { page } = await dashboard();
  await page.locator("#analyser").scrollIntoViewIfNeeded();
  await page.getByLabel("Your text").fill(`Not bad, great! ${HOSTILE}`);
  await page.locator(".analysed", { hasText: "Not" }).waitFor();
  const marks = await page.locator(".analysed mark").allInnerTexts();
  expect(marks.map((text) => text.replace(/\s+/g, " "))).toEqual([
    expect.stringMatching(/^bad ?\+1\.9 \(happier, turned by "not"\)$/),
    expect.stringMatching(/^great ?\+3\.1 \(happier\)$/),
  ]);
  expect(await page.locator(".score").innerText()).toMatch(/\+0\.79/);
  expect(await page.locator(".analysed").innerText()).toContain(HOSTILE);
  expect(await page.locator(".reasons").innerText()).toContain("exclamation marks");
  await page.getByRole("button", { name: "Example 3" }).click();
  await page.locator(".score", { hasText: "−" }).waitFor();
});

test("a term explains itself on focus, under the pointer and by ear, and Escape closes it", async ({ dashboard }) => {
  const { page } = await dashboard();
  const seed = page.getByRole("button", { name: "seed", exact: true });
  await seed.focus();
  const tip = page.locator(".tip-float");
  await tip.waitFor();
  expect(await tip.innerText()).toContain("The number all the data grows from.");
  expect(await seed.getAttribute("aria-description")).toContain("grows from");
  await page.keyboard.press("Escape");
  await tip.waitFor({ state: "hidden" });
  await page.locator("[data-chart='churn-by-cohort'] .term").first().hover();
  await tip.waitFor();
  await tip.hover();
  await page.waitForTimeout(250);
  expect(await tip.isVisible(), "it stays while the pointer is over it").toBe(true);
  await page.mouse.move(5, 5);
  await tip.waitFor({ state: "hidden" });
  for (const word of ["95% interval", "win rate", "churn", "sentiment"])
    expect(await page.locator(".term", { hasText: new RegExp(word, "i") }).count(), word).toBeGreaterThan(0);
});

test("a picture says what it shows, under which filters, of which dataset, on a solid ground", async ({
  dashboard,
  browser,
}) => {
  const { page, id } = await dashboard({ name: "Demo", customers: 2000, seed: 77 }, "&segment=SMB");
  await page.evaluate(() => {
    const said: string[] = [];
    (window as unknown as { said: string[] }).said = said;
    const write = CanvasRenderingContext2D.prototype.fillText;
    CanvasRenderingContext2D.prototype.fillText = function (...args) {
      said.push(args[0]);
      write.apply(this, args);
    };
  });
  const card = page.locator("[data-chart='sentiment-by-region']");
  await card.scrollIntoViewIfNeeded();
  await page.waitForFunction(
    () => (document.querySelector("[data-chart='sentiment-by-region'] canvas") as HTMLCanvasElement).width > 300,
  );
  const [png] = await Promise.all([
    page.waitForEvent("download"),
    card.getByRole("button", { name: /Save as PNG/ }).click(),
  ]);
  const said = await page.evaluate(() => (window as unknown as { said: string[] }).said.join("\n"));
  for (const part of [await card.locator("h3").innerText(), "Sentiment by region", "SMB", id, "seed 77"])
    expect(said).toContain(part);
  const data = readFileSync(await png.path()).toString("base64");
  const blank = await browser.newPage();
  const corners = await blank.evaluate(async (bytes) => {
    const image = new Image();
    image.src = `data:image/png;base64,${bytes}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = image.width;
    canvas.height = image.height;
    const ctx = canvas.getContext("2d") as CanvasRenderingContext2D;
    ctx.drawImage(image, 0, 0);
    const at = (x: number, y: number) => [...ctx.getImageData(x, y, 1, 1).data];
    return [at(0, 0), at(image.width - 1, 0), at(0, image.height - 1), at(image.width - 1, image.height - 1)];
  }, data);
  await blank.close();
  for (const corner of corners) expect(corner).toEqual([0x15, 0x1a, 0x23, 255]);
});

test("the first load is light: what waits, waits, and the rest is within the budget", async ({ mock, open }) => {
  const { id } = mock.add();
  const names = new Set<string>();
  const page = await open();
  page.on("request", (request) => names.add(new URL(request.url()).pathname));
  await page.goto(`${mock.base}/?dataset=${id}`);
  await page.locator(".advice").first().waitFor();
  await page.locator("[data-chart='sentiment-trend'] canvas").waitFor();
  await page.waitForLoadState("networkidle");
  const loaded = [...names];
  expect(loaded.some((name) => name.includes("chartjs"))).toBe(true);
  expect(loaded.filter((name) => /guides|answers|analyser|exports|tables|png|markdown/.test(name))).toEqual([]);
  const weight = (kind: string) =>
    loaded
      .filter((name) => name.endsWith(kind))
      .reduce((sum, name) => sum + gzipSync(readFileSync(new URL(`../dist${name}`, import.meta.url))).length, 0);
  expect(weight(".js"), "the drawing library is among it").toBeGreaterThan(60_000);
  expect(weight(".js")).toBeLessThanOrEqual(110_000);
  expect(weight(".css")).toBeGreaterThan(5000);
  expect(weight(".css")).toBeLessThanOrEqual(15_000);
  await goToRows(page);
  await page.locator("#analyser").scrollIntoViewIfNeeded();
  await page.getByRole("heading", { name: "Try the analyser" }).waitFor();
  for (const part of ["tables", "analyser"])
    expect(
      [...names].some((name) => name.includes(part)),
      part,
    ).toBe(true);
});
