/** What every browser test is given: one Chromium a file, a server and pages of its own, and at its end a look at what they complained of. */
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { expect, test as plain } from "vitest";
import { launch } from "../scripts/chromium.js";
import type { Recipe } from "../src/api/types";
import { type Watched, watched } from "./browser";
import { Mock } from "./mock";
import { type Real, real } from "./server";

export interface Visit extends BrowserContextOptions {
  /** The server refuses or is gone on purpose, and the browser says so on its console. */
  refused?: boolean;
}

/** A fresh page with nothing remembered. */
export type Open = (path?: string, visit?: Visit) => Promise<Page>;
/** A dataset of the mock, opened: its key figures are there. `search` is added to the address. */
export type Dashboard = (
  recipe?: Partial<Recipe>,
  search?: string,
  visit?: Visit,
) => Promise<{ page: Page; id: string }>;

/** A test on the mock. */
export const test = plain
  .extend("browser", { scope: "file" }, async ({}, { onCleanup }): Promise<Browser> => {
    const browser = await launch();
    onCleanup(() => browser.close());
    return browser;
  })
  .extend("mock", async ({}, { onCleanup }) => {
    const mock = await new Mock().start();
    onCleanup(() => mock.stop());
    return mock;
  })
  .extend("program", { scope: "file" }, async ({}, { onCleanup }): Promise<Real | null> => {
    const program = await real();
    onCleanup(() => program?.stop());
    return program;
  })
  .extend("base", ({ mock }) => mock.base)
  .extend("open", async ({ browser, base }, { onCleanup }): Promise<Open> => {
    const pages: (Watched & Visit)[] = [];
    onCleanup(async () => {
      await Promise.all(pages.map(({ close }) => close()));
      for (const { complaints, refused } of pages)
        expect(complaints.filter((each) => !(refused && /Failed to load resource/.test(each)))).toEqual([]);
    });
    return async (path = "/", { refused = false, ...options } = {}) => {
      const seen = await watched(browser, base, options);
      pages.push({ ...seen, refused });
      await seen.page.goto(base + path);
      return seen.page;
    };
  })
  .extend(
    "dashboard",
    ({ mock, open }): Dashboard =>
      async (recipe, search = "", visit) => {
        const { id } = mock.add(recipe);
        const page = await open(`/?dataset=${id}${search}`, visit);
        await page.locator(".kpi-value").first().waitFor();
        return { page, id };
      },
  );

/** A test on the real program, where there is one; otherwise it says why it is left out, and fails in CI. */
export const onProgram = test.extend("base", ({ program, skip }): string => {
  if (program) return program.base;
  const why = "no real server: set CRMGEN_BIN or CRMGEN_URL, and this is tried against it";
  console.warn(why);
  expect(process.env.CI, why).toBeFalsy();
  return skip(why);
}) as typeof test;

/** A test on the real program where there is one, else on the mock. */
export const onEither = test.extend("base", ({ program, mock }): string => program?.base ?? mock.base);

/** Everything that was asked for is there. */
export const settled = (page: Page, timeout = 30_000) =>
  page.waitForFunction(
    () => document.querySelectorAll(".kpi-value").length === 8 && !document.querySelector("main [aria-busy=true]"),
    undefined,
    { timeout },
  );
