/** Believable series over time in the shapes of the API. */
import type { Summary } from "../src/api/types";
import { CATEGORIES, noise } from "./mock-data";

type Charts = Summary["charts"];
type Series = Pick<
  Charts,
  | "nps_by_month"
  | "categories_by_month"
  | "feedback_by_week"
  | "response_time_by_month"
  | "win_rate_by_month"
  | "left_by_month"
>;

const DAY_MS = 86_400_000;
const iso = (day: number) => new Date(day * DAY_MS).toISOString().slice(0, 10);
const dayOf = (text: string) => Date.parse(text) / DAY_MS;

/** Monday to Sunday, cut where the months end. */
function weeks(months: string[], asOf: string): { from: string; to: string; days: number }[] {
  const [first, last] = [months[0], months.at(-1)];
  if (!first || !last) return [];
  const [year, month] = last.split("-").map(Number) as [number, number];
  const end = Math.min(Date.UTC(year, month, 0) / DAY_MS, dayOf(asOf));
  const found = [];
  for (let from = dayOf(`${first}-01`); from <= end; ) {
    const weekday = (from + 3) % 7;
    const to = Math.min(end, from + 6 - weekday);
    found.push({ from: iso(from), to: iso(to), days: to - from + 1 });
    from = to + 1;
  }
  return found;
}

export function seriesOf(
  salt: string,
  months: string[],
  asOf: string,
  { feedback, customers }: { feedback: number; customers: number },
  wilson: (hits: number, n: number) => [number, number] | null,
): Series {
  const each = feedback / Math.max(1, months.length);
  const all = weeks(months, asOf);
  const days = all.reduce((sum, week) => sum + week.days, 0);
  return {
    nps_by_month: months.map((month) => {
      const n = Math.round(each * 0.28);
      const promoters = Math.round(n * (0.35 + noise(salt, month, "promoters") * 0.2));
      const detractors = Math.round(n * (0.1 + noise(salt, month, "detractors") * 0.2));
      return { month, promoters, detractors, n, value: n ? (100 * (promoters - detractors)) / n : null };
    }),
    categories_by_month: months.flatMap((month) => {
      const weights = CATEGORIES.map((category) => 0.6 + noise(salt, category, month) * 0.8);
      const sum = weights.reduce((a, b) => a + b, 0);
      return CATEGORIES.map((category, i) => {
        const share = (weights[i] as number) / sum;
        return { category, month, n: Math.round(each * share), share: each > 0 ? share : null };
      });
    }),
    feedback_by_week: all.map(({ from, to, days: of }) => {
      const n = Math.round((feedback * of * (0.8 + noise(salt, from) * 0.4)) / Math.max(1, days));
      return { from, to, n, tickets: Math.round(n * 0.26) };
    }),
    response_time_by_month: months.map((month) => ({
      month,
      value: each > 0 ? 6 + noise(salt, month, "hours") * 3 : null,
      n: Math.round(each * 0.9),
    })),
    win_rate_by_month: months.map((month) => {
      const closed = Math.round((customers / 12) * (0.7 + noise(salt, month, "closed") * 0.6));
      const won = Math.round(closed * (0.3 + noise(salt, month, "rate") * 0.2));
      return { label: month, won, closed, value: closed ? won / closed : null, interval: wilson(won, closed) };
    }),
    left_by_month: months.map((month) => ({
      month,
      customers: Math.round((customers / 110) * (0.5 + noise(salt, month, "left"))),
    })),
  };
}
