/** Believable, repeatable answers in the shapes of the API, for tests that need a server that misbehaves on command. */
import type { Dataset, Kpi, Options, Recipe, Story, Summary } from "../src/api/types";
import { type Filter, monthsUpTo, NO_FILTER } from "../src/state/url";
import { seriesOf } from "./mock-time";

const story = (id: Story["id"], metric: Story["metric"], title: string, what_happened: string): Story => ({
  id,
  title,
  what_happened,
  what_to_look_for: `Look at ${metric.replaceAll("_", " ")}, part by part, and at when it changed.`,
  metric,
  where: [],
  has_onset: true,
  smallest: { subtle: 300, clear: 500, obvious: 900 },
});

/** Some of the stories, in their own words. */
export const STORIES: Story[] = [
  story(
    "price-rise",
    "sentiment",
    "A price rise",
    "Prices went up for one group of customers in one region. They complained, and some left.",
  ),
  story(
    "bad-release",
    "category_share",
    "A bad release",
    "One product got an update that broke things. Its users wrote about quality for three months.",
  ),
  story(
    "star-rep",
    "win_rate",
    "A star in sales",
    "One sales rep wins far more deals than the others. Nobody has asked how.",
  ),
  story(
    "slow-support",
    "response_time",
    "Support gets slow",
    "In one region answers began to take twice as long. Customers noticed.",
  ),
  story(
    "new-competitor",
    "win_rate",
    "A new competitor",
    "A new competitor came into one industry. Deals there are lost more often.",
  ),
  story(
    "survey-wording",
    "nps",
    "The survey question changed",
    "The wording of the survey changed. The scores moved, the customers did not.",
  ),
];

export const OPTIONS: Options = {
  regions: ["North America", "Europe", "APAC", "Latin America"],
  segments: ["SMB", "Mid-Market", "Enterprise"],
  industries: [
    "Technology",
    "Finance",
    "Manufacturing",
    "Healthcare",
    "Professional Services",
    "Retail",
    "Education",
    "Media",
    "Government",
    "Non-Profit",
  ],
  stories: STORIES,
  strengths: ["subtle", "clear", "obvious"],
  defaults: {
    customers: 500,
    months: 24,
    activity: { feedback: 1, deals: 1 },
    regions: ["North America", "Europe", "APAC", "Latin America"],
    segments: ["SMB", "Mid-Market", "Enterprise"],
    industries: [],
    as_of: "2026-11-23",
    stories: [],
  },
  limits: {
    customers: { min: 1, max: 10_000_000 },
    months: { min: 6, max: 60 },
    seed: { min: 0, max: Number.MAX_SAFE_INTEGER },
    activity: { min: 0.1, max: 5 },
    name_length: { min: 1, max: 80 },
  },
  generator_version: 1,
};
OPTIONS.defaults.industries = OPTIONS.industries;

/** A number in 0..1 that depends on the words alone (FNV-1a, then a final mix). */
export function noise(...words: (string | number)[]): number {
  let h = 2166136261;
  for (const char of words.join("|")) h = Math.imul(h ^ char.charCodeAt(0), 16777619);
  h = Math.imul(h ^ (h >>> 15), 2246822507);
  return ((h ^ (h >>> 13)) >>> 0) / 2 ** 32;
}

