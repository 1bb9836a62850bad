/** Charts of customers: who may leave, and who left. Pure. */
import type { Summary } from "../api/types";
import * as format from "../ui/format";
import { extremes, total } from "./sentiment";
import type { ChartSpec } from "./spec";

type Charts = Summary["charts"];

export function churnRisk(data: Charts["churn_risk"]): ChartSpec {
  const n = total(data, (row) => row.customers);
  const high = data.find(({ label }) => label === "High");
  return {
    id: "churn-risk",
    question: "Who might leave soon?",
    title: "Churn risk today",
    unit: "Within 90 days",
    basis: format.plural(n, "customer"),
    summary: !high?.customers
      ? "No customer is at high risk."
      : `${format.plural(high.customers, "customer")} at high risk (${format.share(high.customers / n)}) pay ${format.compactUsd(high.monthly_recurring_revenue)} a month.`,
    columns: [
      { key: "churn_risk", title: "Risk", writing: "text" },
      { key: "customers", title: "Customers", writing: "count" },
      { key: "monthly_recurring_revenue", title: "Revenue a month", writing: "usd" },
    ],
    rows: data.map(({ label, customers, monthly_recurring_revenue }) => [label, customers, monthly_recurring_revenue]),
    shape: { kind: "share", label: 0, value: 1, tone: "risk" },
    empty: n === 0,
  };
}

/** A quarter is joined in; all that came earlier is one cohort, "before 2024-07". */
const joined = (cohort: string) =>
  cohort.startsWith("before ") ? `before ${format.month(cohort.slice("before ".length))}` : `in ${cohort}`;

export function churnByCohort(data: Charts["churn_by_cohort"]): ChartSpec {
  const n = total(data, (row) => row.customers);
  const gone = total(data, (row) => row.churned);
  const ends = extremes(data, ({ value }) => value);
  return {
    id: "churn-by-cohort",
    question: "Which customers left?",
    title: "Customers who left, by when they joined",
    unit: "Share of each quarter's customers, with 95% intervals",
    basis: format.plural(n, "customer"),
    summary:
      gone === 0
        ? "No customer has left."
        : ends
          ? `${format.plural(gone, "customer")} left (${format.share(gone / n)}); the largest share of those who joined ${joined(ends.most.cohort)} (${format.share(Number(ends.most.value))}).`
          : "",
    columns: [
      { key: "cohort", title: "Joined", writing: "quarter" },
      { key: "churn_rate", title: "Left", writing: "share" },
      { key: "interval_low", title: "95% from", writing: "share" },
      { key: "interval_high", title: "to", writing: "share" },
      { key: "churned", title: "Customers who left", writing: "count" },
      { key: "customers", title: "Customers", writing: "count" },
    ],
    rows: data.map(({ cohort, customers, churned, value, interval }) => [
      cohort,
      value,
      interval?.[0] ?? null,
      interval?.[1] ?? null,
      churned,
      customers,
    ]),
    shape: {
      kind: "bars",
      direction: "up",
      label: 0,
      value: 1,
      interval: [2, 3],
      tone: "plain",
      axis: { min: 0 },
    },
    empty: n === 0,
  };
}
