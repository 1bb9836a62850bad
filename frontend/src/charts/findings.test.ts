import { describe, expect, test } from "vitest";
import { FINDINGS, recommendationsOf } from "../../e2e/mock-advice";
import { recipeOf, rowsOf, summaryOf } from "../../e2e/mock-data";
import type { Dataset, Finding } from "../api/types";
import { NO_FILTER } from "../state/url";
import { chartsOf, headings, inView, spotOf, spotOfAdvice } from "./findings";
import { sections } from "./kinds";
import { marked, monthPosition, overTime } from "./spec";

const dataset = { id: "x", name: "Test", recipe: recipeOf({ customers: 500 }, "x"), rows: rowsOf(500) } as Dataset;
const specs = sections(summaryOf(dataset)).flatMap(({ cards }) => cards.map(({ spec }) => spec));
const spec = (id: string) => {
  const found = specs.find((each) => each.id === id);
  if (!found) throw new Error(`no chart ${id}`);
  return found;
};

describe("a finding", () => {
  const METRICS = [
    "sentiment",
    "nps",
    "win_rate",
    "category_share",
    "feedback_volume",
    "response_time",
    "loss_reason_share",
    "churn_rate",
    "unresolved_share",
    "expansion_rate",
  ];

  test("is shown on a chart there is", () => {
    const ids = specs.map(({ id }) => id);
    for (const metric of METRICS)
      for (const onset of ["2026-01", null]) {
        const charts = chartsOf({ metric, where: { region: "Europe", owner: "X", source: "Y" }, onset });
        expect(charts.length, metric).toBeGreaterThan(0);
        for (const chart of charts) expect(ids).toContain(chart);
      }
    expect(chartsOf({ metric: "cycle_length", where: {}, onset: null })).toEqual([]);
  });

  test("that began in some month is shown on a chart over time, with a date line, wherever there is one", () => {
    for (const metric of METRICS) {
      const spot = spotOf("loss-reasons", { metric, where: {}, onset: "2026-03" }, "It began", null);
      if (metric === "unresolved_share") continue;
      const chart = spec(spot?.chart ?? "");
      expect(overTime(chart), metric).toBe(true);
      expect(marked(chart, spot?.marks ?? []).marks, metric).toHaveLength(1);
      expect(spot?.filter).toEqual(NO_FILTER);
    }
  });

  test("without a chart over time begins the period with its month", () => {
    const spot = spotOf(null, { metric: "unresolved_share", where: {}, onset: "2026-03", until: "2026-05" }, "x", null);
    expect(spot).toMatchObject({ chart: "pain-points", filter: { ...NO_FILTER, from: "2026-03", to: "2026-05" } });
  });

  test("keeps the chart that was named when that can carry the line, or when there is no line", () => {
    const sentiment = { metric: "sentiment", where: {} };
    expect(spotOf("churn-by-cohort", { ...sentiment, onset: "2026-03" }, "x", null)?.chart).toBe("churn-by-cohort");
    expect(spotOf("pain-points", sentiment, "x", null)?.chart).toBe("pain-points");
    expect(spotOf("gone", sentiment, "x", null)?.chart).toBe("sentiment-trend");
    expect(spotOf(null, { metric: "cycle_length", where: {} }, "x", null)).toBeNull();
  });

  test("narrows its chart to its place, and is told in its own words", () => {
    const { groups } = recommendationsOf(dataset);
    const [first] = groups.priority_actions;
    if (!first) throw new Error("no advice");
    expect(spotOfAdvice(first, [])).toMatchObject({
      chart: "sentiment-by-region-and-month",
      filter: { ...NO_FILTER, segment: ["SMB"] },
      marks: [],
      heading: null,
    });
    const found = { ...FINDINGS[0], id: first.id } as Finding;
    expect(spotOfAdvice(first, [found])).toMatchObject({
      heading: FINDINGS[0]?.headline,
      marks: [{ month: "2026-03" }],
    });
    const told = spotOfAdvice({ ...first, id: "first-x" }, [{ ...found, id: "x" }]);
    expect(told?.heading, "told first once more").toBe(FINDINGS[0]?.headline);
    expect(spotOfAdvice({ ...first, chart: null }, [])).toBeNull();
  });

  test("heads one chart only, the stronger one first", () => {
    const [first] = FINDINGS;
    if (!first) throw new Error("no finding");
    const weaker = { ...first, id: "weaker", headline: "Weaker" };
    const heads = headings([first, weaker], NO_FILTER);
    expect(heads.get("sentiment-by-region-and-month")).toBe(first);
    expect(heads.get("sentiment-by-region")).toBe(weaker);
  });

  test("is out of view when filters leave it out or ask for more than it says", () => {
    const where = { region: "Europe" };
    expect(inView({ where }, NO_FILTER)).toBe(true);
    expect(inView({ where }, { ...NO_FILTER, region: ["Europe"] })).toBe(true);
    expect(inView({ where }, { ...NO_FILTER, region: ["APAC"] })).toBe(false);
    expect(inView({ where }, { ...NO_FILTER, segment: ["SMB"] })).toBe(false);
    expect(inView({ where }, { ...NO_FILTER, from: "2026-01" })).toBe(false);
  });

  test("without a beginning never heads a chart over time", () => {
    const star = FINDINGS.find(({ metric }) => metric === "win_rate") as Finding;
    const heads = headings([star, { ...star, id: "second", headline: "Second" }], NO_FILTER);
    expect([...heads.keys()]).toEqual(["win-rate-by-owner"]);
  });

  test("stands over its chart alone", () => {
    const heads = headings(FINDINGS, NO_FILTER);
    expect(heads.get("win-rate-by-owner")?.headline).toContain("Priya Raman");
    expect(heads.get("win-rate-by-source")).toBeUndefined();
    expect(headings([], NO_FILTER).size).toBe(0);
  });
});

