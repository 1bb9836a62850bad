/** Charts over time, where a date line shows what changed: NPS, volume, topics, waiting, leaving, winning. Pure. */
import type { Summary } from "../api/types";
import * as format from "../ui/format";
import { extremes, total } from "./sentiment";
import type { ChartSpec, SpecColumn } from "./spec";

type Charts = Summary["charts"];

const MONTH: SpecColumn = { key: "month", title: "Month", writing: "month" };

/** How the last known month compares with the first, in a sentence. */
function moved<T extends { month: string; value: number | null }>(data: T[], say: (value: number) => string): string {
  const known = data.filter(({ value }) => value !== null);
  const [first, last] = [known[0], known.at(-1)];
  if (!first || !last) return "";
  const now = `${say(Number(last.value))} in ${format.month(last.month)}`;
  return first === last ? `${now}.` : `${now}, ${say(Number(first.value))} in ${format.month(first.month)}.`;
}

export function npsTrend(data: Charts["nps_by_month"]): ChartSpec {
  const n = total(data, (row) => row.n);
  return {
    id: "nps-trend",
    question: "Would customers recommend us?",
    title: "NPS month by month",
    unit: "Points, from −100 to +100",
    basis: format.plural(n, "survey answer"),
    summary: moved(data, format.points),
    columns: [
      MONTH,
      { key: "nps", title: "NPS", writing: "points" },
      { key: "promoters", title: "Promoters (9 and 10)", writing: "count" },
      { key: "detractors", title: "Detractors (0 to 6)", writing: "count" },
      { key: "answers", title: "Answers", writing: "count" },
    ],
    rows: data.map(({ month, value, promoters, detractors, n }) => [month, value, promoters, detractors, n]),
    shape: { kind: "line", label: 0, value: 1, axis: { beginAtZero: true } },
    empty: n === 0,
  };
}

const SIX_DAYS_MS = 6 * 86_400_000;
/** A week cut short by an end of the period would look like a quiet or a wild one. */
const whole = ({ from, to }: { from: string; to: string }) => Date.parse(to) - Date.parse(from) === SIX_DAYS_MS;

export function feedbackVolume(all: Charts["feedback_by_week"]): ChartSpec {
  const data = all.filter(whole);
  const n = total(data, (row) => row.n);
  const tickets = total(data, (row) => row.tickets);
  const ends = extremes(data, (row) => row.n);
  return {
    id: "feedback-volume",
    question: "How much do customers write?",
    title: "Feedback week by week",
    unit: "Rows a week, Monday to Sunday, whole weeks",
    basis: format.plural(n, "row"),
    summary: ends
      ? `Most in the week of ${format.day(ends.most.from)} (${format.plural(ends.most.n, "row")}), fewest in that of ${format.day(ends.least.from)} (${format.count(ends.least.n)}). ${format.share(n ? tickets / n : 0, 0)} are support tickets.`
      : "",
    columns: [
      { key: "week_from", title: "Week from", writing: "day" },
      { key: "tickets", title: "Support tickets", writing: "count" },
      { key: "others", title: "Other feedback", writing: "count" },
      { key: "feedback", title: "All feedback", writing: "count" },
    ],
    rows: data.map(({ from, n, tickets }) => [from, tickets, n - tickets, n]),
    shape: { kind: "stack", label: 0, value: 1, upper: 2 },
    empty: n === 0,
  };
}

