/** Every story of the real program, from its answer to the chart that shows it. */
import { expect } from "vitest";
import type { AnswerKey, Options } from "../src/api/types";
import { onProgram } from "./suite";

onProgram(
  "each story's answer leads to a chart there is, narrowed to its place, with its date line drawn",
  async ({ base, open }) => {
    const api = `${base}/api/v1`;
    const { stories } = (await (await fetch(`${api}/options`)).json()) as Options;
    expect(stories.length).toBeGreaterThan(10);
    const page = await open();
    for (const { id: story } of stories) {
      const made = await fetch(`${api}/datasets`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ name: story, customers: 2000, seed: 11, as_of: "2026-06-30", stories: [story] }),
      });
      expect(made.ok, story).toBe(true);
      const { id } = (await made.json()) as { id: string };
      await page.goto(`${base}/?dataset=${id}`);
      await page.locator(".kpi-value").first().waitFor();
      const { stories: planted } = (await (await fetch(`${api}/datasets/${id}/answer-key`)).json()) as AnswerKey;
      const { onset, title, where } = planted[0] ?? {};
      await page.locator("#answers").scrollIntoViewIfNeeded();
      await page.getByRole("switch", { name: "Show the answers" }).click();
      const answer = page.locator(".answer");
      await answer.getByRole("button", { name: /^Show the chart/ }).click();
      const asked = page.locator(".chart:has(h3:focus)");
      await asked.waitFor();
      const name = await asked.getAttribute("data-chart");
      const chart = page.locator(`[data-chart='${name}']`);
      const box = await chart.boundingBox();
      expect(box && box.y < 900 && box.y + box.height > 0, `${story}: its chart is in sight`).toBe(true);
      const summary = chart.locator(".chart-summary");
      if (onset)
        await expect
          .poll(() => summary.innerText(), { message: `${story}: a line on ${name}` })
          .toContain(`: ${title}`);
      else expect(await summary.innerText(), story).not.toContain("Dashed line");
      const pressed = await page.locator(".filters .chip[aria-pressed=true]").allInnerTexts();
      const places = [where?.region, where?.segment, where?.industry];
      for (const chip of pressed) expect(places, story).toContain(chip);
    }
  },
  300_000,
);
