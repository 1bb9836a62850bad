/** Charts of feedback: its tone, its subjects, and the wait for an answer. Pure. */
import type { Mean, Summary } from "../api/types";
import * as format from "../ui/format";
import type { ChartSpec, SpecColumn } from "./spec";

type Charts = Summary["charts"];

const SCORE: SpecColumn = { key: "avg_sentiment", title: "Average sentiment", writing: "score" };
const ROWS: SpecColumn = { key: "feedback", title: "Feedback", writing: "count" };
const UNIT = "Mean score, −1 to +1";

export const total = <T>(rows: T[], of: (row: T) => number): number => rows.reduce((sum, row) => sum + of(row), 0);

const feedbackRows = (n: number) => format.plural(n, "row");

/** The rows with the largest and the smallest value, where there are two to compare. */
export function extremes<T>(rows: T[], value: (row: T) => number | null): { most: T; least: T } | null {
  const known = rows.filter((row) => value(row) !== null).sort((a, b) => Number(value(b)) - Number(value(a)));
  const [most, least] = [known[0], known.at(-1)];
  return known.length > 1 && most !== undefined && least !== undefined ? { most, least } : null;
}

const scoreOf = (score: number | null) => (score === null ? "no score" : format.signed(score));

export type Breakdown = "region" | "segment" | "industry" | "category" | "channel";

const BREAKDOWNS: Record<Breakdown, { title: string; key: string; question: string }> = {
  region: { title: "Sentiment by region", key: "Region", question: "Which region is happiest?" },
  segment: { title: "Sentiment by segment", key: "Segment", question: "Which size of customer is happiest?" },
  industry: { title: "Sentiment by industry", key: "Industry", question: "Which industry is happiest?" },
  category: { title: "Sentiment by category", key: "Category", question: "What do customers like, and what not?" },
  channel: { title: "Sentiment by channel", key: "Channel", question: "Where do customers sound happiest?" },
};

export function sentimentBy(by: Breakdown, data: Mean[]): ChartSpec {
  const ends = extremes(data, ({ value }) => value);
  const only = data.find(({ value }) => value !== null);
  const n = total(data, (row) => row.n);
  return {
    id: `sentiment-by-${by}`,
    question: BREAKDOWNS[by].question,
    title: BREAKDOWNS[by].title,
    unit: UNIT,
    basis: feedbackRows(n),
    summary: ends
      ? `Happiest: ${ends.most.label} (${scoreOf(ends.most.value)}). Least happy: ${ends.least.label} (${scoreOf(ends.least.value)}).`
      : only
        ? `${only.label}: ${scoreOf(only.value)}.`
        : "",
    columns: [{ key: by, title: BREAKDOWNS[by].key, writing: "text" }, SCORE, ROWS],
    rows: data.map(({ label, value, n }) => [label, value, n]),
    shape: {
      kind: "bars",
      direction: "across",
      label: 0,
      value: 1,
      tone: "score",
      axis: { min: -1, max: 1 },
      ...(by === "region" || by === "segment" || by === "industry" ? { facet: by } : {}),
    },
    empty: n === 0,
  };
}

export function sentimentTrend(data: Charts["sentiment_by_month"]): ChartSpec {
  const known = data.filter(({ value }) => value !== null);
  const [first, last] = [known[0], known.at(-1)];
  const n = total(data, (row) => row.n);
  let summary = "";
  if (first && last && first !== last) {
    const moved = Number(last.value) - Number(first.value);
    const way = Math.abs(moved) < 0.05 ? "about where it was" : moved > 0 ? "higher than" : "lower than";
    summary = `${scoreOf(last.value)} in ${format.month(last.month)}, ${way} in ${format.month(first.month)} (${scoreOf(first.value)}).`;
  } else if (last) {
    summary = `${scoreOf(last.value)} in ${format.month(last.month)}.`;
  }
  return {
    id: "sentiment-trend",
    question: "Are customers getting happier?",
    title: "Sentiment month by month",
    unit: "Mean score, and shares of positive and negative rows",
    basis: feedbackRows(n),
    summary,
    columns: [
      { key: "month", title: "Month", writing: "month" },
      SCORE,
      ROWS,
      { key: "positive_share", title: "Share positive", writing: "share" },
      { key: "negative_share", title: "Share negative", writing: "share" },
    ],
    rows: data.map(({ month, value, n, positive, negative }) => [
      month,
      value,
      n,
      n > 0 ? positive / n : null,
      n > 0 ? negative / n : null,
    ]),
    shape: { kind: "trend", label: 0, value: 1, up: 3, down: 4, axis: { min: -1, max: 1 } },
    empty: n === 0,
  };
}

export function heatMap(data: Charts["sentiment_by_region_month"]): ChartSpec {
  const ends = extremes(data, ({ value }) => value);
  const n = total(data, (row) => row.n);
  const where = (row: (typeof data)[number]) => `${row.region} in ${format.month(row.month)} (${scoreOf(row.value)})`;
  return {
    id: "sentiment-by-region-and-month",
    question: "Where and when did the mood change?",
    title: "Sentiment by region and month",
    unit: UNIT,
    basis: feedbackRows(n),
    summary: ends ? `Best: ${where(ends.most)}. Worst: ${where(ends.least)}.` : "",
    columns: [
      { key: "region", title: "Region", writing: "text" },
      { key: "month", title: "Month", writing: "month" },
      SCORE,
      ROWS,
    ],
    rows: data.map(({ region, month, value, n }) => [region, month, value, n]),
    shape: { kind: "heat", down: 0, across: 1, value: 2, tone: "score", facet: "region" },
    empty: n === 0,
  };
}

export function painPoints(data: Charts["pain_points"]): ChartSpec {
  const worst = data[0];
  const negative = total(data, (row) => row.negative);
  return {
    id: "pain-points",
    question: "What do customers complain about most?",
    title: "Top pain points",
    unit: "Negative feedback rows by category",
    basis: `${format.plural(negative, "negative row")} of ${format.count(total(data, (row) => row.n))}`,
    summary:
      worst && negative > 0
        ? `Most complaints are about ${worst.category}: ${format.plural(worst.negative, "row")}${
            worst.share === null ? "" : `, ${format.share(worst.share, 0)} of all feedback on it`
          }.`
        : "",
    columns: [
      { key: "category", title: "Category", writing: "text" },
      { key: "negative", title: "Negative rows", writing: "count" },
      ROWS,
      { key: "negative_share", title: "Share negative", writing: "share" },
    ],
    rows: data.map(({ category, negative, n, share }) => [category, negative, n, share]),
    shape: { kind: "bars", direction: "across", label: 0, value: 1, tone: "plain", axis: { min: 0 } },
    empty: negative === 0,
  };
}

export function responseTime(data: Charts["response_time"]): ChartSpec {
  const n = total(data, (row) => row.n);
  const day = total(
    data.filter((row) => row.upper_hours !== null && row.upper_hours <= 24),
    (row) => row.n,
  );
  return {
    id: "response-time",
    question: "How long do customers wait for an answer?",
    title: "Time to the first answer",
    unit: "Feedback rows by waiting time",
    basis: `${format.plural(n, "answered row")}`,
    summary: n > 0 ? `${format.share(day / n, 0)} got an answer within a day.` : "",
    columns: [{ key: "waiting_time", title: "Waiting time", writing: "text" }, ROWS],
    rows: data.map(({ label, n }) => [label, n]),
    shape: { kind: "bars", direction: "across", label: 0, value: 1, tone: "plain", axis: { min: 0 } },
    empty: n === 0,
  };
}
