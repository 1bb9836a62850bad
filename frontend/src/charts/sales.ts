/** Charts of deals: open, won and lost. Pure. */
import type { Rate, Summary } from "../api/types";
import type { Facet } from "../state/url";
import * as format from "../ui/format";
import { extremes, total } from "./sentiment";
import type { ChartSpec } from "./spec";

type Charts = Summary["charts"];

export function pipeline(data: Charts["pipeline"]): ChartSpec {
  const deals = total(data, (row) => row.deals);
  const amount = total(data, (row) => row.amount);
  const last = data.at(-1);
  return {
    id: "pipeline",
    question: "How much is on the way?",
    title: "Open deals by stage",
    unit: "Value of open deals in USD",
    basis: format.plural(deals, "open deal"),
    summary: last
      ? `${format.compactUsd(amount)} on the way, ${last.amount > 0 ? format.compactUsd(last.amount) : "none"} of it in ${last.stage}.`
      : "",
    columns: [
      { key: "stage", title: "Stage", writing: "text" },
      { key: "amount", title: "Value", writing: "usd" },
      { key: "deals", title: "Deals", writing: "count" },
    ],
    rows: data.map(({ stage, amount, deals }) => [stage, amount, deals]),
    shape: { kind: "funnel", label: 0, value: 1 },
    empty: deals === 0,
  };
}

export function wonRevenue(data: Charts["won_revenue_by_month"]): ChartSpec {
  const deals = total(data, (row) => row.deals);
  const amount = total(data, (row) => row.amount);
  const ends = extremes(data, (row) => row.amount);
  return {
    id: "won-revenue",
    question: "How much did we win each month?",
    title: "Won revenue month by month",
    unit: "USD of deals won",
    basis: format.plural(deals, "won deal"),
    summary: ends
      ? `${format.compactUsd(amount)} in all. Best month: ${format.month(ends.most.month)} (${format.compactUsd(ends.most.amount)}).`
      : "",
    columns: [
      { key: "month", title: "Month", writing: "month" },
      { key: "won_revenue", title: "Won revenue", writing: "usd" },
      { key: "deals", title: "Deals", writing: "count" },
    ],
    rows: data.map(({ month, amount, deals }) => [month, amount, deals]),
    shape: { kind: "bars", direction: "up", label: 0, value: 1, tone: "plain", axis: { min: 0 } },
    empty: deals === 0,
  };
}

const BY: Record<
  "source" | "segment" | "type" | "owner",
  { title: string; key: string; question: string; facet?: Facet }
> = {
  source: { title: "Win rate by source", key: "Source", question: "Where do won deals come from?" },
  segment: {
    title: "Win rate by segment",
    key: "Segment",
    question: "Which size of customer do we win?",
    facet: "segment",
  },
  type: {
    title: "Win rate by kind of deal",
    key: "Kind of deal",
    question: "Which kind of deal do we win?",
  },
  owner: {
    title: "Win rate of the sales reps with the most deals",
    key: "Sales rep",
    question: "Of the busiest sales reps, who wins most often?",
  },
};

/** The source of renewals and expansions, which are won more easily than new business. */
const OWN = "Existing Customer";

export function winRate(by: keyof typeof BY, data: Rate[]): ChartSpec {
  const closed = total(data, (row) => row.closed);
  const ends = extremes(
    data.filter(({ label }) => label !== OWN),
    ({ value }) => value,
  );
  const highest = {
    source: `Without ${OWN} (renewals and expansions), highest`,
    owner: `Of these ${data.length}, highest`,
    segment: "Highest",
    type: "Highest",
  }[by];
  const { facet } = BY[by];
  return {
    id: `win-rate-by-${by}`,
    question: BY[by].question,
    title: BY[by].title,
    unit: "With 95% intervals",
    basis: `${format.count(closed)} closed`,
    summary: ends
      ? `${highest}: ${ends.most.label} (${format.share(Number(ends.most.value), 0)} of ${format.count(ends.most.closed)}). Lowest: ${ends.least.label} (${format.share(Number(ends.least.value), 0)} of ${format.count(ends.least.closed)}).`
      : "",
    columns: [
      { key: by, title: BY[by].key, writing: "text" },
      { key: "win_rate", title: "Win rate", writing: "share" },
      { key: "interval_low", title: "95% from", writing: "share" },
      { key: "interval_high", title: "to", writing: "share" },
      { key: "won", title: "Won", writing: "count" },
      { key: "closed", title: "Closed", writing: "count" },
    ],
    rows: data.map(({ label, won, closed, value, interval }) => [
      label,
      value,
      interval?.[0] ?? null,
      interval?.[1] ?? null,
      won,
      closed,
    ]),
    shape: {
      kind: "bars",
      direction: "across",
      label: 0,
      value: 1,
      interval: [2, 3],
      tone: "plain",
      axis: { min: 0, max: 1 },
      ...(facet ? { facet } : {}),
    },
    empty: closed === 0,
  };
}

export function lossReasons(data: Charts["loss_reasons"]): ChartSpec {
  const n = total(data, (row) => row.n);
  const first = data[0];
  return {
    id: "loss-reasons",
    question: "Why do we lose deals?",
    title: "Why deals were lost",
    unit: "Lost deals by reason",
    basis: format.plural(n, "lost deal"),
    summary: first && n > 0 ? `Most often: ${first.label} (${format.share(first.n / n, 0)} of lost deals).` : "",
    columns: [
      { key: "loss_reason", title: "Reason", writing: "text" },
      { key: "deals", title: "Lost deals", writing: "count" },
    ],
    rows: data.map(({ label, n }) => [label, n]),
    shape: { kind: "bars", direction: "across", label: 0, value: 1, tone: "plain", axis: { min: 0 } },
    empty: n === 0,
  };
}
