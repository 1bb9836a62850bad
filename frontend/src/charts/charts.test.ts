import { describe, expect, test } from "vitest";
import { OPTIONS, recipeOf, rowsOf, summaryOf } from "../../e2e/mock-data";
import type { Dataset, Summary } from "../api/types";
import { NO_FILTER } from "../state/url";
import { shorten, toConfig, tooltipLines } from "./config";
import { toCsv } from "./csv";
import { sections } from "./kinds";
import { PALETTES } from "./palette";
import { type ChartSpec, labels, numbers, write } from "./spec";

const dataset: Dataset = {
  id: "0b5ff1a2-3c4d-4e5f-8a9b-0c1d2e3f4a5b",
  name: "Test",
  status: "ready",
  created_at: "2026-11-23T10:00:00Z",
  recipe: recipeOf({ seed: 1, customers: 2000 }, "x"),
  generator_version: 1,
  rows: rowsOf(2000),
  progress: null,
  problem: null,
  links: { self: "", events: "", tables: "", summary: "", exports: "" },
};
const summary = summaryOf(dataset);
const specs = (from: Summary = summary) => sections(from).flatMap(({ cards }) => cards.map(({ spec }) => spec));
const spec = (id: string, from?: Summary) => {
  const found = specs(from).find((each) => each.id === id);
  if (!found) throw new Error(`no chart ${id}`);
  return found;
};
const LOOK = { palette: PALETTES.dark, font: "sans-serif", motion: false, size: 12, width: 600 };

