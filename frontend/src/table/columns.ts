/** How cells of the three tables are written, and which columns are shown unless others are chosen. Pure. */
import type { Cell, Column } from "../api/types";
import type { TableName } from "../state/url";
import * as format from "../ui/format";

/** Enough to recognize a row and see how it stands; the rest is one click away. */
export const USUAL: Record<TableName, readonly string[]> = {
  customers: [
    "customer_id",
    "company_name",
    "customer_name",
    "segment",
    "region",
    "industry",
    "status",
    "monthly_recurring_revenue",
    "avg_sentiment",
    "churn_risk",
  ],
  deals: [
    "deal_id",
    "deal_name",
    "deal_type",
    "product",
    "amount",
    "stage",
    "source",
    "owner",
    "created_date",
    "closed_date",
  ],
  feedback: [
    "feedback_id",
    "feedback_date",
    "channel",
    "category",
    "feedback_text",
    "sentiment_score",
    "sentiment_label",
    "rating",
    "region",
    "segment",
  ],
};

/** Texts longer than this many characters are folded. */
export const FOLD_AT = 90;

/** The columns to show: the chosen ones in table order, or the usual ones; what does not exist is named. */
export function choose(
  table: TableName,
  all: Column[],
  chosen: string[] | null,
): { columns: Column[]; unknown: string[] } {
  const wanted: readonly string[] = chosen ?? USUAL[table];
  const columns = all.filter(({ name }) => wanted.includes(name));
  const unknown = (chosen ?? []).filter((name) => !all.some((column) => column.name === name));
  return { columns: columns.length > 0 ? columns : all, unknown };
}

export const isNumber = ({ type }: Column): boolean => type === "integer" || type === "decimal";

/** A cell in words. Empty is the empty string: the table says so in its own way. */
export function writeCell(column: Column, value: Cell): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "boolean") return value ? "Yes" : "No";
  if (typeof value !== "number") return String(value);
  if (column.unit?.startsWith("USD")) return format.usd(value);
  if (column.unit?.startsWith("score")) return format.signed(value);
  if (column.type === "decimal") {
    return value
      .toLocaleString("en-US", { minimumFractionDigits: 0, maximumFractionDigits: column.places ?? 4 })
      .replace("-", "−");
  }
  return format.count(value);
}

/** The first row of the page that holds row `offset`, when pages hold `limit`. */
export const pageStart = (offset: number, limit: number): number => Math.floor(offset / limit) * limit;

/** The first row of the last page. */
export const lastStart = (total: number, limit: number): number => (total === 0 ? 0 : pageStart(total - 1, limit));