const REGION_SHARES: Record<string, number> = { "North America": 0.46, Europe: 0.3, APAC: 0.16, "Latin America": 0.08 };
const SEGMENT_SHARES: Record<string, number> = { SMB: 0.6, "Mid-Market": 0.3, Enterprise: 0.1 };
export const CHANNELS = ["Survey", "Support Ticket", "Email", "Chat", "Review", "Phone", "Social Media"];
export const CATEGORIES = [
  "Product Quality",
  "Customer Service",
  "Pricing",
  "Features",
  "Performance",
  "Support",
  "Implementation",
  "Training",
];
export const SOURCES = [
  "Inbound Lead",
  "Marketing Campaign",
  "Event",
  "Partner",
  "Referral",
  "Cold Outreach",
  "Existing Customer",
];
export const OWNERS = [
  "Amelia Brooks",
  "Noah Jensen",
  "Priya Raman",
  "Lucas Moreau",
  "Mei Tanaka",
  "Diego Alvarez",
  "Hannah Weber",
  "Oliver Hughes",
  "Sofia Rossi",
  "Ethan Clarke",
  "Camila Souza",
  "Arjun Mehta",
  "Julia Novak",
  "Marcus Lindqvist",
  "Grace Okafor",
];

export function recipeOf(given: Partial<Recipe>, id: string): Recipe {
  return {
    name: given.name ?? `Dataset ${id.slice(0, 8)}`,
    seed: given.seed ?? 4242,
    customers: given.customers ?? 500,
    regions: given.regions ?? OPTIONS.regions,
    segments: given.segments ?? OPTIONS.segments,
    industries: given.industries ?? OPTIONS.industries,
    as_of: given.as_of ?? OPTIONS.defaults.as_of,
    months: given.months ?? 24,
    activity: { feedback: 1, deals: 1 },
    stories: given.stories ?? [],
  };
}

export function rowsOf(customers: number): { customers: number; deals: number; feedback: number } {
  return { customers, deals: Math.round(customers * 2.92), feedback: Math.round(customers * 6.03) };
}

function wilson(won: number, closed: number): [number, number] | null {
  if (closed === 0) return null;
  const [z, p] = [1.96, won / closed];
  const middle = (p + (z * z) / (2 * closed)) / (1 + (z * z) / closed);
  const half = (z / (1 + (z * z) / closed)) * Math.sqrt((p * (1 - p)) / closed + (z * z) / (4 * closed * closed));
  return [middle - half, middle + half];
}

export const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);