describe("every chart", () => {
  test.each(specs().map((each) => [each.id, each] as const))(
    "%s has a title, a unit, an n and a summary",
    (_, each) => {
      expect(each.title).toMatch(/^[A-Z]/);
      expect(each.unit.length).toBeGreaterThan(3);
      expect(each.basis).toMatch(/\d/);
      expect(each.summary).toMatch(/\.$/);
      expect(each.empty).toBe(false);
      for (const row of each.rows) expect(row).toHaveLength(each.columns.length);
    },
  );

  test.each(specs().map((each) => [each.id, each] as const))("%s draws what its table and CSV say", (_, each) => {
    const config = toConfig(each, LOOK);
    const drawn = (config.data.datasets[0]?.data ?? []) as unknown[];
    const shown = numbers(each, each.shape.value).map((value) => {
      if (each.shape.kind === "funnel") return [-(value ?? 0) / 2, (value ?? 0) / 2];
      return value;
    });
    expect(drawn.map((v) => (each.shape.kind === "heat" ? (v as { v: number }).v : v))).toEqual(shown);
    const lines = toCsv(each).trimEnd().split("\r\n");
    expect(lines).toHaveLength(each.rows.length + 1);
    expect(lines[0]).toBe(each.columns.map(({ key }) => key).join(","));
  });

  test("says that it is empty when no row fits, and claims nothing", () => {
    const nobody = summaryOf({ ...dataset, recipe: { ...dataset.recipe, customers: 0 } }, NO_FILTER);
    for (const each of specs(nobody)) {
      expect(each.empty, each.id).toBe(true);
      expect(each.summary, each.id).not.toMatch(/NaN|undefined|Infinity|null/);
    }
  });

  test("says plainly that nobody is at risk and nobody left", () => {
    const risk = summary.charts.churn_risk.map((row) => (row.label === "High" ? { ...row, customers: 0 } : row));
    const cohorts = summary.charts.churn_by_cohort.map((row) => ({ ...row, churned: 0, value: 0 }));
    const stages = summary.charts.pipeline.map((row) => (row.stage === "Negotiation" ? { ...row, amount: 0 } : row));
    const charts = { ...summary.charts, churn_risk: risk, churn_by_cohort: cohorts, pipeline: stages };
    expect(spec("churn-risk", { ...summary, charts }).summary).toBe("No customer is at high risk.");
    expect(spec("churn-by-cohort", { ...summary, charts }).summary).toBe("No customer has left.");
    expect(spec("pipeline", { ...summary, charts }).summary).toMatch(/ on the way, none of it in Negotiation\.$/);
  });

  test("has a name of its own", () => {
    const ids = specs().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe("sentiment", () => {
  test("stands on an axis from −1 to +1, each bar in the color of its score", () => {
    const config = toConfig(spec("sentiment-by-region"), LOOK);
    expect((config.options as { scales: { x: object } }).scales.x).toMatchObject({ min: -1, max: 1 });
    const colors = config.data.datasets[0]?.backgroundColor as string[];
    expect(new Set(colors).size).toBe(OPTIONS.regions.length);
  });

  test("can be filtered by clicking region, segment and industry, and by nothing else", () => {
    const facets = specs().map(({ id, shape }) => [id, "facet" in shape ? shape.facet : undefined] as const);
    expect(facets.filter(([, facet]) => facet)).toEqual([
      ["sentiment-by-region", "region"],
      ["sentiment-by-region-and-month", "region"],
      ["sentiment-by-segment", "segment"],
      ["sentiment-by-industry", "industry"],
      ["win-rate-by-segment", "segment"],
    ]);
  });

  test("of one group alone is told without a comparison", () => {
    const europe = spec("sentiment-by-region", summaryOf(dataset, { ...NO_FILTER, region: ["Europe"] }));
    expect(europe.summary).toMatch(/^Europe: [+−]0\.\d\d\.$/);
  });

  test("that is missing is a gap, not a zero", () => {
    const months = summary.charts.sentiment_by_month.map((m, i) => (i === 3 ? { ...m, value: null, n: 0 } : m));
    const trend = spec("sentiment-trend", { ...summary, charts: { ...summary.charts, sentiment_by_month: months } });
    expect(toConfig(trend, LOOK).data.datasets[0]?.data[3]).toBeNull();
    expect(toCsv(trend).split("\r\n")[4]).toMatch(/^\d{4}-\d{2},,0,/);
  });
});

test("the trend draws shares up and down on the axis of the score, and its table has them without a sign", () => {
  const trend = spec("sentiment-trend");
  const [, up, down] = toConfig(trend, LOOK).data.datasets;
  expect(up?.data).toEqual(numbers(trend, 3));
  expect(down?.data).toEqual(numbers(trend, 4).map((value) => -(value ?? 0)));
  for (const row of trend.rows) expect(Number(row[3]) + Number(row[4])).toBeLessThanOrEqual(1);
});

test("weeks that an end of the period cuts short are left out, and the parts make the whole", () => {
  const weeks = spec("feedback-volume");
  const all = summary.charts.feedback_by_week;
  expect(all[0]?.from, "the mock begins on a Sunday").toBe("2024-12-01");
  expect(weeks.rows[0]?.[0]).toBe("2024-12-02");
  expect(weeks.rows.length).toBeLessThan(all.length);
  for (const [, tickets, others, n] of weeks.rows) expect(Number(tickets) + Number(others)).toBe(n);
  const [lower, upper] = toConfig(weeks, LOOK).data.datasets;
  expect([lower?.data, upper?.data]).toEqual([numbers(weeks, 1), numbers(weeks, 2)]);
});

test("a subject is as bright as it is above its own usual share", () => {
  const topics = spec("topics-by-month");
  for (const category of new Set(topics.rows.map(([name]) => name))) {
    const rows = topics.rows.filter(([name]) => name === category);
    const [up, down] = [rows.some((row) => Number(row[2]) > 0), rows.some((row) => Number(row[2]) < 0)];
    expect([up, down], String(category)).toEqual([true, true]);
  }
  const colors = toConfig(topics, LOOK).data.datasets[0]?.backgroundColor as string[];
  const at = (wanted: (more: number) => boolean) => colors[topics.rows.findIndex((row) => wanted(Number(row[2])))];
  expect(at((more) => more <= 0)).toBe(LOOK.palette.grid);
  expect(at((more) => more > 0.005)).not.toBe(LOOK.palette.grid);
});

test("the best sales rep is the best of those who are drawn", () => {
  const owners = spec("win-rate-by-owner");
  expect(owners.title).toBe("Win rate of the sales reps with the most deals");
  expect(owners.summary).toMatch(new RegExp(`^Of these ${owners.rows.length}, highest: `));
});

test("existing customers, who are won more easily, are not the best source", () => {
  const rates = summary.charts.win_rate_by_source.map((rate) =>
    rate.label === "Existing Customer" ? { ...rate, value: 0.99 } : rate,
  );
  const sources = spec("win-rate-by-source", { ...summary, charts: { ...summary.charts, win_rate_by_source: rates } });
  expect(sources.summary).toMatch(/^Without Existing Customer \(renewals and expansions\), highest: (?!Existing)/);
  expect(sources.rows.map(([label]) => label)).toContain("Existing Customer");
});

describe("the funnel", () => {
  test("centers its bars, and its tooltip tells the value and not half of it", () => {
    const funnel = spec("pipeline");
    const [low, high] = (toConfig(funnel, LOOK).data.datasets[0]?.data[0] ?? []) as unknown as number[];
    expect(low).toBe(-(high ?? 0));
    expect(tooltipLines(funnel, funnel.rows[0] ?? [])[0]).toBe(`Value: ${write("usd", funnel.rows[0]?.[1] ?? null)}`);
  });
});

describe("intervals", () => {
  test("that are missing stay missing", () => {
    const rates = summary.charts.win_rate_by_source.map((rate) => ({ ...rate, value: null, interval: null }));
    const chart = spec("win-rate-by-source", { ...summary, charts: { ...summary.charts, win_rate_by_source: rates } });
    expect(numbers(chart, 2)).toEqual(rates.map(() => null));
  });
});

describe("CSV", () => {
  const one = (cell: string): Pick<ChartSpec, "columns" | "rows"> => ({
    columns: [{ key: "name", title: "Name", writing: "text" }],
    rows: [[cell]],
  });

  test("quotes what needs quotes", () => {
    expect(toCsv(one('a "b", c'))).toBe('name\r\n"a ""b"", c"\r\n');
    expect(toCsv(one("two\nlines"))).toBe('name\r\n"two\nlines"\r\n');
    expect(toCsv(one("plain"))).toBe("name\r\nplain\r\n");
  });

  test("keeps numbers as they came", () => {
    const rates = toCsv(spec("win-rate-by-source"));
    expect(rates).toContain(String(summary.charts.win_rate_by_source[0]?.value));
  });
});

test("axis labels are whole where they fit", () => {
  expect(shorten("Latin America", 14)).toBe("Latin America");
  expect(shorten("Professional Services", 14)).toBe("Professional…");
  expect(labels(spec("won-revenue"), 0)[0]).toBe("Dec 2024");
});
