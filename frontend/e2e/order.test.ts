/** Answers that come late or out of order, and what the page shows until they come. */
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { goToRows } from "./browser";
import type { Mock } from "./mock";
import { settled, test } from "./suite";

/** By then the page shows that it is at work, in milliseconds. It begins after 300; a busy test machine gets ten times that. */
const SOON = 3000;

/** Keeps the answers to some questions back until they are let go, and counts who asked and who went away. */
function hold(mock: Mock, which: (url: URL) => boolean) {
  let go = () => {};
  const released = new Promise<void>((resolve) => {
    go = resolve;
  });
  const held = { asked: 0, dropped: 0, go: () => go() };
  mock.trick = async (request, _, url) => {
    if (!which(url)) return false;
    held.asked += 1;
    request.socket.on("close", () => {
      held.dropped += 1;
    });
    await released;
    return false;
  };
  return held;
}

/** What it reads now and for a while after; the same all the time, or the test fails. */
async function staysAsItIs(page: Page, read: () => Promise<unknown>): Promise<void> {
  const first = await read();
  for (let i = 0; i < 4; i++) {
    await page.waitForTimeout(200);
    expect(await read()).toEqual(first);
  }
}

const figures = (page: Page) => page.locator(".kpi-value").allInnerTexts();
const place = async (page: Page, selector: string) => {
  const box = await page.locator(selector).boundingBox();
  return { y: Math.round(box?.y ?? 0), height: Math.round(box?.height ?? 0) };
};

test("answers out of order never paint old numbers, and the old question is dropped", async ({ mock, dashboard }) => {
  const { page } = await dashboard({ customers: 2000 });
  const old = hold(mock, (url) => url.pathname.endsWith("/summary") && !url.searchParams.has("segment"));
  await page.getByRole("button", { name: "Europe", exact: true }).click();
  await expect.poll(() => old.asked).toBe(1);
  await page.getByRole("button", { name: "SMB", exact: true }).click();
  await settled(page);
  const shown = await figures(page);
  old.go();
  await staysAsItIs(page, () => figures(page));
  expect(await figures(page)).toEqual(shown);
  expect(old.dropped).toBe(1);
});

test("the numbers and the advice of a dataset that was left never stand under another one", async ({ mock, open }) => {
  const left = mock.add({ name: "Left", customers: 20 });
  const other = mock.add({ name: "Other", customers: 1000 });
  const old = hold(mock, (url) => new RegExp(`${left.id}/(summary|recommendations)`).test(url.pathname));
  const page = await open(`/?dataset=${left.id}`);
  await expect.poll(() => old.asked).toBe(2);
  await page.getByRole("button", { name: /^Datasets:/ }).click();
  await page.getByRole("link", { name: /Other/ }).click();
  await settled(page);
  await page.locator(".advice").first().waitFor();
  const all = async () => [await figures(page), await page.locator(".advices").innerText(), page.url()];
  old.go();
  await staysAsItIs(page, all);
  expect(page.url()).toContain(other.id);
  expect(old.dropped).toBe(2);
});

test("numbers that take long give way to a skeleton of their size", async ({ mock, dashboard }) => {
  const { page } = await dashboard({ customers: 2000 });
  const sizes = () => Promise.all([".kpis", "#charts"].map((part) => place(page, part)));
  const before = await sizes();
  const slow = hold(mock, (url) => url.pathname.endsWith("/summary"));
  await page.getByRole("button", { name: "Europe", exact: true }).click();
  for (const part of [".kpi .skeleton", "[data-chart] .skeleton"])
    await page.locator(part).first().waitFor({ timeout: SOON });
  expect(await page.locator(".kpi-value").count(), "no old numbers under new filters").toBe(0);
  for (const [i, { y, height }] of (await sizes()).entries()) {
    expect(Math.abs(y - (before[i]?.y ?? 0))).toBeLessThanOrEqual(4);
    expect(Math.abs(height - (before[i]?.height ?? 0))).toBeLessThanOrEqual(60);
  }
  slow.go();
  await settled(page);
});

test("rows that take long say so and keep their place, and never stand under a newer search", async ({
  mock,
  dashboard,
}) => {
  const { page } = await dashboard({ customers: 400 });
  await goToRows(page);
  const before = [await place(page, ".rows-place"), await place(page, ".pager")];
  const old = hold(mock, (url) => url.searchParams.get("q") === "granite");
  const search = page.getByRole("searchbox");
  await search.fill("granite");
  await page.getByText("Looking through 400 rows…", { exact: true }).first().waitFor({ timeout: SOON });
  expect(await page.locator("#announcer").innerText()).toBe("Looking through 400 rows…");
  expect([await place(page, ".rows-place"), await place(page, ".pager")], "nothing moves").toEqual(before);
  expect(await page.locator(".page-where").innerText(), "nobody knows how many yet").toBe("…");
  await search.fill("CUST-0000007");
  await page.getByText("1–1 of 1", { exact: true }).waitFor();
  const rows = () => page.locator(".rows tbody").innerText();
  old.go();
  await staysAsItIs(page, rows);
  expect(await rows()).toContain("CUST-0000007");
  expect(old.dropped).toBe(1);
});

test("while pages are turned the rows keep their place, and the buttons below stay under the pointer", async ({
  dashboard,
}) => {
  const { page } = await dashboard({ customers: 43 }, "&table=feedback");
  await goToRows(page);
  const height = async () => (await place(page, ".rows-place")).height;
  const first = await height();
  await page.getByRole("button", { name: "Last page" }).click();
  await page.getByText(/^2\d\d–(2\d\d) of \1$/).waitFor();
  expect(await page.locator(".rows tbody tr").count()).toBeLessThan(10);
  expect(await height()).toBe(first);
  await page.getByRole("tab", { name: /^Customers/ }).click();
  await page.getByText("1–10 of 43").waitFor();
  expect(await height(), "another table has a place of its own").toBeLessThan(first);
});