export function topicsByMonth(data: Charts["categories_by_month"]): ChartSpec {
  const n = total(data, (row) => row.n);
  const sums = new Map<string, { n: number; all: number }>();
  for (const { category, n, share } of data) {
    const sum = sums.get(category) ?? { n: 0, all: 0 };
    sums.set(category, { n: sum.n + n, all: sum.all + (share ? n / share : 0) });
  }
  const usual = (category: string) => {
    const sum = sums.get(category);
    return sum && sum.all > 0 ? sum.n / sum.all : 0;
  };
  const rows = data.map((row) => ({
    ...row,
    usual: usual(row.category),
    more: row.share === null ? null : row.share - usual(row.category),
  }));
  const top = extremes(rows, ({ more }) => more)?.most;
  return {
    id: "topics-by-month",
    question: "When did customers talk about what?",
    title: "Subjects month by month",
    unit: "Stronger color: more of the month’s feedback than usual",
    basis: format.plural(n, "row"),
    summary: top
      ? `Furthest above its usual: ${top.category} in ${format.month(top.month)} (${format.share(Number(top.share), 0)} of feedback, usually ${format.share(top.usual, 0)}).`
      : "",
    columns: [
      { key: "category", title: "Subject", writing: "text" },
      MONTH,
      { key: "above_usual", title: "Above its usual share", writing: "share" },
      { key: "share", title: "Share of feedback", writing: "share" },
      { key: "feedback", title: "Feedback", writing: "count" },
    ],
    rows: rows.map(({ category, month, more, share, n }) => [category, month, more, share, n]),
    shape: { kind: "heat", down: 0, across: 1, value: 2, tone: "plain" },
    empty: n === 0,
  };
}

export function responseByMonth(data: Charts["response_time_by_month"]): ChartSpec {
  const n = total(data, (row) => row.n);
  return {
    id: "response-time-by-month",
    question: "Do we answer faster than before?",
    title: "Time to the first answer, month by month",
    unit: "Mean hours",
    basis: format.plural(n, "answered row"),
    summary: moved(data, format.hours),
    columns: [
      MONTH,
      { key: "mean_hours", title: "Mean time to the first answer", writing: "hours" },
      { key: "feedback", title: "Answered rows", writing: "count" },
    ],
    rows: data.map(({ month, value, n }) => [month, value, n]),
    shape: { kind: "line", label: 0, value: 1, axis: { min: 0 } },
    empty: n === 0,
  };
}

export function churnByMonth(data: Charts["left_by_month"]): ChartSpec {
  const gone = total(data, (row) => row.customers);
  const ends = extremes(data, (row) => row.customers);
  return {
    id: "churn-by-month",
    question: "When did customers leave?",
    title: "Customers who left, month by month",
    unit: "Customers",
    basis: `${format.plural(gone, "customer")} left`,
    summary: ends ? `Most in ${format.month(ends.most.month)} (${format.count(ends.most.customers)}).` : "",
    columns: [MONTH, { key: "left", title: "Customers who left", writing: "count" }],
    rows: data.map(({ month, customers }) => [month, customers]),
    shape: { kind: "bars", direction: "up", label: 0, value: 1, tone: "plain", axis: { min: 0 } },
    empty: gone === 0,
  };
}

export function winRateByMonth(data: Charts["win_rate_by_month"]): ChartSpec {
  const closed = total(data, (row) => row.closed);
  const named = data.map((row) => ({ ...row, month: row.label }));
  return {
    id: "win-rate-by-month",
    question: "Do we win more often than before?",
    title: "Win rate month by month",
    unit: "With 95% intervals",
    basis: `${format.count(closed)} closed`,
    summary: moved(named, (value) => format.share(value, 0)),
    columns: [
      MONTH,
      { key: "win_rate", title: "Win rate", writing: "share" },
      { key: "interval_low", title: "95% from", writing: "share" },
      { key: "interval_high", title: "to", writing: "share" },
      { key: "won", title: "Won", writing: "count" },
      { key: "closed", title: "Closed", writing: "count" },
    ],
    rows: named.map(({ month, value, interval, won, closed }) => [
      month,
      value,
      interval?.[0] ?? null,
      interval?.[1] ?? null,
      won,
      closed,
    ]),
    shape: { kind: "line", label: 0, value: 1, interval: [2, 3], axis: { min: 0 } },
    empty: closed === 0,
  };
}
