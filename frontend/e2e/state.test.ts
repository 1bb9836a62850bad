/** Filters, the address, reload, back and forward. */
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { goToRows } from "./browser";
import { settled, test } from "./suite";

const pressed = (page: Page) => page.locator(".filters .chip[aria-pressed=true]").allInnerTexts();
const kpi = (page: Page, i = 0) => page.locator(".kpi-value").nth(i).innerText();

test("filters live in the address: reload, back and forward agree with the chips", async ({ dashboard }) => {
  const { page, id } = await dashboard({ customers: 2000, seed: 3 });
  await settled(page);
  const all = await kpi(page);
  await page.getByRole("button", { name: "Europe", exact: true }).click();
  await settled(page);
  const europe = await kpi(page);
  expect(europe).not.toBe(all);
  await page.getByRole("button", { name: "SMB", exact: true }).click();
  await page.getByLabel("First month").selectOption({ label: "Jan 2026" });
  await page.getByLabel("Last month").selectOption({ label: "Jun 2026" });
  await settled(page);
  expect(new URL(page.url()).search).toBe(`?dataset=${id}&region=Europe&segment=SMB&from=2026-01&to=2026-06`);

  await page.reload();
  await settled(page);
  expect(await pressed(page)).toEqual(["Europe", "SMB"]);
  expect(await page.getByLabel("Last month").inputValue()).toBe("2026-06");

  for (let i = 0; i < 3; i++) await page.goBack();
  await settled(page);
  expect(await pressed(page)).toEqual(["Europe"]);
  expect(await kpi(page)).toBe(europe);
  await page.goForward();
  await settled(page);
  expect(await pressed(page)).toEqual(["Europe", "SMB"]);

  await page.getByRole("button", { name: /^Clear all/ }).click();
  await settled(page);
  expect(await pressed(page)).toEqual([]);
  expect(await kpi(page)).toBe(all);
});

test("clicking a bar or a cell switches its filter on and off, like the chip", async ({ dashboard }) => {
  const { page } = await dashboard({ customers: 2000 });
  await settled(page);
  /** The drawing library hands on a click with the next frame, so the chips follow a moment later. */
  const chips = async (wanted: string[]) => {
    await expect.poll(() => pressed(page)).toEqual(wanted);
    await settled(page);
  };
  const canvas = page.locator("[data-chart='sentiment-by-region'] canvas");
  await canvas.scrollIntoViewIfNeeded();
  await page.waitForFunction(
    () => (document.querySelector("[data-chart='sentiment-by-region'] canvas") as HTMLCanvasElement).width > 300,
  );
  const box = await canvas.boundingBox();
  // The second of four rows is Europe.
  await canvas.click({ position: { x: (box?.width ?? 0) * 0.6, y: (box?.height ?? 0) * 0.34 } });
  await chips(["Europe"]);
  await canvas.click({ position: { x: (box?.width ?? 0) * 0.6, y: (box?.height ?? 0) * 0.34 } });
  await chips([]);

  const heat = page.locator("[data-chart='sentiment-by-region-and-month'] canvas");
  await heat.scrollIntoViewIfNeeded();
  await page.waitForTimeout(200);
  const area = await heat.boundingBox();
  await heat.click({ position: { x: (area?.width ?? 0) * 0.5, y: (area?.height ?? 0) * 0.1 } });
  await chips(["North America"]);
});

test("what a link says wrongly is left out and named, and the rest is kept", async ({ mock, open }) => {
  const { id } = mock.add({ customers: 800 });
  const bad = `/?dataset=${id}&region=Mars&segment=SMB&from=1999-01&limit=7&colour=red&offset=999999&columns=nope,region`;
  const page = await open(bad);
  await settled(page);
  await goToRows(page);
  const banner = await page.locator(".banner").innerText();
  for (const part of ["region=Mars", "from=1999-01", "limit=7", "colour=red", "offset=999999", "columns=nope"])
    expect(banner).toContain(part);
  expect(new URL(page.url()).search).toBe(`?dataset=${id}&segment=SMB&offset=790&columns=region`);
  expect(await pressed(page)).toEqual(["SMB"]);
  await page.getByRole("button", { name: "Close this note" }).click();
  expect(await page.locator(".banner").count()).toBe(0);
});

