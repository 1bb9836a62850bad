import { describe, expect, test } from "vitest";
import { FINDINGS } from "../../e2e/mock-advice";
import { recipeOf, rowsOf, summaryOf } from "../../e2e/mock-data";
import type { Dataset } from "../api/types";
import { NO_FILTER } from "../state/url";
import { chartsOf, headingOf, headings, inView } from "./findings";
import { sections } from "./kinds";
import { marked, monthPosition } from "./spec";

const dataset = { id: "x", name: "Test", recipe: recipeOf({ customers: 500 }, "x"), rows: rowsOf(500) } as Dataset;
const specs = sections(summaryOf(dataset)).flatMap(({ cards }) => cards.map(({ spec }) => spec));
const spec = (id: string) => {
  const found = specs.find((each) => each.id === id);
  if (!found) throw new Error(`no chart ${id}`);
  return found;
};

describe("a finding", () => {
  test("is shown on a chart there is", () => {
    const ids = specs.map(({ id }) => id);
    for (const metric of [
      "sentiment",
      "win_rate",
      "category_share",
      "response_time",
      "loss_reason_share",
      "churn_rate",
      "unresolved_share",
      "expansion_rate",
    ])
      for (const chart of chartsOf({ metric, where: { region: "Europe", owner: "X", source: "Y" }, onset: "2026-01" }))
        expect(ids).toContain(chart);
    expect(chartsOf({ metric: "cycle_length", where: {}, onset: null })).toEqual([]);
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

  test("stands over its chart, else the question does", () => {
    expect(headingOf(spec("win-rate-by-owner"), FINDINGS, NO_FILTER)).toContain("Priya Raman");
    expect(headingOf(spec("win-rate-by-owner"), [], NO_FILTER)).toBe("Who wins most often?");
    expect(headingOf({ ...spec("win-rate-by-owner"), empty: true }, FINDINGS, NO_FILTER)).toMatch(/\?$/);
  });
});

test("every chart asks a question", () => {
  for (const { question } of specs) expect(question).toMatch(/^[A-Z].*\?$/);
});

describe("a line at a month", () => {
  test("stands on charts that run over months, and is told in words", () => {
    const lines = [{ month: "2026-03", text: "A price rise" }];
    const trend = marked(spec("sentiment-trend"), lines);
    expect(trend.marks).toEqual(lines);
    expect(trend.summary).toMatch(/Dashed line at Mar 2026: A price rise\.$/);
    expect(marked(spec("sentiment-by-region-and-month"), lines).marks).toEqual(lines);
    expect(marked(spec("pain-points"), lines)).toBe(spec("pain-points"));
    expect(marked(spec("sentiment-trend"), [{ month: "1999-01", text: "x" }]).marks).toBeUndefined();
  });

  test("finds its place", () => {
    const trend = spec("sentiment-trend");
    expect(monthPosition(trend, String(trend.rows[0]?.[0]))).toBe(0);
    expect(monthPosition(trend, String(trend.rows[5]?.[0]))).toBe(5);
    const heat = spec("sentiment-by-region-and-month");
    expect(monthPosition(heat, String(heat.rows.at(-1)?.[1]))).toBe(23);
  });
});
