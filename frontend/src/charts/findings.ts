/** Which finding a chart shows: its heading says the finding when there is one, else the question. Pure. */
import type { Finding } from "../api/types";
import { FACETS, type Filter } from "../state/url";
import type { ChartSpec } from "./spec";

/** The charts on which a finding can be seen, the clearest first. */
export function chartsOf({ metric, where, onset }: Pick<Finding, "metric" | "where" | "onset">): string[] {
  const by = (names: string[]) => names.filter((name) => where[name] !== undefined);
  switch (metric) {
    case "sentiment": {
      const breakdowns = by(["region", "segment", "industry", "category", "channel"]).map(
        (name) => `sentiment-by-${name}`,
      );
      const overTime = where.region && onset ? ["sentiment-by-region-and-month"] : [];
      return [...overTime, ...breakdowns, "sentiment-trend"];
    }
    case "win_rate":
      return by(["owner", "source", "segment"]).map((name) => `win-rate-by-${name}`);
    case "category_share":
    case "unresolved_share":
      return ["pain-points"];
    case "response_time":
      return ["response-time"];
    case "loss_reason_share":
      return ["loss-reasons"];
    case "churn_rate":
      return ["churn-by-cohort"];
    case "expansion_rate":
      return ["won-revenue"];
    default:
      return [];
  }
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
  for (const finding of findings) {
    if (!inView(finding, filter)) continue;
    const chart = chartsOf(finding).find((id) => !heads.has(id));
    if (chart) heads.set(chart, finding);
  }
  return heads;
}

/** What stands over the chart. */
export const headingOf = (spec: ChartSpec, findings: Finding[], filter: Filter): string =>
  spec.empty ? spec.question : (headings(findings, filter).get(spec.id)?.headline ?? spec.question);
