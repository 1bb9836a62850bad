/** Which chart shows what was found or planted, and what stands over it: the finding when there is one, else the question. Pure. */
import type { Advice, Finding, PlantedStory } from "../api/types";
import { placesOf } from "../state/rows";
import type { Spot } from "../state/spot";
import { FACETS, type Filter, filterFor, type Where } from "../state/url";
import { blankSections } from "./kinds";
import { overTime } from "./spec";

/** What moved, where, and when. */
export interface Moved {
  metric: string;
  where: Where;
  onset?: string | null | undefined;
  /** The day it began, where that is known. */
  begins?: string | null | undefined;
  until?: string | null | undefined;
  /** Other metrics that moved with it. */
  also?: string[];
}

/** The chart over time of each metric that has one. */
const OVER_TIME: Record<string, string> = {
  sentiment: "sentiment-trend",
  nps: "nps-trend",
  category_share: "topics-by-month",
  feedback_volume: "feedback-volume",
  response_time: "response-time-by-month",
  churn_rate: "churn-by-month",
  win_rate: "win-rate-by-month",
  loss_reason_share: "win-rate-by-month",
  expansion_rate: "won-revenue",
};

const overTimeOf = ({ metric, where }: Moved): string[] => [
  ...(metric === "sentiment" && where.region ? ["sentiment-by-region-and-month"] : []),
  ...(OVER_TIME[metric] ? [OVER_TIME[metric]] : []),
];

/** The charts on which a finding can be seen, the clearest first. */
export function chartsOf(moved: Moved): string[] {
  const { metric, where, onset } = moved;
  const by = (chart: string, names: string[]) =>
    names.filter((name) => where[name] !== undefined).map((name) => `${chart}-by-${name}`);
  const places = () => {
    switch (metric) {
      case "sentiment":
        return by("sentiment", ["region", "segment", "industry", "category", "channel"]);
      case "win_rate":
        return by("win-rate", ["owner", "source", "segment"]);
      case "category_share":
      case "unresolved_share":
        return ["pain-points"];
      case "response_time":
        return ["response-time"];
      case "loss_reason_share":
        return ["loss-reasons"];
      case "churn_rate":
        return ["churn-by-cohort"];
      default:
        return [];
    }
  };
  const time = overTimeOf(moved);
  // The trend of all customers is the last place to see that some of them became unhappy.
  const first = onset ? time.filter((id) => id !== "sentiment-trend") : [];
  return [...new Set([...first, ...places(), ...time])];
}

/** Every chart there is, and whether it runs over time. */
const charts = (): Map<string, boolean> =>
  new Map(blankSections().flatMap(({ cards }) => cards.map(({ spec }) => [spec.id, overTime(spec)])));

/**
 * What to show of something that was found or planted: the chart that was named, unless a date line is to stand on it and cannot.
 *
 * What began in some month is best seen over time, so then the metric's chart over time takes its place. Where there is none,
 * the period begins with that month instead.
 */
export function spotOf(named: string | null, moved: Moved, text: string, heading: string | null): Spot | null {
  const { onset, begins = null, until, where, also = [] } = moved;
  const known = charts();
  const candidates = [...(named === null ? [] : [named]), ...chartsOf(moved)].filter((id) => known.has(id));
  const chart = (onset ? candidates.find((id) => known.get(id)) : undefined) ?? candidates[0];
  if (chart === undefined) return null;
  const filter = filterFor(where, chart);
  if (!onset) return { chart, filter, marks: [], heading };
  const others = [moved.metric, ...also].flatMap((metric) => overTimeOf({ metric, where }));
  const marks = [{ month: onset, day: begins, text, charts: [...new Set([chart, ...others, "sentiment-trend"])] }];
  if (known.get(chart)) return { chart, filter, marks, heading };
  return { chart, filter: { ...filter, from: onset, to: until ?? null }, marks, heading };
}

/** What to show of a planted story. */
export const spotOfStory = ({ reveal, metric, where, onset, begins, title, also_moves }: PlantedStory): Spot | null =>
  spotOf(
    reveal.chart ?? null,
    { metric, where, onset, begins, also: also_moves.map(({ metric }) => metric) },
    title,
    null,
  );

/** What to show of a recommendation: of its finding where it has one, else of the rows behind it. */
export function spotOfAdvice({ id, chart, filter, evidence }: Advice, findings: Finding[]): Spot | null {
  if (!chart) return null;
  // What to do first is told once more, under a name of its own.
  const finding = findings.find((each) => [each.id, `first-${each.id}`].includes(id));
  return finding
    ? spotOf(chart, finding, "begins here", finding.headline)
    : spotOf(chart, { metric: evidence.metric, where: placesOf(filter) }, "", null);
}

/** Whether what was found in the whole dataset is still in view under these filters. */
export function inView({ where }: Pick<Finding, "where">, filter: Filter): boolean {
  if (filter.from || filter.to) return false;
  return FACETS.every((facet) => {
    const value = where[facet];
    return filter[facet].length === 0 || (value !== undefined && filter[facet].includes(value));
  });
}

/** The findings that head charts: each chart gets the strongest that fits it best, and no finding heads two. */
export function headings(findings: Finding[], filter: Filter): Map<string, Finding> {
  const heads = new Map<string, Finding>();
  const known = charts();
  for (const finding of findings) {
    if (!inView(finding, filter)) continue;
    // What has no beginning does not stand over a chart that is about time.
    const fitting = chartsOf(finding).filter((id) => finding.onset || !known.get(id));
    const chart = fitting.find((id) => !heads.has(id));
    if (chart) heads.set(chart, finding);
  }
  return heads;
}
