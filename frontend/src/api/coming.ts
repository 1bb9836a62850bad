/** Shapes of answers that openapi.yaml does not describe yet, written by hand. Each goes when the generated types have it. */

export type Strength = "subtle" | "clear" | "obvious";

/** A story that can be hidden in a dataset. */
export interface Story {
  id: string;
  title: string;
  what_happened: string;
  what_to_look_for: string;
  metric: string;
  /** The fewest customers that can carry it, by strength. */
  smallest: Record<Strength, number | null>;
}

/** A story as a recipe names it: its id alone, or with how strong it is. */
export type StoryChoice = string | { id: string; strength?: Strength | null };

/** A story that was hidden in a dataset, and how to see it. */
export interface PlantedStory {
  id: string;
  title: string;
  what_happened: string;
  metric: string;
  where: { [column: string]: string };
  direction: "up" | "down";
  /** The month it began, or null where it has no beginning. */
  onset: string | null;
  strength: Strength;
  planted_effect: number;
  /** The effect in the rows; null where too few are there to say. */
  achieved_effect: number | null;
  effect_unit: string;
  z: number | null;
  also_moves: { metric: string; direction: "up" | "down" }[];
  reveal: { sql: string; chart: string | null; what_to_look_for: string };
}

export interface AnswerKey {
  stories: PlantedStory[];
}

export const GROUPS = [
  "priority_actions",
  "churn_prevention",
  "revenue_opportunities",
  "operational_insights",
  "segment_insights",
  "regional_insights",
  "pain_points",
  "success_metrics",
] as const;
export type Group = (typeof GROUPS)[number];

export type Confidence = "very sure" | "fairly sure" | "a hint" | "not enough data yet";

/** One piece of advice and everything behind it. */
export interface Advice {
  id: string;
  headline: string;
  what_we_see: string;
  why_we_believe_it: string;
  what_to_do: string[];
  worth: { text: string; usd: number | null; customers: number | null; how: string };
  confidence: Confidence;
  evidence: {
    metric: string;
    value: number | null;
    comparison: number | null;
    effect: number | null;
    interval: number[] | null;
    n: number;
    q_value: number | null;
    unit: string;
  } | null;
  table: "customers" | "deals" | "feedback";
  /** Values of `filter=` of that table. */
  filter: string[];
  chart: string | null;
  /** What would be enough, when there is not enough data yet. */
  enough: string | null;
  quotes?: string[] | null;
}

/** A difference in the data too large to be chance. */
export interface Finding {
  id: string;
  headline: string;
  metric: string;
  where: { [column: string]: string };
  direction: "up" | "down";
  onset: string | null;
  effect: number;
  interval: number[] | null;
  n: number;
  q_value: number | null;
  filter: string[];
}

export interface CallFirst {
  /** How well the model did on customers it had not seen; null when there were too few to learn from. */
  model: {
    auc: number;
    n_train: number;
    n_test: number;
    calibration: { predicted: number; actual: number; n: number }[];
    note: string;
  } | null;
  customers: {
    customer_id: string;
    customer_name: string;
    company_name: string;
    /** Chance of leaving, 0 to 1. */
    chance: number;
    monthly_recurring_revenue: number;
    at_stake_usd: number;
    reasons: string[];
  }[];
}

export interface Recommendations {
  groups: Record<Group, Advice[]>;
  findings: Finding[];
  /** How many places in the data were compared. */
  checked: number;
  method: string;
  call_first: CallFirst | null;
}

/** What the analyser says of one text. */
export interface Analysis {
  text: string;
  compound: number;
  label: "Positive" | "Neutral" | "Negative";
  positive: number;
  neutral: number;
  negative: number;
  words: { word: string; start: number; end: number; valence: number; contribution: number; why: string[] }[];
  adjustments: { what: string; contribution: number }[];
}

export interface Guide {
  tool: string;
  title: string;
  summary: string;
  href: string;
}
