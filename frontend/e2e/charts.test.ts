/** Every chart on its own: what it says, its table, its file; and the sentiment scale. */
import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { test } from "./suite";

/** One line of CSV without quotes inside quotes: none of the charts has such names. */
const fields = (line: string) =>
  [...line.matchAll(/"([^"]*)"|([^,]+)|(?<=^|,)(?=,|$)/g)].map((m) => m[1] ?? m[2] ?? "");

test("every chart says what it shows, in which unit, from how many rows, and its table and CSV are the same rows", async ({
  dashboard,
}) => {
  const { page } = await dashboard({ name: "Every chart", customers: 2000 });
  const cards = await page.locator("[data-chart]").all();
  expect(cards.length).toBeGreaterThanOrEqual(24);
  for (const card of cards) {
    const name = (await card.getAttribute("data-chart")) ?? "";
    const heading = await card.locator("h3").innerText();
    expect(heading, name).not.toBe("");
    expect(await card.locator(".chart-unit").innerText(), name).toMatch(/^.{5,} · .{4,} · .*\d/);
    const summary = await card.locator(".chart-summary").innerText();
    expect(summary, name).toMatch(/\.$/);
    const label = (await card.locator("canvas").getAttribute("aria-label")) ?? "";
    expect(label, "what a reader by ear hears").toContain(summary);
    const [csv] = await Promise.all([
      page.waitForEvent("download"),
      card.getByRole("button", { name: /Save as CSV/ }).click(),
    ]);
    expect(csv.suggestedFilename()).toBe(`every-chart-${name}.csv`);
    const lines = readFileSync(await csv.path(), "utf8")
      .trimEnd()
      .split("\r\n")
      .map(fields);
    await card.getByRole("button", { name: /Show as table/ }).click();
    const rows = await card
      .locator("tbody tr")
      .evaluateAll((all) => all.map((row) => [...row.querySelectorAll("td")].map((cell) => cell.innerText)));
    expect(rows.length, name).toBe(lines.length - 1);
    for (const [i, row] of rows.entries()) {
      expect(row.length, name).toBe(lines[0]?.length);
      for (const [j, shown] of row.entries()) {
        const kept = lines[i + 1]?.[j] ?? "";
        // Names, whole numbers and dollars can be read back; the rest is rounded for people.
        if (/^[\d,]+$/.test(shown)) expect(shown.replaceAll(",", ""), name).toBe(kept);
        else if (/^[A-Z][a-z-]+$/.test(shown)) expect(shown, name).toBe(kept);
        else if (/^[+−]?\d+\.\d%?$/.test(shown)) {
          const value = Number(shown.replace("−", "-").replace("%", "")) / (shown.endsWith("%") ? 100 : 1);
          expect(Math.abs(value - Number(kept)), `${name}: ${shown} for ${kept}`).toBeLessThanOrEqual(0.051);
        } else if (shown === "–") expect(kept, name).toBe("");
      }
    }
  }
}, 180_000);

test("sentiment is signed, from orange over grey to blue, and its scale says so in words", async ({ dashboard }) => {
  const { page } = await dashboard({ customers: 2000 });
  const scale = page.locator(".scale").first();
  expect(await scale.innerText()).toMatch(/−0\.30 or less\s+\+0\.30 or more/);
  expect(await scale.getAttribute("aria-label")).toContain("orange is unhappy, grey is neither, blue is happy");
  const bar = await scale.locator(".scale-bar").evaluate((element) => getComputedStyle(element).backgroundImage);
  expect(bar).toBe("linear-gradient(90deg, rgb(242, 140, 56), rgb(127, 136, 150), rgb(75, 163, 245))");
  const card = page.locator("[data-chart='sentiment-by-category']");
  await card.getByRole("button", { name: /Show as table/ }).click();
  for (const score of await card.locator("tbody td:nth-child(2)").allInnerTexts())
    expect(score).toMatch(/^([+−]\d\.\d\d|0\.00)$/);
});

test("each key figure is short, exact on focus and under the pointer, and shows its change or why there is none", async ({
  dashboard,
}) => {
  const { page } = await dashboard({ customers: 12_345, name: "Figures" });
  const figures = await page.locator(".kpi").all();
  expect(figures).toHaveLength(8);
  for (const figure of figures) {
    const value = figure.locator(".kpi-value");
    expect((await value.innerText()).length, "compact").toBeLessThanOrEqual(8);
    expect(await figure.locator(".kpi-change").innerText()).toMatch(/vs [A-Z][a-z]{2}|no change to show/);
    await value.focus();
    expect(await figure.locator(".tip").innerText()).toMatch(/^Exactly .*\d/);
    await value.blur();
    expect(await figure.locator(".tip").isVisible()).toBe(false);
    await figure.hover();
    expect(await figure.locator(".tip").isVisible()).toBe(true);
  }
  await page.mouse.move(2, 2);
  expect(await page.locator(".tip:visible").count()).toBe(0);
});
