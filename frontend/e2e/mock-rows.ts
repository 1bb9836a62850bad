/** Believable, repeatable rows of the three tables, with the filters, orders and searches of the API. */
import type { Column, Dataset, Page, Recipe, TableInfo } from "../src/api/types";
import { type RowFilter, type SortKey, splitList } from "../src/state/rows";
import type { TableName } from "../src/state/url";
import { CATEGORIES, CHANNELS, noise, OPTIONS, OWNERS, SOURCES } from "./mock-data";

const column = (
  name: string,
  type: Column["type"],
  unit: string | null = null,
  nullable = false,
  values: string[] | null = null,
): Column => ({
  name,
  type,
  unit,
  nullable,
  meaning: `The ${name.replaceAll("_", " ")}.`,
  places: type === "decimal" ? 4 : null,
  values,
});

const COLUMNS: Record<string, Column[]> = {
  customers: [
    column("customer_id", "key"),
    column("customer_name", "text"),
    column("company_name", "text"),
    column("segment", "label", null, false, OPTIONS.segments),
    column("region", "label", null, false, OPTIONS.regions),
    column("industry", "label", null, false, OPTIONS.industries),
    column("status", "label", null, false, ["Active", "Churned", "Prospect"]),
    column("created_date", "date"),
    column("churn_date", "date", null, true),
    column("monthly_recurring_revenue", "decimal", "USD per month"),
    column("avg_sentiment", "decimal", "score from -1 to 1", true),
    column("churn_risk", "label", null, true),
  ],
  deals: [
    column("deal_id", "key"),
    column("deal_name", "text"),
    column("deal_type", "label"),
    column("product", "label"),
    column("amount", "integer", "USD"),
    column("stage", "label"),
    column("source", "label"),
    column("owner", "text"),
    column("created_date", "date"),
    column("closed_date", "date", null, true),
  ],
  feedback: [
    column("feedback_id", "key"),
    column("customer_id", "key"),
    column("feedback_date", "date"),
    column("channel", "label", null, false, CHANNELS),
    column("category", "label", null, false, CATEGORIES),
    column("feedback_text", "text"),
    column("sentiment_score", "decimal", "score from -1 to 1"),
    column("sentiment_label", "label"),
    column("rating", "integer", "stars from 1 to 5", true),
    column("region", "label", null, false, OPTIONS.regions),
    column("segment", "label", null, false, OPTIONS.segments),
  ],
};

export function tablesOf({ id, rows }: Dataset): TableInfo[] {
  return (["customers", "deals", "feedback"] as const).map((name) => ({
    name,
    meaning: `One row for each of the ${name}.`,
    rows: rows?.[name] ?? 0,
    columns: COLUMNS[name] ?? [],
    links: { page: `/api/v1/datasets/${id}/tables/${name}`, csv: `/api/v1/datasets/${id}/tables/${name}.csv` },
  }));
}

const pick = <T>(list: readonly T[], ...words: (string | number)[]): T =>
  list[Math.floor(noise(...words) * list.length)] as T;

/** The third customer has a name that is also an attack; it must stay text. */
export const HOSTILE = '<img src=x onerror="document.title=1">';

function value(table: string, { name, type, unit }: Column, i: number, recipe: Recipe): Page["rows"][number][string] {
  const r = noise(recipe.seed, table, name, i);
  if (name === "customer_id" && table !== "customers")
    return `CUST-${String(1 + Math.floor(noise(table, i) * recipe.customers)).padStart(7, "0")}`;
  if (type === "key") return `${name.slice(0, 4).toUpperCase()}-${String(i + 1).padStart(7, "0")}`;
  if (name === "company_name" && i === 2) return HOSTILE;
  switch (name) {
    case "segment":
      return pick(recipe.segments, table, i, "s");
    case "region":
      return pick(recipe.regions, table, i, "r");
    case "industry":
      return pick(recipe.industries, table, i, "i");
    case "owner":
      return pick(OWNERS, table, i, "o");
    case "channel":
      return pick(CHANNELS, i, "c");
    case "category":
      return pick(CATEGORIES, i, "k");
    case "source":
      return pick(SOURCES, i, "s");
    case "status":
      return r < 0.7 ? "Active" : r < 0.85 ? "Prospect" : "Churned";
    case "churn_risk":
      return r < 0.2 ? null : pick(["Low", "Low", "Medium", "High"], i);
    case "sentiment_label":
      return pick(["Positive", "Neutral", "Negative"], i);
    case "feedback_text":
      return r < 0.5
        ? "Reports load much faster since the last update. Thank you!"
        : "We have waited four days for an answer about the import of our contacts, and the second answer told us to do what the first one had told us to do. The team is patient, but the numbers for the board are due on Friday and we still cannot see last quarter.";
  }
  if (type === "date")
    return r < 0.3 && name !== "created_date" && name !== "feedback_date"
      ? null
      : `2026-0${1 + Math.floor(r * 8)}-1${Math.floor(r * 9)}`;
  if (unit?.startsWith("score")) return Number((r * 1.6 - 0.8).toFixed(4));
  if (unit?.startsWith("stars")) return r < 0.3 ? null : Math.ceil(r * 5);
  if (type === "integer" || type === "decimal") return Math.round(r * 40_000);
  if (name === "company_name")
    return `${pick(["Northwind", "Blue Harbor", "Granite", "Juniper", "Lakeside"], i)} ${pick(["Labs", "Foods", "Freight", "Clinics"], i, 2)}`;
  if (name === "deal_name")
    return `${pick(["CRM Platform", "Analytics Suite"], i)}, ${pick(["new business", "expansion", "renewal"], i)}`;
  return pick(OWNERS, table, name, i);
}

