/** The eight headline numbers: what each is called, how it is written, and what its change says. Pure. */
import type { Kpi, Summary } from "../api/types";
import * as format from "./format";

export type KpiName = keyof Summary["kpis"];

interface Meaning {
  title: string;
  /** What one unit of `n` is. */
  of: [one: string, many: string];
  /** Whether more is good news, bad news, or neither. */
  more: "good" | "bad" | "neutral";
  about: string;
}

const EARLIER = "Deals closed before the first month are in the table, not in this number.";

const MEANINGS: Record<KpiName, Meaning> = {
  customers: {
    title: "Customers",
    of: ["customer", "customers"],
    more: "good",
    about: "Everyone in the CRM, prospects and customers who left included.",
  },
  pipeline: {
    title: "Open pipeline",
    of: ["open deal", "open deals"],
    more: "good",
    about: "Value of all deals still open.",
  },
  won_revenue: {
    title: "Won revenue",
    of: ["won deal", "won deals"],
    more: "good",
    about: `Value of the deals we won in the months shown, renewals included. ${EARLIER}`,
  },
  win_rate: {
    title: "Win rate",
    of: ["closed deal", "closed deals"],
    more: "good",
    about: `Of the deals closed in the months shown, how many we won, renewals included. ${EARLIER}`,
  },
  avg_sentiment: {
    title: "Average sentiment",
    of: ["feedback", "feedback rows"],
    more: "good",
    about: "How feedback sounds, from −1 (very unhappy) to +1 (very happy).",
  },
  nps: {
    title: "NPS",
    of: ["survey answer", "survey answers"],
    more: "good",
    about: "Net Promoter Score: promoters less detractors, from −100 to +100.",
  },
  high_churn_risk: {
    title: "High churn risk",
    of: ["customer", "customers"],
    more: "bad",
    about: "Customers who may well leave in the next 90 days.",
  },
  response_time: {
    title: "First response",
    of: ["answered feedback", "answered feedback rows"],
    more: "bad",
    about: "Average time until a customer gets a first answer.",
  },
};

export const KPI_NAMES = Object.keys(MEANINGS) as KpiName[];

/** One tile, ready to draw. */
export interface Tile {
  name: KpiName;
  title: string;
  /** Compact, such as $4.2M. */
  value: string;
  /** The same number in full. */
  exact: string;
  /** Sentences for the tooltip, the exact value first. */
  details: string[];
  change: { text: string; direction: "up" | "down" | "same"; news: "good" | "bad" | "neutral"; periods: string } | null;
  /** Why there is no change, or what the value covers. */
  note: string | null;
}

/** How a value of this unit is written: short, in full, and as a difference. */
function writers(unit: Kpi["unit"]): {
  short: (v: number) => string;
  full: (v: number) => string;
  change: (v: number) => string;
} {
  const plus = (write: (v: number) => string) => (v: number) => (v > 0 ? "+" : "") + write(v);
  switch (unit) {
    case "USD":
      return { short: format.compactUsd, full: format.usd, change: plus(format.compactUsd) };
    case "share":
      return {
        short: (v) => format.share(v),
        full: (v) => format.share(v, 2),
        change: (v) => `${format.signed(v * 100, 1)} points`,
      };
    case "score":
      return { short: (v) => format.signed(v), full: (v) => format.signed(v, 4), change: (v) => format.signed(v) };
    case "points":
      return { short: format.points, full: (v) => format.signed(v, 2), change: format.points };
    case "hours":
      return { short: format.hours, full: (v) => `${v.toFixed(2)} hours`, change: plus(format.hours) };
    case "customers":
      return { short: format.compactCount, full: format.count, change: plus(format.count) };
  }
}

/** The tile of one KPI. */
export function tile(name: KpiName, kpi: Kpi, comparison: Summary["comparison"]): Tile {
  const meaning = MEANINGS[name];
  const write = writers(kpi.unit);
  const known = kpi.value !== null;
  const exact = known ? write.full(kpi.value as number) : "No value";
  const details = [known ? `Exactly ${exact}.` : "No value: there are no rows in this selection.", meaning.about];
  if (known) details.push(`From ${format.plural(kpi.n, ...meaning.of)}.`);
  const [low, high] = kpi.interval ?? [];
  if (low !== undefined && high !== undefined)
    details.push(`95% interval: ${write.short(low)} to ${write.short(high)}.`);
  let change: Tile["change"] = null;
  if (kpi.change !== null && kpi.current !== null && kpi.previous !== null && comparison) {
    const text = write.change(kpi.change);
    // Judged as it is written: a change that rounds to nothing is no change.
    const direction = /[1-9]/.test(text) ? (kpi.change > 0 ? "up" : "down") : "same";
    const { current, previous } = comparison;
    const up = meaning.more;
    const news =
      direction === "same" || up === "neutral" ? "neutral" : (direction === "up") === (up === "good") ? "good" : "bad";
    change = { text, direction, news, periods: format.versus(current, previous) };
    details.push(
      `${format.period(current)}: ${write.short(kpi.current)}. ${format.period(previous)}: ${write.short(kpi.previous)}.`,
    );
  }
  if (kpi.note) details.push(kpi.note);
  const note = change ? null : (kpi.note ?? "No earlier period to compare with.");
  return {
    name,
    title: meaning.title,
    value: known ? write.short(kpi.value as number) : format.NOTHING,
    exact,
    details,
    change,
    note,
  };
}

/** All eight, in the order people read them. */
export function tiles(summary: Summary): Tile[] {
  return KPI_NAMES.map((name) => tile(name, summary.kpis[name], summary.comparison));
}
