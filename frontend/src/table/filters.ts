/** Filters of rows in words, which operators fit which column, and what is wrong with one. Pure. */
import type { Column } from "../api/types";
import { type Op, type RowFilter, splitList } from "../state/rows";
import * as format from "../ui/format";
import { isNumber, writeCell } from "./columns";

export interface Operator {
  op: Op;
  /** What stands in the list to choose from. */
  title: string;
}

const EMPTY: Operator = { op: "null", title: "is empty or not" };

/** The operators that make sense for a column, the most useful first. */
export function operatorsOf(column: Column): Operator[] {
  const empty = column.nullable ? [EMPTY] : [];
  if (isNumber(column))
    return [
      { op: "gte", title: "is at least" },
      { op: "lte", title: "is at most" },
      { op: "gt", title: "is more than" },
      { op: "lt", title: "is less than" },
      { op: "eq", title: "is exactly" },
      ...empty,
    ];
  switch (column.type) {
    case "date":
      return [
        { op: "gte", title: "is on or after" },
        { op: "lte", title: "is on or before" },
        { op: "eq", title: "is on" },
        ...empty,
      ];
    case "boolean":
      return [{ op: "eq", title: "is" }, ...empty];
    case "label":
      return [
        { op: "in", title: "is one of" },
        { op: "ne", title: "is not" },
        ...(column.values ? [] : [{ op: "contains" as const, title: "contains" }]),
        ...empty,
      ];
    default:
      return [
        { op: "contains", title: "contains" },
        { op: "eq", title: "is" },
        { op: "ne", title: "is not" },
        ...empty,
      ];
  }
}

/** Any operator may stand in an address; these are the words for those a column does not offer. */
const WORDS: Record<Op, string> = {
  eq: "is",
  ne: "is not",
  in: "is",
  lt: "is less than",
  lte: "is at most",
  gt: "is more than",
  gte: "is at least",
  contains: "contains",
  null: "is empty",
};
const DATE_WORDS: Partial<Record<Op, string>> = {
  lt: "is before",
  lte: "is on or before",
  gt: "is after",
  gte: "is on or after",
};

function wordsOf(column: Column, text: string): string {
  if (isNumber(column) && text !== "" && Number.isFinite(Number(text))) return writeCell(column, Number(text));
  if (column.type === "date" && /^\d{4}-\d\d-\d\d$/.test(text)) return format.day(text);
  if (column.type === "boolean") return text === "true" ? "yes" : "no";
  return text;
}

/** A filter as people say it: `Region is Europe or APAC`. */
export function filterWords({ op, value }: RowFilter, column: Column): string {
  const name = format.columnTitle(column.name);
  if (op === "null") return `${name} is ${value === "false" ? "not empty" : "empty"}`;
  const word = (column.type === "date" ? DATE_WORDS[op] : undefined) ?? WORDS[op];
  const values = op === "in" ? splitList(value) : [value];
  const shown = values.length > 4 ? [...values.slice(0, 3), `${values.length - 3} others`] : values;
  return `${name} ${word} ${shown.map((v) => wordsOf(column, v)).join(" or ")}`;
}

/** Why a filter cannot be used on these columns, in words that finish "`filter=…` …"; null when it can. */
export function filterProblem({ column: name, op, value }: RowFilter, columns: Column[]): string | null {
  const column = columns.find((each) => each.name === name);
  if (!column) return "names a column this table does not have";
  if (op === "null") return value === "true" || value === "false" ? null : "must end in true or false";
  if (value === "") return "has no value";
  const values = op === "in" ? splitList(value) : [value];
  if (op === "contains") return isNumber(column) ? "looks for letters in a column of numbers" : null;
  if (isNumber(column) && !values.every((v) => v.trim() !== "" && Number.isFinite(Number(v))))
    return "does not hold a number";
  if (column.type === "date" && !values.every((v) => /^\d{4}-(0[1-9]|1[0-2])-\d\d$/.test(v)))
    return "does not hold a date such as 2026-01-31";
  return null;
}