type Row = Page["rows"][number];

const whole = new Map<string, Row[]>();

/** Every row of a table, made once. */
function allRows(dataset: Dataset, table: TableName): Row[] {
  const key = `${dataset.id}/${table}`;
  const known = whole.get(key);
  if (known) return known;
  const total = dataset.rows?.[table] ?? 0;
  const made = Array.from({ length: total }, (_, i) =>
    Object.fromEntries((COLUMNS[table] ?? []).map((c) => [c.name, value(table, c, i, dataset.recipe)])),
  );
  whole.set(key, made);
  return made;
}

/** Whether a row meets one condition of the address. */
function meets(row: Row, { column: name, op, value: wanted }: RowFilter): boolean {
  const cell = row[name] ?? null;
  if (op === "null") return (cell === null) === (wanted === "true");
  if (cell === null) return false;
  const [a, b] = typeof cell === "number" ? [cell, Number(wanted)] : [String(cell), wanted];
  switch (op) {
    case "eq":
      return a === b;
    case "ne":
      return a !== b;
    case "in":
      return splitList(wanted).includes(String(cell));
    case "contains":
      return String(cell).toLowerCase().includes(wanted.toLowerCase());
    case "lt":
      return a < b;
    case "lte":
      return a <= b;
    case "gt":
      return a > b;
    case "gte":
      return a >= b;
  }
}

/** What a page is asked for: as in the address, everything filled in. */
export interface Asked {
  limit: number;
  offset: number;
  columns: string[];
  filters: RowFilter[];
  sort: SortKey[];
  q: string;
}

export const ALL: Asked = { limit: 10, offset: 0, columns: [], filters: [], sort: [], q: "" };

/** The rows that fit, in the order asked for. Without a question, made only as far as the page needs. */
export function pageOf(dataset: Dataset, table: TableName, asked: Asked): Page {
  const { limit, offset, filters, sort, q } = asked;
  const columns = (COLUMNS[table] ?? []).filter(
    ({ name }) => asked.columns.length === 0 || asked.columns.includes(name),
  );
  const plain = filters.length === 0 && sort.length === 0 && !q;
  const links = { self: "", first: "", last: "", next: null, prev: null };
  const answer = (rows: Row[], total: number): Page => ({
    table,
    columns: columns.map(({ name }) => name),
    rows: rows.map((row) => Object.fromEntries(columns.map(({ name }) => [name, row[name] ?? null]))),
    total,
    limit,
    offset,
    links,
  });
  if (plain) {
    const total = dataset.rows?.[table] ?? 0;
    const rows = Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, i) =>
      Object.fromEntries((COLUMNS[table] ?? []).map((c) => [c.name, value(table, c, offset + i, dataset.recipe)])),
    );
    return answer(rows, total);
  }
  const texts = (COLUMNS[table] ?? []).filter(({ type }) => ["key", "text", "label"].includes(type));
  const fitting = allRows(dataset, table)
    .filter((row) => filters.every((filter) => meets(row, filter)))
    .filter(
      (row) =>
        !q ||
        texts.some(({ name }) =>
          String(row[name] ?? "")
            .toLowerCase()
            .includes(q.toLowerCase()),
        ),
    );
  for (const { column: name, down } of [...sort].reverse())
    fitting.sort((a, b) => {
      const [x, y] = [a[name] ?? null, b[name] ?? null];
      if (x === y) return 0;
      if (x === null || y === null) return x === null ? 1 : -1;
      return (x < y ? -1 : 1) * (down ? -1 : 1);
    });
  return answer(fitting.slice(offset, offset + limit), fitting.length);
}
