/** From a recommendation to its chart and its rows; stories from the form to the answers. */
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { goToRows } from "./browser";
import { HOSTILE } from "./mock-rows";
import { test } from "./suite";

const inSight = (page: Page, selector: string) =>
  page.waitForFunction((wanted) => {
    const box = document.querySelector(wanted)?.getBoundingClientRect();
    return box && box.bottom > 80 && box.top < innerHeight;
  }, selector);

test("the page reads filters, key figures, recommendations, charts, rows, in this order", async ({ dashboard }) => {
  const { page } = await dashboard({ customers: 2000 });
  await page.locator(".advice").first().waitFor();
  await goToRows(page);
  await page.evaluate(() => scrollTo(0, 0));
  const tops = await page.evaluate(() =>
    ["#filters", "#kpis", "#recommendations", "#charts", "#tables"].map(
      (place) => document.querySelector(place)?.getBoundingClientRect().top ?? -1,
    ),
  );
  expect(tops).toEqual([...tops].sort((a, b) => a - b));
  expect(tops[2], "the first recommendation begins on the first screen").toBeLessThan(600);
});

test("the first recommendation is open and leads to its chart and to exactly its rows", async ({ dashboard }) => {
  const { page, id } = await dashboard({ customers: 1000 });
  const first = page.locator(".advice").first();
  await first.waitFor();
  const text = await first.innerText();
  for (const part of [
    "What we see",
    "Why we believe it",
    "What to do this week",
    "What it is worth",
    "How sure we are",
    "very sure",
    "$214K",
  ])
    expect(text).toContain(part);
  expect(text, "customers' words stay words").toContain(HOSTILE);
  expect(await page.locator(".advice.open").count()).toBe(1);

  await first.getByRole("button", { name: /^Show the chart/ }).click();
  await inSight(page, ".chart.asked");
  expect(await page.locator(".chart.asked").getAttribute("data-chart")).toBe("sentiment-by-region-and-month");
  expect(await page.locator("h3:focus").innerText()).toBe(
    "Europe’s small customers have been unhappy since March 2026",
  );

  await first.getByRole("button", { name: /^Open these rows/ }).click();
  await inSight(page, "#tables-title");
  await page.getByRole("button", { name: "Take off: Region is Europe" }).waitFor();
  expect(new URL(page.url()).search).toBe(
    `?dataset=${id}&segment=SMB&table=feedback&filter=region:eq:Europe&filter=segment:eq:SMB`,
  );
  await page.waitForFunction(() => document.querySelectorAll(".rows tbody tr").length === 10);
  for (const row of await page.locator(".rows tbody tr").allInnerTexts()) expect(row).toMatch(/Europe[\s\S]*SMB/);
});

test("a chart is shown for what was found alone, with its date line, and one button leads back to everything", async ({
  dashboard,
}) => {
  const { page, id } = await dashboard({ customers: 1000 });
  const pressed = () => page.locator(".filters .chip[aria-pressed=true]").allInnerTexts();
  const first = page.locator(".advice").first();
  await first.getByRole("button", { name: /^Show the chart/ }).click();
  await inSight(page, ".chart.asked");
  const heat = page.locator("[data-chart='sentiment-by-region-and-month']");
  expect(await pressed(), "the regions stand beside each other, so only the segment is chosen").toEqual(["SMB"]);
  await expect
    .poll(() => heat.locator(".chart-summary").innerText())
    .toContain("Dashed line at Mar 2026: begins here.");
  const line = page.locator(".narrowed");
  expect(await line.innerText()).toMatch(/^Only SMB · Line at Mar 2026\s+Back to everything$/);
  const reached = async () => {
    for (let i = 0; i < 5; i++) {
      await page.keyboard.press("Tab");
      if (await page.locator(".narrowed :focus").count()) return true;
    }
    return false;
  };
  expect(await reached(), "by keyboard, right after the chart").toBe(true);
  await page.keyboard.press("Enter");
  await expect.poll(pressed).toEqual([]);
  expect(new URL(page.url()).search).toBe(`?dataset=${id}`);
  expect(await line.count()).toBe(0);
  expect(await heat.locator(".chart-summary").innerText()).not.toContain("Dashed line");
  await inSight(page, "[data-chart='sentiment-by-region-and-month']");
  expect(await heat.locator("h3:focus").count()).toBe(1);

  await first.getByRole("button", { name: /^Show the chart/ }).click();
  await line.waitFor();
  await page.goBack();
  await expect.poll(pressed).toEqual([]);
  expect(await line.count(), "going back leaves it, too").toBe(0);

  await page.locator(".filters").getByRole("button", { name: "Europe", exact: true }).click();
  await page.evaluate(() => scrollTo(0, 0));
  expect(await line.count(), "filters in sight need no second telling").toBe(0);
  await heat.scrollIntoViewIfNeeded();
  await line.getByText("Only Europe").waitFor();
  await line.getByRole("button", { name: "Back to everything" }).click();
  await expect.poll(pressed).toEqual([]);
});

