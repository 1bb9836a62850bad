/** Accessibility by axe-core: both themes, four widths, with menus, drawers and errors open. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { goToRows } from "./browser";
import { problem } from "./mock";
import { test } from "./suite";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Axe {
  run(
    where: string,
    options: { resultTypes: string[]; runOnly?: string[] },
  ): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }>;
}

/** What axe finds in both themes, on the whole page or in the part that has changed since. Only colors depend on the theme. */
async function violations(page: Page, where = "html"): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axeSource);
  return page.evaluate(async (part) => {
    const { axe } = window as unknown as { axe: Axe };
    const find = async (theme: string, runOnly?: string[]) => {
      document.documentElement.dataset.bsTheme = theme;
      const { violations } = await axe.run(part, { resultTypes: ["violations"], ...(runOnly ? { runOnly } : {}) });
      return violations.flatMap(({ id, nodes }) =>
        nodes.map((node) => `${theme}: ${id}: ${node.html}\n${node.failureSummary}`),
      );
    };
    return [...(await find("light", ["color-contrast", "link-in-text-block"])), ...(await find("dark"))];
  }, where);
}

const SIZES = [390, 768, 1100, 1440];

test.concurrent.for(SIZES)(
  "axe finds nothing at %d pixels in either theme, with menus, drawer and errors open",
  async (width, { mock, open }) => {
    const { id } = mock.add({ customers: 500, stories: ["surprise"] });
    const page = await open("/", { refused: true, viewport: { width, height: 900 } });
    await page.getByRole("button", { name: "Make this dataset" }).waitFor();
    expect(await violations(page), "first visit").toEqual([]);
    await page.getByLabel("Customers").fill("0");
    await page.getByRole("button", { name: "Make this dataset" }).click();
    await page.locator("#error-customers").waitFor();
    await page.getByRole("button", { name: /^Choose from/ }).click();
    await page.getByText("Only some regions, segments or industries").click();
    expect(await violations(page, "#generate"), "form errors").toEqual([]);

    await page.goto(`${mock.base}/?dataset=${id}&region=Europe&colour=red&table=feedback`);
    await page.locator(".kpi-value").first().waitFor();
    await goToRows(page);
    await page.locator(".advice").first().waitFor();
    expect(await violations(page), "dashboard").toEqual([]);
    await page.getByRole("tab", { name: /^Call first/ }).click();
    await page.locator("#analyser").scrollIntoViewIfNeeded();
    await page.locator(".score").waitFor();
    await page.getByRole("switch", { name: "Show the answers" }).click();
    await page.locator(".answer").first().waitFor();
    await page.locator(".answer summary").first().click();
    await page.getByRole("button", { name: "Filter", exact: true }).click();
    expect(await violations(page), "calls, filter form, answers, analyser").toEqual([]);
    await page.locator(".kpi-value").first().focus();
    if (width < 800) await page.getByRole("button", { name: /^Filters/ }).click();
    await page.getByRole("button", { name: "Show as table: Sentiment by region", exact: true }).click();
    await page.getByRole("button", { name: "New dataset" }).click();
    await page.getByRole("button", { name: "Columns" }).click();
    expect(await violations(page), "form, column menu, chart as table").toEqual([]);
    await page.getByRole("button", { name: /^Datasets:/ }).click();
    await page.locator(".menu-item").first().waitFor();
    expect(await violations(page, "header"), "dataset menu").toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Export" }).click();
    await page.locator(".file").first().waitFor();
    expect(await violations(page, "dialog[open]"), "drawer").toEqual([]);
    await page
      .getByRole("button", { name: /How to open it/ })
      .first()
      .click();
    await page.locator(".md").waitFor();
    expect(await violations(page, "dialog[open]"), "guide").toEqual([]);
    await page.keyboard.press("Escape");
    mock.trick = (_, response, url) => {
      if (!url.pathname.endsWith("/summary") && !url.pathname.includes("/tables/")) return false;
      problem(response, 500, "internal", "boom");
      return true;
    };
    await page.reload();
    await page.locator("#tables").scrollIntoViewIfNeeded();
    await page.getByText("The rows could not be loaded.").waitFor();
    expect(await violations(page), "errors").toEqual([]);
  },
);
