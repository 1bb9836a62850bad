/** The main job, against the real program: from the first visit to a file on disk. By mouse, and by keyboard alone. */
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import type { Recommendations } from "../src/api/types";
import * as format from "../src/ui/format";
import { pin } from "./browser";
import { test as onMock, onProgram } from "./suite";

/** The first thing to do in a class of this seed began in a month, and the chart it names has no time: another one takes its place. */
const SEED = 18;

/** What the title says of the dataset. */
const title = (page: Page) => page.locator(".title-line").innerText();

describe.each([
  ["mock", onMock],
  ["real", onProgram],
] as const)("with the %s server", (name, test) => {
  test("a newcomer clicks once and sees their data, filters it, and takes it away", async ({ base, open }) => {
    const page = await open();
    await pin(page, SEED);
    await page.getByRole("button", { name: /^Hackathon 500/ }).click();
    await page.locator(".kpi-value").first().waitFor();
    expect(await title(page)).toMatch(/500 customers · [\d,]+ deals · [\d,]+ feedback rows · 24 months/);
    const kpis = await page.locator(".kpi").all();
    expect(kpis).toHaveLength(8);
    for (const kpi of kpis) {
      const box = await kpi.boundingBox();
      expect((box?.y ?? 0) + (box?.height ?? 1000), "KPIs are seen without scrolling").toBeLessThanOrEqual(900);
    }
    expect(await page.locator(".kpi-value").allInnerTexts()).not.toContain("–");
    expect(new URL(page.url()).searchParams.get("dataset")).toMatch(/^[0-9a-f-]{36}$/);

    const before = await page.locator(".kpi-value").allInnerTexts();
    await page.getByRole("button", { name: "Europe", exact: true }).click();
    await page.waitForFunction((old) => document.querySelector(".kpi-value")?.textContent !== old, before[0]);
    expect(page.url()).toContain("region=Europe");

    for (const card of await page.locator("[data-chart]").all()) {
      await card.scrollIntoViewIfNeeded();
      expect(await card.locator(".state").count(), await card.innerText()).toBe(0);
    }

    await page.getByRole("button", { name: "Export" }).click();
    const [zip] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: /csv\.zip/ }).click(),
    ]);
    const bytes = readFileSync(await zip.path());
    expect(bytes.subarray(0, 2).toString()).toBe("PK");
    if (name === "real") {
      const address = await page.getByRole("textbox", { name: "Address" }).inputValue();
      const stored = new URL(
        `/api/v1/datasets/${new URL(page.url()).searchParams.get("dataset")}/tables/customers.csv`,
        base,
      );
      const [recipe, dataset] = await Promise.all([address, stored].map(async (url) => (await fetch(url)).text()));
      expect(recipe, "the copied address gives the same bytes").toBe(dataset);
    }
    await page.keyboard.press("Escape");

    await page.locator(".rows").scrollIntoViewIfNeeded();
    expect(await page.locator(".rows tbody tr").count()).toBe(10);
    const [csv] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Download CSV" }).click(),
    ]);
    expect(csv.suggestedFilename()).toBe("customers.csv");
    expect(readFileSync(await csv.path(), "utf8")).toMatch(/^customer_id/);
  });

  test("the same job works by keyboard alone", async ({ open }) => {
    const page = await open();
    await pin(page, SEED);
    await page.getByRole("button", { name: "Make this dataset" }).waitFor();
    /** Press Tab until the focus is on something of this name. */
    const tabTo = async (label: RegExp, key = "Tab") => {
      for (let i = 0; i < 250; i++) {
        await page.keyboard.press(key);
        const found = await page.evaluate(() => {
          const element = document.activeElement as HTMLElement | null;
          const labels = [...((element as HTMLInputElement | null)?.labels ?? [])].map((l) => l.textContent).join();
          return element?.getAttribute("aria-label") ?? (labels || element?.textContent?.trim() || "");
        });
        if (label.test(found)) return;
      }
      throw new Error(`Tab never reaches ${label}`);
    };
    await tabTo(/Class, with a surprise/);
    await page.keyboard.press("Enter");
    await page.locator(".kpi-value").first().waitFor();
    await page.locator(".advice").first().waitFor();
    expect(await title(page)).toMatch(/2,000 customers/s);

    await tabTo(/^APAC$/);
    await page.keyboard.press("Space");
    expect(await page.locator(".chip:focus").getAttribute("aria-pressed")).toBe("true");
    await tabTo(/^Win rate/);
    await page.waitForFunction(() => document.activeElement?.closest(".kpi")?.querySelector(".tip:not([hidden])"));
    expect(await page.locator(".tip:visible").innerText()).toMatch(/^Exactly \d+\.\d\d%/);
    await page.keyboard.press("Escape");
    expect(await page.locator(".tip:visible").count()).toBe(0);

    await tabTo(/^Show as table: Sentiment by region$/);
    await page.keyboard.press("Enter");
    expect(await page.locator("[data-chart='sentiment-by-region'] table").innerText()).toContain("APAC");
    await tabTo(/^Next page$/);
    await page.keyboard.press("Enter");
    await page.getByText(/^11–20 of 2,000$/).waitFor();
    await page.keyboard.press("Home");
    await tabTo(/^Export$/, "Shift+Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Take the data with you" }).waitFor();
    await page.locator(".file").first().waitFor();
    await tabTo(/csv\.zip/);
    const [zip] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
    expect(zip.suggestedFilename()).toMatch(/\.zip$/);
    await page.keyboard.press("Escape");
    expect(await page.locator("dialog[open]").count()).toBe(0);
  });

  test("a teacher's surprise: what stands out, its chart, its rows, the answers, the files", async ({ base, open }) => {
    const page = await open();
    await pin(page, SEED);
    await page.getByRole("button", { name: /^Class, with a surprise/ }).click();
    const first = page.locator(".advice").first();
    await first.waitFor();
    const id = new URL(page.url()).searchParams.get("dataset");
    const told = (await (await fetch(`${base}/api/v1/datasets/${id}/recommendations`)).json()) as Recommendations;
    const [priority] = told.groups.priority_actions;
    if (!priority) throw new Error("nothing to do first");
    expect(await first.innerText()).toContain(priority.headline);
    for (const part of [
      "What we see",
      "Why we believe it",
      "What to do this week",
      "What it is worth",
      "How sure we are",
    ])
      expect(await first.innerText()).toContain(part);
    for (const { headline } of told.findings.slice(0, 1))
      await page.getByRole("heading", { level: 3, name: headline }).first().waitFor();

    if (priority.chart) {
      await first.getByRole("button", { name: /^Show the chart/ }).click();
      const asked = page.locator(".chart.asked");
      const finding = told.findings.find(({ id }) => priority.id === `first-${id}` || priority.id === id);
      if (finding) expect(await asked.locator("h3:focus").innerText()).toBe(finding.headline);
      // What began in some month is seen over time, on the chart named or on another, with a line where it began.
      if (finding?.onset)
        await expect
          .poll(() => asked.locator(".chart-summary").innerText())
          .toContain(`Dashed line at ${format.month(finding.onset)}: begins here.`);
      else expect(await asked.getAttribute("data-chart")).toBe(priority.chart);
    }
    await first.getByRole("button", { name: /^Open these rows/ }).click();
    await page.waitForFunction(() => document.activeElement?.id === "tables-title");
    await page.waitForFunction(() => !document.querySelector("#tables [aria-busy=true], .skeleton-rows"));
    expect(await page.locator(".row-filters .chip").count()).toBe(priority.filter.length);
    expect(await page.locator("#notices").innerText()).toBe("");
    if (name === "real" && priority.evidence)
      expect(await page.locator(".page-where").innerText()).toMatch(
        new RegExp(`of ${priority.evidence.n.toLocaleString("en-US")}$`),
      );

    await page.locator("#answers").scrollIntoViewIfNeeded();
    await page.getByRole("switch", { name: "Show the answers" }).click();
    await page.locator(".answer").first().waitFor();
    const planted = await page.locator(".answer").count();
    if (name === "real") expect(planted).toBe(3);
    for (const answer of await page.locator(".answer").all()) {
      await answer.getByText("A query that shows it").click();
      expect(await answer.locator("pre").innerText()).toMatch(/select/i);
      await answer.getByRole("button", { name: /^Show the chart/ }).click();
      expect(await page.locator(".chart.asked").count(), await answer.innerText()).toBe(1);
    }
    await page.getByRole("button", { name: "Export" }).click();
    const [zip] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: /csv\.zip/ }).click(),
    ]);
    expect(
      readFileSync(await zip.path())
        .subarray(0, 2)
        .toString(),
    ).toBe("PK");
    await page.getByRole("button", { name: "Read its guide" }).click();
    await page.locator(".tool").first().click();
    await page.locator(".md").waitFor();
    expect(await page.locator(".md").innerText()).toContain("2,000");
    await page.keyboard.press("Escape");
    await page.locator("#analyser").scrollIntoViewIfNeeded();
    await page.getByLabel("Your text").fill("The new reports are great!");
    await page.locator(".analysed", { hasText: "great" }).waitFor();
    await expect.poll(() => page.locator(".score").innerText()).toMatch(/\+0\.\d\d/);
  });

  test("refused settings are explained beside their fields", async ({ open }) => {
    const page = await open("/", { refused: true });
    await pin(page, SEED);
    await page.getByLabel("Customers").fill("0");
    await page.getByLabel("Months of history").fill("600");
    await page.getByRole("button", { name: "Make this dataset" }).click();
    await page.locator("#error-customers").waitFor();
    expect(await page.locator("#error-customers").innerText()).toMatch(/1 to 10,?000,?000/);
    expect(await page.locator("#error-months").innerText()).toMatch(/6 to 60/);
    expect(await page.getByLabel("Customers").getAttribute("aria-invalid")).toBe("true");
    expect(await page.locator("#form-customers:focus").count()).toBe(1);
    await page.getByLabel("Customers").fill("20");
    await page.getByLabel("Months of history").fill("6");
    await page.getByRole("button", { name: "Make this dataset" }).click();
    await page.locator(".kpi-value").first().waitFor();
    expect(await title(page)).toMatch(/20 customers.*6 months/s);
  });
});