/** Every number of the dashboard under a filter. Made up, but parts and wholes belong together. */
export function summaryOf({ id, name, recipe }: Dataset, filter: Filter = NO_FILTER): Summary {
  const picked = (chosen: string[], all: string[]) => all.filter((v) => chosen.length === 0 || chosen.includes(v));
  const regions = picked(filter.region, recipe.regions);
  const segments = picked(filter.segment, recipe.segments);
  const industries = picked(filter.industry, recipe.industries);
  const all = monthsUpTo(recipe.as_of, recipe.months);
  const months = all.filter((m) => (!filter.from || m >= filter.from) && (!filter.to || m <= filter.to));
  const part =
    sum(regions.map((r) => REGION_SHARES[r] ?? 0.25)) *
    sum(segments.map((s) => SEGMENT_SHARES[s] ?? 0.3)) *
    (industries.length / OPTIONS.industries.length);
  const customers = Math.round(recipe.customers * part);
  const feedback = Math.round((customers * 6.03 * months.length) / all.length);
  const salt = [recipe.seed, regions, segments, industries].join();
  const tone = (...words: string[]) => 0.18 + (noise(recipe.seed, ...words) - 0.5) * 0.5;
  const mean = (labels: string[], shares?: Record<string, number>) =>
    labels.map((label) => {
      const n = Math.round(feedback * (shares?.[label] ?? 1 / labels.length));
      return { label, value: n > 0 ? Number(tone(label).toFixed(4)) : null, n };
    });
  const rate = (labels: string[], base: number, each: number) =>
    labels.map((label) => {
      const closed = Math.round(each * (0.4 + noise(salt, label, "closed") * 1.2));
      const won = Math.round(closed * Math.min(0.95, base * (0.6 + noise(salt, label) * 0.8)));
      return { label, won, closed, value: closed ? won / closed : null, interval: wilson(won, closed) };
    });
  const perMonth = feedback / Math.max(1, months.length);
  const byMonth = months.map((month, i) => {
    const n = Math.round(perMonth * (0.7 + noise(salt, month) * 0.6));
    const value = 0.1 + 0.004 * i + (noise(salt, month, "tone") - 0.5) * 0.16;
    const positive = Math.round(n * (0.36 + value / 2));
    const neutral = Math.round(n * 0.22);
    return {
      month,
      value: n ? Number(value.toFixed(4)) : null,
      n,
      positive,
      neutral,
      negative: Math.max(0, n - positive - neutral),
    };
  });
  const wonByMonth = months.map((month) => {
    const quarterEnd = Number(month.slice(5)) % 3 === 0 ? 1.9 : 1;
    const deals = Math.round(((customers * 0.9) / all.length) * quarterEnd * (0.7 + noise(salt, month, "won") * 0.6));
    return { month, amount: Math.round(deals * 21_000 * (0.6 + noise(salt, month, "amount"))), deals };
  });
  const sources = rate(SOURCES, 0.36, customers * 0.25);
  const painPoints = CATEGORIES.map((category) => {
    const n = Math.round(feedback / CATEGORIES.length);
    const negative = Math.round(n * (0.18 + noise(salt, category, "pain") * 0.3));
    const share = n ? negative / n : null;
    const interval = share === null ? null : [Math.max(0, share - 0.05), Math.min(1, share + 0.05)];
    return { category, negative, n, share, interval };
  }).sort((a, b) => b.negative - a.negative);
  const lost = Math.round(customers * 0.9);
  const comparison =
    months.length >= 6 && !filter.from && !filter.to
      ? {
          current: { from: months.at(-3) ?? "", to: months.at(-1) ?? "" },
          previous: { from: months.at(-6) ?? "", to: months.at(-4) ?? "" },
        }
      : null;
  const kpi = (unit: Kpi["unit"], value: number, n: number, previous: number | null, more: Partial<Kpi> = {}): Kpi => {
    const compared = comparison !== null && previous !== null;
    return {
      value: n > 0 ? value : null,
      unit,
      n,
      interval: null,
      current: compared ? value : null,
      previous: compared ? previous : null,
      change: compared ? value - previous : null,
      note: compared ? null : "There is no earlier period of the same length in this dataset.",
      ...more,
    };
  };
  const won = sum(sources.map((s) => s.won));
  const closed = sum(sources.map((s) => s.closed));
  const wonAmount = sum(wonByMonth.map((m) => m.amount));
  const stages = ["Prospecting", "Qualification", "Proposal", "Negotiation"].map((stage, i) => ({
    stage,
    deals: Math.round(customers * [0.14, 0.1, 0.07, 0.05][i]!),
    amount: Math.round(customers * [4100, 3300, 2500, 1900][i]! * (0.8 + noise(salt, stage) * 0.4)),
  }));
  const risk = [0.71, 0.2, 0.09].map((share, i) => ({
    label: ["Low", "Medium", "High"][i]!,
    customers: Math.round(customers * 0.8 * share),
    monthly_recurring_revenue: Math.round(customers * share * 81_255) / 100,
  }));
  const cohorts = [...new Set(months.map((m) => `${m.slice(0, 4)}-Q${Math.ceil(Number(m.slice(5)) / 3)}`))].map(
    (cohort, i) => {
      const n = Math.round((customers / 9) * (0.6 + noise(salt, cohort) * 0.6));
      const gone = Math.round(n * Math.max(0, 0.24 - i * 0.025) * (0.6 + noise(salt, cohort, "gone") * 0.8));
      return { cohort, customers: n, churned: gone, value: n ? gone / n : null, interval: wilson(gone, n) };
    },
  );
  return {
    dataset: { id, name, seed: recipe.seed, as_of: recipe.as_of, customers: recipe.customers },
    filter: filter as Summary["filter"],
    period: { from: months[0] ?? all[0] ?? "", to: months.at(-1) ?? all.at(-1) ?? "" },
    comparison,
    kpis: {
      customers: kpi("customers", customers, customers, Math.round(customers * 0.93)),
      pipeline: kpi("USD", sum(stages.map((s) => s.amount)), sum(stages.map((s) => s.deals)), null, {
        note: "As it stands on the last day of the data, so there is no change to show.",
      }),
      won_revenue: kpi("USD", wonAmount, sum(wonByMonth.map((m) => m.deals)), wonAmount * 0.91),
      win_rate: kpi("share", closed ? won / closed : 0, closed, 0.352, { interval: wilson(won, closed) }),
      avg_sentiment: kpi("score", tone(salt), feedback, tone(salt) + 0.034),
      nps: kpi("points", 20 + noise(salt, "nps") * 20, Math.round(feedback * 0.28), 27.5),
      high_churn_risk: kpi("customers", risk[2]?.customers ?? 0, Math.round(customers * 0.8), null, {
        note: "As it stands on the last day of the data, so there is no change to show.",
      }),
      response_time: kpi("hours", 2.4 + noise(salt, "response") * 2, Math.round(feedback * 0.9), 3.1),
    },
    charts: {
      sentiment_by_region: mean(regions, REGION_SHARES),
      sentiment_by_segment: mean(segments, SEGMENT_SHARES),
      sentiment_by_channel: mean(CHANNELS),
      sentiment_by_category: mean(CATEGORIES),
      sentiment_by_product: mean(["CRM Platform", "Analytics Suite"]),
      sentiment_by_industry: mean(industries),
      sentiment_by_month: byMonth,
      sentiment_by_region_month: regions.flatMap((region) =>
        byMonth.map(({ month, n, value }) => ({
          region,
          month,
          n: Math.round(n * (REGION_SHARES[region] ?? 0.25)),
          value: value === null ? null : Number((value + (noise(salt, region, month) - 0.5) * 0.6).toFixed(4)),
        })),
      ) as Summary["charts"]["sentiment_by_region_month"],
      churn_risk: risk,
      pipeline: stages,
      won_revenue_by_month: wonByMonth,
      win_rate_by_source: sources,
      win_rate_by_segment: rate(segments, 0.36, customers),
      win_rate_by_type: rate(["New", "Expansion", "Renewal"], 0.5, customers),
      win_rate_by_owner: rate(OWNERS, 0.36, customers * 0.15),
      loss_reasons: ["Price", "No Decision", "Competitor", "Missing Features", "Timing", "Budget Cut"].map(
        (label, i) => ({
          label,
          n: Math.round(lost * [0.28, 0.22, 0.18, 0.14, 0.1, 0.08][i]!),
        }),
      ),
      response_time: (
        [
          ["under 15 min", 0.25, 0.16],
          ["15–60 min", 1, 0.13],
          ["1–2 h", 2, 0.13],
          ["2–4 h", 4, 0.16],
          ["4–8 h", 8, 0.15],
          ["8–24 h", 24, 0.16],
          ["1–2 days", 48, 0.07],
          ["2–4 days", 96, 0.03],
          ["over 4 days", null, 0.01],
        ] as const
      ).map(([label, upper_hours, share]) => ({ label, upper_hours, n: Math.round(feedback * 0.9 * share) })),
      churn_by_cohort: cohorts,
      pain_points: painPoints,
      sentiment_labels: (["positive", "neutral", "negative"] as const).map((label) => ({
        label: `${label[0]?.toUpperCase()}${label.slice(1)}`,
        n: sum(byMonth.map((m) => m[label])),
      })),
      labels_by_channel: CHANNELS.map((channel) => ({ channel, positive: 40, neutral: 20, negative: 25 })),
      ...seriesOf(salt, months, recipe.as_of, { feedback, customers }, wilson),
      nps: { promoters: 50, passives: 30, detractors: 20, n: 100, value: 30 },
    },
  };
}
