// Measures the page on a dataset of a server that runs: `CRMGEN_URL=http://127.0.0.1:8080 npm run -s measure -- 1000000`.
// Makes the dataset unless one is named (`DATASET=id`), and prints `name value unit`, one figure a line; nothing else goes to stdout.
import { launch } from "./chromium.js";

const base = process.env.CRMGEN_URL?.replace(/\/$/, "");
const customers = Number(process.argv[2] ?? 1_000_000);
if (!base?.startsWith("http") || !Number.isInteger(customers)) {
  console.error("usage: CRMGEN_URL=http://127.0.0.1:8080 npm run -s measure -- 1000000");
  process.exit(2);
}
/** How often each figure is taken; the worst counts for tasks, the middle for waits. */
const TURNS = 5;

const middle = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const say = (name, value, unit = "ms") => console.log(`${name} ${Math.round(value)} ${unit}`);
const url = (path) => `${base}/api/v1${path}`;

/** The dataset to look at, once it is ready. */
async function ready() {
  if (process.env.DATASET) return process.env.DATASET;
  const recipe = { name: "Measured", seed: 7, customers, as_of: "2026-06-30", stories: ["surprise"] };
  const made = await fetch(url("/datasets"), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(recipe),
  });
  if (!made.ok) throw new Error(`the server answered ${made.status}: ${await made.text()}`);
  const { id } = await made.json();
  for (;;) {
    const { status } = await (await fetch(url(`/datasets/${id}`))).json();
    if (status === "ready") return id;
    if (status === "failed") throw new Error("the dataset could not be made");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Runs in the page before all else: keeps every task longer than 50 ms, and says when the first chart has its picture. */
function watch() {
  window.tasks = [];
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.tasks.push(duration);
  }).observe({ type: "longtask", buffered: true });
  window.firstChart = new Promise((resolve) => {
    const look = () => {
      const canvas = document.querySelector("[data-chart] canvas:not([hidden])");
      // The library gives a canvas its size when it draws on it.
      if (canvas && canvas.width !== 300) resolve(performance.now());
      else requestAnimationFrame(look);
    };
    look();
  });
}

/** The longest task since `from`, in milliseconds; 50 and less are not told by the browser. */
const longest = async (page, from) => {
  // Long tasks are told a moment after they ended.
  await page.waitForTimeout(300);
  return page.evaluate((start) => Math.max(0, ...window.tasks.slice(start)), from);
};

async function open(browser, id) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.addInitScript(watch);
  await page.goto(`${base}/?dataset=${id}`);
  // Charts are drawn when somebody comes near: here at once.
  await page.locator("[data-chart]").first().scrollIntoViewIfNeeded();
  const firstChart = await page.evaluate(() => window.firstChart);
  return { page, firstChart, close: () => context.close() };
}

/** One chip after the other: until the numbers are new, and the longest task meanwhile. */
async function filters(page) {
  const waits = [];
  const tasks = [];
  for (const name of ["Europe", "SMB", "APAC", "Enterprise", "Europe"].slice(0, TURNS)) {
    const from = await page.evaluate(() => window.tasks.length);
    const started = await page.evaluate(() => performance.now());
    await page.getByRole("button", { name, exact: true }).click();
    waits.push(
      await page.evaluate(
        (since) =>
          new Promise((resolve) => {
            const look = () => {
              if (document.querySelector("#charts [aria-busy=true], #kpis [aria-busy=true]"))
                requestAnimationFrame(look);
              else requestAnimationFrame(() => resolve(performance.now() - since));
            };
            requestAnimationFrame(look);
          }),
        started,
      ),
    );
    tasks.push(await longest(page, from));
  }
  return { wait: middle(waits), task: Math.max(...tasks) };
}

const browser = await launch();
try {
  const id = await ready();
  const starts = [];
  for (let i = 0; i < TURNS; i++) {
    const { firstChart, close } = await open(browser, id);
    starts.push(firstChart);
    await close();
  }
  say("first_chart", middle(starts));
  const { page, close } = await open(browser, id);
  await page.locator(".kpi-value").first().waitFor();
  say("longest_task_opening", await longest(page, 0));
  const at = async (name, selector) => {
    await page.locator(selector).scrollIntoViewIfNeeded();
    await page.waitForTimeout(500);
    const { wait, task } = await filters(page);
    say(`filter_wait_${name}`, wait);
    say(`longest_task_filter_${name}`, task);
    await page
      .getByRole("button", { name: /Back to everything|^Clear all/ })
      .first()
      .click();
  };
  await at("top", "#kpis");
  await at("charts", "[data-chart='sentiment-by-category']");
  await close();
} finally {
  await browser.close();
}
