/** Pages that notice everything they should not do. */
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";

export const OUTPUT = fileURLToPath(new URL("../test-output/", import.meta.url));
mkdirSync(OUTPUT, { recursive: true });

export interface Watched {
  page: Page;
  /** Console errors, policy violations, uncaught errors, and requests to other hosts, in order. */
  complaints: string[];
  close(): Promise<void>;
}

/** A page with nothing remembered, not yet anywhere. */
export async function watched(browser: Browser, base: string, options: BrowserContextOptions = {}): Promise<Watched> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    reducedMotion: "reduce",
    colorScheme: "dark",
    acceptDownloads: true,
    ...options,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`uncaught: ${error.message}`));
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(base) && !url.startsWith("blob:")) complaints.push(`request to another host: ${url}`);
  });
  return { page, complaints, close: () => context.close() };
}

/** Datasets that this page makes are the same on every run: the seed is not drawn, and the last day is not today. */
export async function pin(page: Page, seed: number): Promise<void> {
  await page.route("**/api/v1/datasets", (route) => {
    const request = route.request();
    if (request.method() !== "POST") return route.continue();
    return route.continue({ postData: JSON.stringify({ ...request.postDataJSON(), seed, as_of: "2026-06-30" }) });
  });
}

/** Go down to the rows, which are fetched when the reader comes near them. */
export async function goToRows(page: Page): Promise<void> {
  await page.locator("#tables").scrollIntoViewIfNeeded();
  await page.locator(".rows").waitFor();
}
