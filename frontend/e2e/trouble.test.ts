/** A server that is slow, broken, busy building, or gone. */
import { expect } from "vitest";
import { HEARTBEAT_MS } from "../src/state/connection";
import { goToRows } from "./browser";
import { problem } from "./mock";
import { test } from "./suite";

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test("an error stays in its card, hides the server's insides, and Retry brings the data", async ({ mock, open }) => {
  const { id } = mock.add();
  mock.trick = (_, response, url) => {
    if (!url.pathname.endsWith("/summary")) return false;
    problem(response, 500, "internal", "index out of bounds in cube.rs");
    return true;
  };
  const page = await open(`/?dataset=${id}`, { refused: true });
  await page.getByText("The headline numbers could not be loaded.").waitFor();
  expect(await page.locator("main").innerText()).not.toContain("cube.rs");
  await goToRows(page);
  mock.trick = null;
  await page.locator("#kpis").getByRole("button", { name: "Retry" }).click();
  await page.locator(".kpi-value").first().waitFor();
  await page.locator("[data-chart='sentiment-trend']").waitFor();
});

test("one broken table does not touch the numbers", async ({ mock, open }) => {
  const { id } = mock.add();
  mock.trick = (_, response, url) => {
    if (!url.pathname.includes("/tables/")) return false;
    problem(response, 500, "internal", "boom");
    return true;
  };
  const page = await open(`/?dataset=${id}`, { refused: true });
  await page.locator("#tables").scrollIntoViewIfNeeded();
  await page.getByText("The rows could not be loaded.").waitFor();
  expect(await page.locator(".kpi-value").count()).toBe(8);
  mock.trick = null;
  await page.locator("#tables").getByRole("button", { name: "Retry" }).click();
  await goToRows(page);
});

test("when the server stops the page says so, and goes on by itself when it is back", async ({ mock, dashboard }) => {
  const { page } = await dashboard({}, "", { refused: true });
  await mock.stop();
  await page.getByRole("button", { name: "Europe", exact: true }).click();
  await page.getByText("The server does not answer.", { exact: true }).waitFor();
  await page.getByText("The headline numbers could not be loaded.").waitFor();
  await mock.start();
  await page.locator(".kpi-value").first().waitFor({ timeout: 10_000 });
  expect(await page.locator(".banner").count()).toBe(0);
  expect(page.url()).toContain("region=Europe");
});

test("a part of the page that could not be fetched is fetched when the server is back", async ({ mock, dashboard }) => {
  const { page } = await dashboard({}, "", { refused: true });
  await goToRows(page);
  await mock.stop();
  await page.getByRole("button", { name: "Export" }).click();
  await page.getByText("A part of the page could not be loaded.").waitFor({ state: "attached" });
  await mock.start();
  await page.getByRole("button", { name: "Export" }).click();
  await page.locator(".file").first().waitFor();
});

test("a quiet page notices by itself that the server stopped", async ({ mock, open }) => {
  const page = await open("/", { refused: true });
  await page.clock.install();
  await page.reload();
  await page.getByRole("button", { name: "Make this dataset" }).waitFor();
  await mock.stop();
  await page.clock.fastForward(HEARTBEAT_MS);
  await page.getByText("The server does not answer.", { exact: true }).waitFor({ timeout: 15_000 });
  await mock.start();
  await page.locator(".banner").waitFor({ state: "detached", timeout: 10_000 });
});

