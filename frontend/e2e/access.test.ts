/** Small screens, downloads, and a clean console. */
import { readFileSync } from "node:fs";
import { describe, expect } from "vitest";
import { goToRows } from "./browser";
import { HOSTILE } from "./mock-rows";
import { test } from "./suite";

describe("on a small screen", () => {
  test("nothing scrolls sideways at 320 pixels, and every target is at least 24 pixels", async ({ mock, open }) => {
    const { id } = mock.add({
      customers: 500,
      name: "A name without a single place to break it anywhere_".repeat(2).slice(0, 80),
    });
    const page = await open("/", { viewport: { width: 320, height: 700 } });
    const check = async (where: string) => {
      expect(await page.evaluate(() => document.documentElement.scrollWidth), where).toBeLessThanOrEqual(320);
      const small = await page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>("button, a, select, input, textarea, summary")].flatMap(
          (element) => {
            const target = element.closest("label") ?? element;
            const { width, height } = target.getBoundingClientRect();
            if (!element.checkVisibility() || element.className === "skip") return [];
            return width < 24 || height < 24 ? [`${element.outerHTML.slice(0, 120)} ${width} x ${height}`] : [];
          },
        ),
      );
      expect(small, where).toEqual([]);
    };
    await page.getByRole("button", { name: "Make this dataset" }).waitFor();
    await check("first visit");
    await page.goto(`${mock.base}/?dataset=${id}&region=Mars&table=feedback`);
    await goToRows(page);
    await page.getByRole("button", { name: /^Filters/ }).click();
    await page.locator(".advice").first().waitFor();
    await page.locator("#analyser").scrollIntoViewIfNeeded();
    await page.locator(".score").waitFor();
    await check("dashboard");
    await page.getByRole("tab", { name: /^Call first/ }).click();
    await page.getByRole("button", { name: "Filter", exact: true }).click();
    await check("calls and filter form");
    await page.getByRole("button", { name: "Export" }).click();
    await page.locator(".file").first().waitFor();
    await check("drawer");
    await page
      .getByRole("button", { name: /How to open it/ })
      .first()
      .click();
    await page.locator(".md").waitFor();
    await check("guide");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: /^Datasets:/ }).click();
    await page.locator(".menu-item").first().waitFor();
    await check("dataset menu");
  });

  test("nothing moves for readers who asked for less motion", async ({ dashboard }) => {
    const { page } = await dashboard();
    await goToRows(page);
    const running = await page.evaluate(() => document.getAnimations().length);
    expect(running).toBe(0);
  });
});

test.for([360, 768, 1024, 1280, 1600])(
  "a seed of sixteen digits breaks no line at %d pixels",
  async (width, { dashboard }) => {
    const { page } = await dashboard(
      { name: "Class, with a surprise", seed: 9_007_199_254_740_991, stories: ["surprise"] },
      "",
      { viewport: { width, height: 800 } },
    );
    const box = async (selector: string) => {
      const found = await page.locator(selector).boundingBox();
      if (!found) throw new Error(`${selector} is not there`);
      return found;
    };
    expect((await box(".topbar")).height, "the bar at the top is one line").toBeLessThan(60);
    const [title, actions, facts] = [await box("h1"), await box(".title-actions"), await box(".title-line > .muted")];
    expect(actions.height, "the buttons are one line").toBeLessThan(40);
    expect(facts.x + facts.width).toBeLessThanOrEqual(width);
    if (width > 820) {
      expect(actions.y, "beside the title").toBeLessThan(title.y + title.height);
      expect(facts.height, "what is in it is one line").toBeLessThan(30);
    } else expect(actions.y, "under what is in it").toBeGreaterThanOrEqual(facts.y + facts.height);
  },
);

test("names that look like code stay text, under a strict policy and with a clean console", async ({ dashboard }) => {
  const { page } = await dashboard({ name: HOSTILE, customers: 500 });
  await goToRows(page);
  expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe(HOSTILE);
  expect(await page.locator(".rows").innerText()).toContain(HOSTILE);
  expect(await page.locator("main img").count()).toBe(0);
  await page.getByRole("button", { name: /^Datasets:/ }).click();
  await page.locator(".menu-item").first().waitFor();
  expect(await page.title()).not.toBe("1");
  for (const card of await page.locator("[data-chart]").all()) await card.scrollIntoViewIfNeeded();
  await page.waitForTimeout(300);
});

test("a chart is saved as a picture and as CSV, and its table says the same", async ({ dashboard }) => {
  const { page } = await dashboard({ name: "Demo", customers: 2000 }, "&segment=SMB");
  const card = page.locator("[data-chart='sentiment-by-region']");
  await card.locator("canvas").waitFor();
  await card.scrollIntoViewIfNeeded();
  await page.waitForTimeout(300);
  const [png] = await Promise.all([
    page.waitForEvent("download"),
    card.getByRole("button", { name: /Save as PNG/ }).click(),
  ]);
  expect(png.suggestedFilename()).toBe("demo-sentiment-by-region.png");
  await png.saveAs(new URL("../test-output/chart.png", import.meta.url).pathname);
  const bytes = readFileSync(await png.path());
  expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([2400, 1350]);
  const [csv] = await Promise.all([
    page.waitForEvent("download"),
    card.getByRole("button", { name: /Save as CSV/ }).click(),
  ]);
  const lines = readFileSync(await csv.path(), "utf8")
    .trimEnd()
    .split("\r\n");
  expect(lines[0]).toBe("region,avg_sentiment,feedback");
  await card.getByRole("button", { name: /Show as table/ }).click();
  const rows = await card.locator("tbody tr").all();
  expect(rows).toHaveLength(lines.length - 1);
  for (const [i, row] of rows.entries()) {
    const [region, score, n] = lines[i + 1]?.split(",") ?? [];
    const cells = await row.locator("td").allInnerTexts();
    expect(cells[0]).toBe(region);
    expect(Number(cells[1]?.replace("−", "-"))).toBeCloseTo(Number(score), 2);
    expect(cells[1]).toMatch(/^[+−]?\d\.\d\d$/);
    expect(Number(cells[2]?.replace(",", ""))).toBe(Number(n));
  }
});

test("the drawer says what each file is good for, and its addresses hold the whole recipe", async ({
  mock,
  dashboard,
}) => {
  const { page } = await dashboard({ customers: 1000, seed: 77, regions: ["Europe"] }, "", {
    permissions: ["clipboard-read", "clipboard-write"],
  });
  await page.getByRole("button", { name: "Export" }).click();
  await page.locator(".file").first().waitFor();
  expect(await page.locator(".file").count()).toBe(8);
  expect(await page.locator(".file").first().innerText()).toContain("Opens everywhere: every tool reads CSV.");
  await page.getByLabel("Table", { exact: true }).selectOption("feedback");
  const address = await page.getByRole("textbox", { name: "Address" }).inputValue();
  expect(address).toBe(
    `${mock.base}/api/v1/tables/feedback.csv?seed=77&as_of=2026-11-23&customers=1000&months=24&regions=Europe`,
  );
  await page.getByRole("button", { name: "Copy: Address" }).click();
  await page.getByRole("button", { name: "Copy: Address" }).getByText("Copied").waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(address);
  expect(await page.getByRole("textbox", { name: "For a terminal" }).inputValue()).toBe(
    `curl --fail --output feedback.csv '${address}'`,
  );
});