test("groups are tabs for the keyboard, and an empty one says what that means", async ({ dashboard }) => {
  const { page } = await dashboard({ customers: 1000 });
  await page.getByRole("tab", { name: /^Do first/ }).focus();
  await page.keyboard.press("ArrowRight");
  expect(await page.getByRole("tab", { name: /^Call first/ }).getAttribute("aria-selected")).toBe("true");
  expect(await page.locator(".call").count()).toBe(5);
  const call = await page.locator(".call").first().innerText();
  expect(call).toMatch(/62%[\s\S]*\$5,040/);
  expect(call).toContain("Sounds unhappy");
  expect(await page.locator("#advice-panel").innerText()).toContain("about 8 times in 10");
  await page.getByRole("button", { name: "Show all 25" }).click();
  expect(await page.locator(".call").count()).toBe(25);
  await page
    .getByRole("button", { name: /What they said.*Granite Freight/ })
    .first()
    .click();
  await page.getByRole("button", { name: /^Take off: Customer ID is CUST-0000003/ }).waitFor();

  for (let i = 0; i < 2; i++) await page.getByRole("tab", { selected: true }).first().press("ArrowRight");
  expect(await page.locator("#advice-panel").innerText()).toContain(
    "No source, product or industry clearly stands out",
  );
  await page.getByRole("tab", { name: /^Segments/ }).click();
  await page.locator(".advice-head button").press("Enter");
  expect(await page.locator(".advice.open").count()).toBe(0);
});

test("thin data says that it is too early, and what would be enough", async ({ dashboard }) => {
  const { page } = await dashboard({ customers: 20 });
  await page.locator(".advice").first().waitFor();
  const text = await page.locator(".advice").first().innerText();
  expect(text).toContain("not enough data yet");
  expect(text).toContain("About 500 customers would be enough.");
});

test("a chart is headed by what was found, and by its question where filters leave that out", async ({ dashboard }) => {
  const { page } = await dashboard({ customers: 1000 });
  const heading = page.locator("[data-chart='win-rate-by-owner'] h3");
  await page.getByRole("heading", { name: "Priya Raman wins twice as often as the others" }).waitFor();
  await page.getByRole("button", { name: "Europe", exact: true }).click();
  await expect.poll(() => heading.innerText()).toBe("Of the busiest sales reps, who wins most often?");
  expect(await page.locator("[data-chart='sentiment-by-region-and-month'] h3").innerText()).toContain(
    "Europe’s small customers",
  );
});

test("a teacher hides a surprise and shares the link; the answers show only when asked for", async ({ mock, open }) => {
  const page = await open("/", {
    permissions: ["clipboard-read", "clipboard-write"],
  });
  await page.getByRole("button", { name: /^Class, with a surprise/ }).click();
  await page.locator(".advice").first().waitFor();
  expect(mock.seen.filter((line) => line.includes("answer-key"))).toEqual([]);
  await page.getByRole("button", { name: "Copy link" }).click();
  await page.getByText("Link copied").waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  await page.getByRole("link", { name: "Something is hidden in it" }).click();
  const answers = page.getByRole("switch", { name: "Show the answers" });
  await answers.click();
  const story = page.locator(".answer").first();
  await story.waitFor();
  const text = await story.innerText();
  for (const part of ["A price rise", "Region: Europe", "Mar 2026", "−0.29 (planned: −0.31)", "What to look for"])
    expect(text).toContain(part);
  await story.getByText("A query that shows it").click();
  await story.getByRole("button", { name: "Copy the sql" }).click();
  await story.getByText("Copied").waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain("FROM feedback");
  await story.getByRole("button", { name: /^Show the chart/ }).click();
  await inSight(page, ".chart.asked");
  expect(await page.locator(".chart.asked .chart-summary").innerText()).toContain(
    "Dashed line at Mar 2026: A price rise.",
  );
  const on = page.locator(".filters .chip[aria-pressed=true]");
  expect(await on.allInnerTexts(), "the filters of where it happened").toEqual(["Europe", "SMB"]);

  await page.goto(link);
  await page.locator(".advice").first().waitFor();
  await page.locator("#answers").scrollIntoViewIfNeeded();
  await answers.waitFor();
  expect(await answers.getAttribute("aria-checked"), "a shared link hides them").toBe("false");
  expect(await page.locator(".answer").count()).toBe(0);
  expect(await page.locator("[data-chart='sentiment-trend'] .chart-summary").innerText()).not.toContain("Dashed line");
  await answers.click();
  await page.locator(".answer").first().waitFor();
  await answers.click();
  expect(await page.locator(".answer").count()).toBe(0);
});

test("the form offers every story with a sentence and a strength, and says what its size cannot carry", async ({
  mock,
  open,
}) => {
  const page = await open("/", { refused: true });
  await page.getByRole("button", { name: /^Choose from 6 stories/ }).click();
  const story = page.locator(".story", { hasText: "A price rise" });
  expect(await story.innerText()).toContain("Prices went up for one group of customers");
  await story.getByRole("checkbox").check();
  await story.getByRole("combobox").selectOption("obvious");
  expect(await story.innerText()).toContain("It needs at least 900 customers.");
  await page.getByRole("button", { name: "Make this dataset" }).click();
  await page.locator("#error-stories").waitFor();
  expect(await page.locator("#error-stories").innerText()).toContain("at least 900");
  await page.getByLabel("Customers").fill("900");
  expect(await story.innerText()).not.toContain("It needs");
  await page.getByRole("button", { name: "Make this dataset" }).click();
  await page.locator(".kpi-value").first().waitFor();
  const made = [...mock.datasets.values()].at(-1);
  expect(made?.recipe.stories).toEqual([{ id: "price-rise", strength: "obvious" }]);
});
