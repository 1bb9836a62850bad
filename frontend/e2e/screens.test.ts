/** Pictures of the page to look at, in test-output/: of the real program where there is one, else of the mock. */
import { goToRows, OUTPUT } from "./browser";
import { onEither } from "./suite";

onEither.for([
  ["dark", 1440, 900],
  ["light", 1440, 900],
  ["light", 768, 1024],
  ["dark", 390, 844],
] as const)("the page in %s at %d pixels can be looked at", async ([theme, width, height], { base, open }) => {
  const recipe = {
    name: "Class, with a surprise",
    customers: 2000,
    seed: 8,
    months: 24,
    as_of: "2026-06-30",
    stories: ["surprise"],
  };
  const made = await fetch(`${base}/api/v1/datasets`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(recipe),
  });
  const { id } = (await made.json()) as { id: string };
  const page = await open("/", { viewport: { width, height } });
  await page.evaluate((t) => localStorage.setItem("crmgen-theme", t), theme);
  await page.reload();
  await page.getByRole("button", { name: "Make this dataset" }).waitFor();
  await page.screenshot({ path: `${OUTPUT}welcome-${theme}-${width}.png` });
  await page.getByRole("button", { name: /^Choose from/ }).click();
  await page.getByRole("checkbox", { name: /price/i }).first().check();
  await page.locator("#story-list").scrollIntoViewIfNeeded();
  await page.screenshot({ path: `${OUTPUT}stories-${theme}-${width}.png` });
  await page.goto(`${base}/?dataset=${id}`);
  await page.locator(".kpi-value").first().waitFor();
  await goToRows(page);
  await page.locator(".advices .tabs").waitFor();
  await page.waitForTimeout(600);
  await page.screenshot({ path: `${OUTPUT}dashboard-${theme}-${width}.png` });
  const all = await page.evaluate(() => document.documentElement.scrollHeight);
  for (let y = 0, i = 0; y < all && i < 9; y += height - 60, i++) {
    await page.evaluate((to) => scrollTo(0, to), y);
    await page.waitForTimeout(100);
    await page.screenshot({ path: `${OUTPUT}scroll-${theme}-${width}-${i}.png` });
  }
  await page.locator("#answers").scrollIntoViewIfNeeded();
  const seeAnswers = page.getByRole("switch", { name: "Show the answers" });
  await seeAnswers.scrollIntoViewIfNeeded();
  await seeAnswers.click();
  await page.locator(".answer").first().waitFor();
  await page.locator(".answers-card").scrollIntoViewIfNeeded();
  await page.screenshot({ path: `${OUTPUT}answers-${theme}-${width}.png` });
  await page.locator("[data-chart='sentiment-trend']").scrollIntoViewIfNeeded();
  await page.waitForTimeout(200);
  await page.screenshot({ path: `${OUTPUT}trend-${theme}-${width}.png` });
  await page.getByRole("tab", { name: /^Call first/ }).click();
  await page.locator(".advices").scrollIntoViewIfNeeded();
  await page.screenshot({ path: `${OUTPUT}calls-${theme}-${width}.png` });
  await page.goto(
    `${base}/?dataset=${id}&table=feedback&region=Europe&segment=SMB&filter=region:in:Europe&filter=sentiment_score:lte:-0.3&sort=sentiment_score`,
  );
  await goToRows(page);
  await page.locator(".kpi-value").nth(4).focus();
  await page.waitForTimeout(300);
  await page.screenshot({ path: `${OUTPUT}filtered-${theme}-${width}.png` });
  await page.locator(".tables").scrollIntoViewIfNeeded();
  await page.screenshot({ path: `${OUTPUT}feedback-${theme}-${width}.png` });
  await page.getByRole("button", { name: "Export" }).click();
  await page.locator(".file").first().waitFor();
  await page.screenshot({ path: `${OUTPUT}export-${theme}-${width}.png` });
  await page.getByRole("button", { name: "Read its guide" }).click();
  await page.locator(".tool").first().click();
  await page.locator(".md").waitFor();
  await page.screenshot({ path: `${OUTPUT}guide-${theme}-${width}.png` });
});