test("every chart asks a question", () => {
  for (const { question } of specs) expect(question).toMatch(/^[A-Z].*\?$/);
});

describe("a line at a month", () => {
  test("stands on charts that run over months, and is told in words", () => {
    const charts = [
      "sentiment-trend",
      "sentiment-by-region-and-month",
      "churn-by-cohort",
      "feedback-volume",
      "pain-points",
    ];
    const lines = [{ month: "2026-03", text: "A price rise", charts }];
    const trend = marked(spec("sentiment-trend"), lines);
    expect(trend.marks).toEqual(lines);
    expect(trend.summary).toMatch(/Dashed line at Mar 2026: A price rise\.$/);
    expect(marked(spec("sentiment-by-region-and-month"), lines).marks).toEqual(lines);
    expect(marked(spec("churn-by-cohort"), lines).marks).toEqual(lines);
    expect(marked(spec("feedback-volume"), lines).marks).toEqual(lines);
    expect(marked(spec("pain-points"), lines)).toBe(spec("pain-points"));
    expect(marked(spec("won-revenue"), lines), "not what the line is about").toBe(spec("won-revenue"));
    expect(marked(spec("sentiment-trend"), [{ month: "1999-01", text: "x", charts }]).marks).toBeUndefined();
  });

  test("finds its place", () => {
    const trend = spec("sentiment-trend");
    expect(monthPosition(trend, String(trend.rows[0]?.[0]))).toBe(0);
    expect(monthPosition(trend, String(trend.rows[5]?.[0]))).toBe(5);
    const heat = spec("sentiment-by-region-and-month");
    expect(monthPosition(heat, String(heat.rows.at(-1)?.[1]))).toBe(23);
    const weeks = spec("feedback-volume");
    const at = monthPosition(weeks, "2026-03") ?? -1;
    expect(weeks.rows[at]?.[0]).toBe("2026-03-02");
    expect(weeks.rows[monthPosition(weeks, "2026-03", "2026-03-19") ?? -1]?.[0]).toBe("2026-03-16");
    expect(monthPosition(weeks, "1999-01", "1999-01-09")).toBeNull();
    const quarters = spec("churn-by-cohort");
    expect(quarters.rows[monthPosition(quarters, "2026-03") ?? -1]?.[0]).toBe("2026-Q1");
  });
});