test("a table is turned, resized and rearranged, and the address keeps all of it", async ({ dashboard }) => {
  const { page } = await dashboard({ customers: 500 });
  const where = page.locator(".page-where");
  await goToRows(page);
  expect(await where.innerText()).toBe("1–10 of 500");
  await page.getByRole("button", { name: "Next page" }).click();
  await page.getByText("11–20 of 500").waitFor();
  await page.getByRole("button", { name: "Last page" }).click();
  await page.getByText("491–500 of 500").waitFor();
  expect(await page.getByRole("button", { name: "Next page" }).getAttribute("aria-disabled")).toBe("true");
  await page.getByRole("button", { name: "Previous page" }).click();
  await page.getByText("481–490 of 500").waitFor();
  await page.getByLabel("Rows on a page").selectOption("50");
  await page.getByText("451–500 of 500").waitFor();
  await page.getByRole("button", { name: "First page" }).click();
  await page.getByText("1–50 of 500").waitFor();

  await page.getByRole("tab", { name: /Feedback/ }).click();
  await where.getByText(/of 3,015/).waitFor();
  const long = page.locator(".long:has(button)").first();
  const folded = (await long.boundingBox())?.height ?? 0;
  await long.getByRole("button", { name: "Show all" }).click();
  expect((await long.boundingBox())?.height ?? 0).toBeGreaterThan(folded);
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("checkbox", { name: "Channel" }).uncheck();
  await page.waitForFunction(() => !document.querySelector(".rows thead")?.textContent?.includes("Channel"));
  await page.keyboard.press("Escape");
  expect(await page.locator("#column-menu").isVisible()).toBe(false);
  const { search } = new URL(page.url());
  expect(search).toContain("table=feedback&limit=50&columns=feedback_id,feedback_date,category");
  await page.reload();
  await goToRows(page);
  expect(await page.locator(".rows thead").innerText()).not.toContain("Channel");
  expect(await page.locator(".rows tbody tr").count()).toBe(50);
});

test("datasets are opened from the picker, and deleted only after a question", async ({ mock, open }) => {
  const first = mock.add({ name: "Kept for class" });
  const second = mock.add({ name: "To be deleted" });
  const page = await open(`/?dataset=${first.id}`);
  await settled(page);
  await page.getByRole("button", { name: /^Datasets:/ }).click();
  await page.getByRole("link", { name: /To be deleted/ }).click();
  await page.getByRole("heading", { level: 1, name: "To be deleted" }).waitFor();
  expect(page.url()).toContain(second.id);
  await page.getByRole("button", { name: /^Datasets:/ }).click();
  await page.getByRole("button", { name: "Delete To be deleted" }).click();
  await page.getByRole("button", { name: "Keep it" }).click();
  expect(mock.datasets.has(second.id)).toBe(true);
  await page.getByRole("button", { name: "Delete To be deleted" }).click();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByRole("button", { name: /^Hackathon 500/ }).waitFor();
  expect(mock.datasets.has(second.id)).toBe(false);
  expect(new URL(page.url()).search).toBe("");
});

test("the theme is remembered, and set before the page paints", async ({ open }) => {
  const page = await open();
  const theme = () => page.evaluate(() => document.documentElement.dataset.bsTheme);
  expect(await theme()).toBe("dark");
  await page.getByRole("button", { name: "Switch to the light theme" }).click();
  expect(await theme()).toBe("light");
  await page.reload({ waitUntil: "commit" });
  await page.waitForFunction(() => document.body !== null);
  expect(await theme()).toBe("light");
});

test("a first visit takes the theme of the system, and a change reaches the other tab", async ({ open }) => {
  const page = await open("/", { colorScheme: "light" });
  const other = await page.context().newPage();
  await other.goto(page.url());
  const theme = () => other.evaluate(() => document.documentElement.dataset.bsTheme);
  expect(await theme()).toBe("light");
  await page.getByRole("button", { name: "Switch to the dark theme" }).click();
  await expect.poll(theme).toBe("dark");
  await other.getByRole("button", { name: "Switch to the light theme" }).waitFor();
});
