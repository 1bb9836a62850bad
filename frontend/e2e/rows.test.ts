/** The rows: filtered, sorted, searched, by mouse and by keyboard, all of it in the address. */
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { goToRows } from "./browser";
import { test } from "./suite";

const where = (page: Page) => page.locator(".page-where").innerText();
const column = async (page: Page, name: string): Promise<string[]> => {
  const at = (await page.locator(".rows thead th").allInnerTexts()).findIndex((text) => text.startsWith(name));
  return page.locator(`.rows tbody td:nth-child(${at + 1})`).allInnerTexts();
};
const settled = (page: Page) => page.waitForFunction(() => !document.querySelector("#tables [aria-busy=true]"));

test("a heading sorts by keyboard: down, up, and as it was; with Shift by several columns", async ({ dashboard }) => {
  const { page } = await dashboard({ customers: 300 }, "&table=deals");
  const amount = page.getByRole("columnheader", { name: /^Amount/ });
  await amount.getByRole("button").press("Enter");
  await expect.poll(() => page.url()).toContain("sort=-amount");
  await settled(page);
  expect(await amount.getAttribute("aria-sort")).toBe("descending");
  const money = async () => (await column(page, "Amount")).map((text) => Number(text.replace(/[$,]/g, "")));
  const down = await money();
  expect(down).toEqual([...down].sort((a, b) => b - a));
  await page
    .getByRole("columnheader", { name: /^Stage/ })
    .getByRole("button")
    .press("Shift+Enter");
  await expect.poll(() => page.url()).toContain("sort=-amount,stage");
  await amount.getByRole("button").press("Enter");
  await expect.poll(() => new URL(page.url()).searchParams.get("sort")).toBe("amount");
  await settled(page);
  const up = await money();
  expect(up).toEqual([...up].sort((a, b) => a - b));
  await page.reload();
  await goToRows(page);
  expect(await amount.getAttribute("aria-sort")).toBe("ascending");
  await amount.getByRole("button").press("Enter");
  await expect.poll(() => page.url()).not.toContain("sort=");
});

test("filters fit the kind of column, are made by keyboard, and are said in words", async ({ dashboard }) => {
  const { page, id } = await dashboard({ customers: 400 }, "&table=deals");
  await goToRows(page);
  await page.getByRole("button", { name: "Filter", exact: true }).press("Enter");
  await page.getByLabel("Column", { exact: true }).selectOption({ label: "Amount" });
  expect(await page.getByLabel("Condition").locator("option").allInnerTexts()).toContain("is at least");
  await page.getByRole("button", { name: "Add this filter" }).press("Enter");
  await page.getByText("Choose or type a value first.").waitFor();
  await page.getByLabel("Value").fill("lots");
  await page.keyboard.press("Enter");
  await page.getByText("That does not hold a number.").waitFor();
  await page.getByLabel("Value").fill("30000");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Take off: Amount is at least $30,000" }).waitFor();
  await settled(page);
  expect((await column(page, "Amount")).every((text) => Number(text.replace(/[$,]/g, "")) >= 30_000)).toBe(true);
  const some = await where(page);
  expect(some).not.toContain("of 1,168");

  await page.getByRole("button", { name: "Filter", exact: true }).click();
  await page.getByLabel("Column", { exact: true }).selectOption({ label: "Closed date" });
  await page.getByLabel("Condition").selectOption({ label: "is empty or not" });
  await page.getByRole("button", { name: "Add this filter" }).click();
  await page.getByRole("button", { name: "Take off: Closed date is empty" }).waitFor();
  expect(new URL(page.url()).search).toBe(
    `?dataset=${id}&table=deals&filter=amount:gte:30000&filter=closed_date:null:true`,
  );
  expect(await page.getByRole("link", { name: "Download CSV" }).getAttribute("href")).toContain(
    "filter=amount%3Agte%3A30000",
  );
  await page.reload();
  await page.getByRole("button", { name: "Take off: Closed date is empty" }).click();
  await expect.poll(() => where(page)).toBe(some);
  await page.getByRole("button", { name: "Show all rows" }).click();
  await page.getByText("1–10 of 1,168").waitFor();
});

test("a column with few values offers them to tick", async ({ dashboard }) => {
  const { page } = await dashboard({ customers: 400 });
  await goToRows(page);
  await page.getByRole("button", { name: "Filter", exact: true }).click();
  await page.getByLabel("Column", { exact: true }).selectOption({ label: "Region" });
  await page.getByRole("checkbox", { name: "APAC" }).check();
  await page.getByRole("checkbox", { name: "North America" }).check();
  await page.getByRole("button", { name: "Add this filter" }).click();
  await page.getByRole("button", { name: "Take off: Region is North America or APAC" }).waitFor();
  await settled(page);
  expect(new Set(await column(page, "Region"))).toEqual(new Set(["North America", "APAC"]));
});

test("a search finds rows, survives a reload, and an empty answer offers a way back", async ({ dashboard }) => {
  const { page } = await dashboard({ customers: 400 }, "&offset=100");
  await goToRows(page);
  const search = page.getByRole("searchbox", { name: "Search the customers" });
  await search.fill("granite");
  await expect.poll(() => page.url()).toContain("q=granite");
  await settled(page);
  expect((await page.locator(".rows tbody tr").allInnerTexts()).every((text) => text.includes("Granite"))).toBe(true);
  expect(page.url()).not.toContain("offset");
  await page.reload();
  await goToRows(page);
  expect(await search.inputValue()).toBe("granite");
  await search.fill("no such company");
  await page.getByText("No rows fit", { exact: true }).waitFor();
  await page.locator("#table-panel").getByRole("button", { name: "Show all rows" }).click();
  await page.getByText("1–10 of 400").waitFor();
  expect(await search.inputValue()).toBe("");
});

test("filters that this table cannot take are left out of the link and named", async ({ mock, open }) => {
  const { id } = mock.add({ customers: 400 });
  const bad = `/?dataset=${id}&filter=colour:eq:red&filter=monthly_recurring_revenue:gte:lots&filter=region:eq:Europe&sort=colour&filter=oops`;
  const page = await open(bad);
  await goToRows(page);
  const banner = await page.locator(".banner").innerText();
  for (const part of [
    "filter=colour:eq:red",
    "filter=monthly_recurring_revenue:gte:lots",
    "sort=colour",
    "filter=oops",
  ])
    expect(banner).toContain(part);
  expect(new URL(page.url()).search).toBe(`?dataset=${id}&filter=region:eq:Europe`);
});