test("a slow answer shows skeletons of the final size: nothing jumps", async ({ mock, open }) => {
  const { id } = mock.add({ customers: 2000 });
  mock.trick = async (_, __, url) => {
    if (/\/(summary|tables|recommendations)/.test(url.pathname)) await sleep(700);
    return false;
  };
  const page = await open();
  await page.addInitScript(() => {
    (window as unknown as { shift: number }).shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[])
        if (!entry.hadRecentInput) (window as unknown as { shift: number }).shift += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  await page.goto(`${mock.base}/?dataset=${id}`);
  await page.locator(".kpi .skeleton").first().waitFor();
  const size = async (selector: string) => (await page.locator(selector).boundingBox())?.height ?? 0;
  const parts = ["[data-chart='pain-points']", ".kpis"];
  const bones = await Promise.all(parts.map(size));
  await page.locator(".kpi-value").first().waitFor();
  await goToRows(page);
  await sleep(300);
  const drawn = await Promise.all(parts.map(size));
  for (const [i, part] of parts.entries())
    expect(Math.abs((drawn[i] ?? 0) - (bones[i] ?? 0)), part).toBeLessThanOrEqual(4);
  expect(await page.evaluate(() => (window as unknown as { shift: number }).shift)).toBeLessThanOrEqual(0.1);
});

test("a long build shows how far it is, survives a reload, and opens the data when done", async ({ mock, open }) => {
  mock.step = 0.08;
  const page = await open();
  await page.getByLabel("Customers").fill("1,000,000");
  await page.getByRole("button", { name: "Make this dataset" }).click();
  await page
    .locator(".build")
    .getByText(/^Making the rows: [\d,]+ of 1,000,000 customers$/)
    .waitFor();
  expect(await page.getByRole("progressbar").getAttribute("max")).toBe("98");
  expect(await page.locator(".build").innerText()).toMatch(/seconds? left/);
  await page.reload();
  await page
    .locator(".build")
    .getByText(/^Making the rows: [\d,]+ of 1,000,000 customers$/)
    .waitFor();
  await page.locator(".kpi-value").first().waitFor({ timeout: 15_000 });
  expect(await page.locator(".title-line").innerText()).toContain("1,000,000 customers");
  expect(await page.locator("#announcer").innerText()).toContain("is ready");
  await expect.poll(() => mock.streams, { message: "the stream of events is closed at the end" }).toBe(0);
});

test("where no events come through, a build is asked about instead", async ({ mock, open }) => {
  mock.step = 0.4;
  mock.trick = (_, response, url) => {
    if (!url.pathname.endsWith("/events")) return false;
    // What a proxy does that knows nothing of streams.
    response.writeHead(502, { "content-type": "text/html" }).end("<h1>Bad gateway</h1>");
    return true;
  };
  const page = await open("/", { refused: true });
  await page.getByLabel("Customers").fill("1,000,000");
  await page.getByRole("button", { name: "Make this dataset" }).click();
  await page
    .locator(".build")
    .getByText(/: [\d,]+ of 1,000,000 customers$/)
    .waitFor();
  await page.locator(".kpi-value").first().waitFor({ timeout: 15_000 });
});

test("recommendations that fail stay in their card, and the charts keep their questions", async ({ mock, open }) => {
  const { id } = mock.add();
  mock.trick = (_, response, url) => {
    if (!url.pathname.endsWith("/recommendations")) return false;
    problem(response, 500, "internal", "boom");
    return true;
  };
  const page = await open(`/?dataset=${id}`, { refused: true });
  await page.getByText("The recommendations could not be loaded.").waitFor();
  await page.getByRole("heading", { name: "Are customers getting happier?" }).waitFor();
  mock.trick = null;
  await page.locator("#recommendations").getByRole("button", { name: "Retry" }).click();
  await page.locator(".advice").first().waitFor();
});

test("a build can be cancelled", async ({ mock, open }) => {
  mock.step = 0.01;
  const page = await open();
  await page.getByLabel("Customers").fill("1000000");
  await page.getByLabel("Name").fill("Too large");
  await page.getByRole("button", { name: "Make this dataset" }).click();
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: /^Hackathon 500/ }).waitFor();
  expect([...mock.datasets.values()].some(({ name }) => name === "Too large")).toBe(false);
});

test("a build that failed, and a dataset that is gone, say what to do next", async ({ mock, open }) => {
  const failed = mock.add({ name: "Broken" });
  failed.status = "failed";
  failed.problem = { type: "/problems/x", title: "x", status: 422, detail: "There was no room left.", errors: [] };
  const page = await open(`/?dataset=${failed.id}`, { refused: true });
  await page.getByText("There was no room left.").waitFor();
  await page.goto(`${mock.base}/?dataset=0b5ff1a2-3c4d-4e5f-8a9b-0c1d2e3f4a5b`);
  await page.getByRole("heading", { name: "This dataset is not here" }).waitFor();
  await page.getByRole("button", { name: "Make a new dataset" }).click();
  await page.getByRole("button", { name: /^Hackathon 500/ }).waitFor();
});

test("a dataset that goes missing while it is open is made again as it was", async ({ mock, dashboard }) => {
  const { page, id } = await dashboard({ name: "Lost", seed: 7, customers: 800 }, "", { refused: true });
  mock.datasets.clear();
  await page.getByRole("button", { name: "Europe", exact: true }).click();
  await page.getByRole("heading", { name: "This dataset is not here" }).waitFor();
  expect(await page.locator("main").innerText()).not.toContain("could not be loaded");
  await page.getByRole("button", { name: "Make Lost again" }).click();
  await page.locator(".kpi-value").first().waitFor();
  expect(page.url()).not.toContain(id);
  expect([...mock.datasets.values()].map(({ recipe }) => recipe)).toMatchObject([
    { name: "Lost", seed: 7, customers: 800 },
  ]);
});

test("a selection without rows says so in each card", async ({ mock, open }) => {
  const { id } = mock.add({ customers: 1 });
  const page = await open(`/?dataset=${id}&region=Latin+America&segment=Enterprise&industry=Media`);
  await page.locator(".kpi-value").first().waitFor();
  const card = page.locator("[data-chart='sentiment-trend']");
  await card.scrollIntoViewIfNeeded();
  expect(await card.innerText()).toContain("Nothing to show here");
  expect(await card.getByRole("button", { name: /Save as CSV/ }).isDisabled()).toBe(true);
});
