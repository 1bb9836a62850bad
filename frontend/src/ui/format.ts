/** Numbers, months and days as people read them. American English, always; pure. */

const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const digits = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 4 });
const compact = new Intl.NumberFormat("en-US", { notation: "compact", maximumSignificantDigits: 3 });
const dollars = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD", maximumFractionDigits: 0 });
const cents = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" });
const compactDollars = new Intl.NumberFormat("en-US", {
  style: "currency",
  currency: "USD",
  notation: "compact",
  maximumSignificantDigits: 3,
});

// Three digits at most, one of them after the point.
const roughDollars = new Intl.NumberFormat("en-US", {
  style: "currency",
  currency: "USD",
  notation: "compact",
  maximumFractionDigits: 1,
  maximumSignificantDigits: 3,
  roundingPriority: "lessPrecision",
});

/** A true minus, as wide as a plus. */
const MINUS = "−";
/** What stands where there is nothing to show. */
export const NOTHING = "–";

const withMinus = (text: string) => text.replace("-", MINUS);

/** 1,234 */
export const count = (value: number): string => withMinus(whole.format(value));

/** Up to four digits that count: 3.142, 12,345 */
export const number = (value: number): string =>
  Number.isInteger(value) ? count(value) : withMinus(digits.format(value));

/** 1,234 in full up to 9,999, then 12.3K */
export const compactCount = (value: number): string =>
  withMinus((Math.abs(value) < 10_000 ? whole : compact).format(value));

/** $1,234, with cents only when there are any */
export const usd = (value: number): string => withMinus((Number.isInteger(value) ? dollars : cents).format(value));

/** $1.23M */
export const compactUsd = (value: number): string =>
  withMinus(Math.abs(value) < 1000 ? dollars.format(value) : compactDollars.format(value));

/** As recommendations say it: $4.2M, $214K, $12,400, $420 */
export function roughUsd(value: number): string {
  const size = Math.abs(value);
  if (size >= 100_000) return withMinus(roughDollars.format(value));
  const step = size >= 1000 ? 100 : size >= 100 ? 10 : 1;
  return withMinus(dollars.format(Math.round(value / step) * step));
}

/** A share of 1 as 24.1% */
export const share = (value: number, places = 1): string => `${withMinus((value * 100).toFixed(places))}%`;

/** A sentiment score: always a sign, always two decimals. Zero has none to show: ±0.00 would claim one. */
export function signed(value: number, places = 2): string {
  const text = Math.abs(value).toFixed(places);
  if (Number(text) === 0) return text;
  return (value < 0 ? MINUS : "+") + text;
}

/** Points of the Net Promoter Score: always a sign. */
export const points = (value: number): string => signed(value, 1);

/** Hours, in the unit people would say: 12 min, 3.4 h, 2.1 days. */
export function hours(value: number): string {
  const size = Math.abs(value);
  const sign = value < 0 ? MINUS : "";
  if (size < 1) return `${sign}${Math.round(size * 60)} min`;
  if (size < 48) return `${sign}${size.toFixed(1)} h`;
  return `${sign}${(size / 24).toFixed(1)} days`;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `2026-01` as Jan 2026 */
export function month(value: string): string {
  return `${MONTHS[Number(value.slice(5, 7)) - 1] ?? value} ${value.slice(0, 4)}`;
}

/** From one month to another, both included. */
interface Period {
  from: string;
  to: string;
}

/** Two months as one phrase: Sep–Nov 2026, or Nov 2025–Jan 2026. */
export function period({ from, to }: Period): string {
  if (from === to) return month(from);
  if (from.slice(0, 4) === to.slice(0, 4)) return `${month(from).slice(0, 3)}–${month(to)}`;
  return `${month(from)}–${month(to)}`;
}

/** Two periods that are compared, the year said once where it can: Aug–Oct vs May–Jul 2026. */
export function versus(current: Period, previous: Period): string {
  const [left, right] = [period(current), period(previous)];
  const years = [current.from, current.to, previous.from, previous.to].map((value) => value.slice(0, 4));
  return `${new Set(years).size === 1 ? left.slice(0, -5) : left} vs ${right}`;
}

/** `2026-11-23` as Nov 23, 2026 */
export function day(value: string): string {
  return `${month(value).slice(0, 3)} ${Number(value.slice(8, 10))}, ${value.slice(0, 4)}`;
}

/** 1 row, 2 rows */
export function plural(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

/** A wait in words: 3 seconds, about 2 minutes. */
export function wait(seconds: number): string {
  if (seconds < 90) return plural(Math.max(1, Math.round(seconds)), "second");
  return `about ${plural(Math.round(seconds / 60), "minute")}`;
}

/** monthly_recurring_revenue as Monthly recurring revenue; ids and NPS as people write them. */
export function columnTitle(name: string): string {
  const words = name.replace(/_id$/, "_ID").replace(/^nps_/, "NPS_").replace(/^avg_/, "average_").replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
