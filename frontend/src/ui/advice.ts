/** Recommendations in words: names of the groups, how sure, what it is worth, how good the model is. Pure. */
import type { Advice, CallFirst, Confidence, Group } from "../api/types";
import * as format from "./format";

/** The groups in the order they are shown. */
export const GROUPS = [
  "priority_actions",
  "churn_prevention",
  "revenue_opportunities",
  "operational_insights",
  "segment_insights",
  "regional_insights",
  "pain_points",
  "success_metrics",
] as const satisfies Group[];

export const GROUP_TITLES: Record<Group, string> = {
  priority_actions: "Do first",
  churn_prevention: "Keep customers",
  revenue_opportunities: "Earn more",
  operational_insights: "Work better",
  segment_insights: "Segments",
  regional_insights: "Regions",
  pain_points: "Pain points",
  success_metrics: "Goals",
};

/** What an empty group means. */
export const NOTHING_FOUND: Record<Group, string> = {
  priority_actions: "Nothing here is urgent: no difference in this data is both large and certain.",
  churn_prevention: "No group of customers leaves clearly more often than the others.",
  revenue_opportunities: "No source, product or industry clearly stands out for selling more.",
  operational_insights: "Answers and sales run evenly; nothing is clearly slower than the rest.",
  segment_insights: "Small, middle-sized and large customers behave alike.",
  regional_insights: "The regions behave alike.",
  pain_points: "No subject draws clearly more complaints than the others.",
  success_metrics: "There is too little data to set goals by.",
};

/** How many of three dots are filled. */
export const DOTS: Record<Confidence, number> = {
  "very sure": 3,
  "fairly sure": 2,
  "a hint": 1,
  "not enough data yet": 0,
};

export const CONFIDENCE_MEANS: Record<Confidence, string> = {
  "very sure": "It would be a surprise if this were wrong.",
  "fairly sure": "More likely right than not; its size may be somewhat different.",
  "a hint": "Worth a look; it may still be chance.",
  "not enough data yet": "Too few rows to tell. Look again when there are more.",
};

/** The worth in a few letters, as its sentence says it, for the folded line: dollars before customers, nothing when neither is known. */
export function worthShort({ usd, customers }: Advice["worth"]): string {
  if (usd !== null && usd !== 0) return format.roughUsd(usd);
  if (customers !== null && customers !== 0) return format.plural(customers, "customer");
  return "";
}

/** Units that are parts of 1. */
const SHARE = /^(share|rate|fraction)\b/i;

/** The numbers behind an item, one line each: what was compared, with what, on how many rows. */
export function evidenceLines({ evidence }: Advice): string[] {
  const { value, comparison, effect, interval, n, q_value, unit } = evidence;
  const write = writer(unit);
  if (value === null && effect === null && n === 0) return [];
  const lines: string[] = [];
  if (value !== null)
    lines.push(
      comparison === null
        ? `Here: ${write(value)}`
        : `Here: ${write(value)}; elsewhere or before: ${write(comparison)}`,
    );
  if (effect !== null) {
    const [low, high] = interval ?? [];
    // Shares differ by points: a percent of a percent would be another thing.
    const apart = SHARE.test(unit) ? (value: number) => `${format.signed(100 * value, 1)} points` : write;
    const range = low !== undefined && high !== undefined ? ` (95% interval ${apart(low)} to ${apart(high)})` : "";
    lines.push(`Difference: ${apart(effect)}${range}`);
  }
  lines.push(`Rows behind it: ${format.count(n)}`);
  if (q_value !== null) lines.push(`Chance of a fluke: ${chance(q_value)}`);
  return lines;
}

/** How a number of this unit is written. Units nobody foresaw are written after the number. */
export function writer(unit: string): (value: number) => string {
  if (/usd|dollar|\$/i.test(unit)) return format.usd;
  if (SHARE.test(unit)) return (value) => format.share(value);
  if (/score|sentiment/i.test(unit)) return (value) => format.signed(value);
  if (/^hours?\b/i.test(unit)) return format.hours;
  if (/logarithm/i.test(unit)) return (value) => `${format.number(Number(Math.exp(value).toFixed(2)))} times`;
  if (/^points\b/i.test(unit)) return format.points;
  const words = unit ? ` ${unit}` : "";
  return (value) => `${format.number(value)}${words}`;
}

/** A small probability as people say it. */
export function chance(q: number): string {
  if (q < 0.0001) return "less than 1 in 10,000";
  if (q < 0.1) return `about 1 in ${format.count(Number((1 / q).toPrecision(q < 0.001 ? 1 : 2)))}`;
  return format.share(q, 0);
}

/** How good the model is, in a sentence: from its own note, or from its AUC. */
export function modelSentence(model: CallFirst["model"]): string {
  if (!model)
    return "There are too few customers who left to learn from, so this list goes by who is unhappy, silent or waiting.";
  if (model.note) return model.note;
  const times = Math.round(model.auc * 10);
  return `Tested on ${format.count(model.n_test)} customers it had not seen: given one who left and one who stayed, it picks the right one about ${times} times in 10.`;
}
