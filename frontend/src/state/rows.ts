/** Which rows of a table are shown and in which order, as the address and the API write it. Pure. */

export const OPS = ["eq", "ne", "in", "lt", "lte", "gt", "gte", "contains", "null"] as const;
export type Op = (typeof OPS)[number];

/** One condition; for `in` the value is a list, for `null` it is `true` or `false`. */
export interface RowFilter {
  column: string;
  op: Op;
  value: string;
}

export interface SortKey {
  column: string;
  down: boolean;
}

const NAME = /^[a-z][a-z_]*$/;

/** Read `column:op:value`; the value may hold colons. Null when it is nothing of the kind. */
export function parseRowFilter(text: string): RowFilter | null {
  const [column = "", op = "", ...rest] = text.split(":");
  if (!NAME.test(column) || !(OPS as readonly string[]).includes(op) || rest.length === 0) return null;
  return { column, op: op as Op, value: rest.join(":") };
}

export const formatRowFilter = ({ column, op, value }: RowFilter): string => `${column}:${op}:${value}`;

/** Read `-amount,created_date`. Null when it is no list of columns. */
export function parseSort(text: string): SortKey[] | null {
  const keys = text.split(",").map((key) => ({ column: key.replace(/^-/, ""), down: key.startsWith("-") }));
  return keys.every(({ column }) => NAME.test(column)) ? keys : null;
}

export const formatSort = (keys: SortKey[]): string =>
  keys.map(({ column, down }) => (down ? "-" : "") + column).join(",");

/** The values of a list as `in` takes it: `a,"b, c"`. */
export function splitList(text: string): string[] {
  const values: string[] = [];
  let value = "";
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === '"' && quoted && text[i + 1] === '"') {
      value += char;
      i += 1;
    } else if (char === '"') {
      quoted = !quoted;
    } else if (char === "," && !quoted) {
      values.push(value);
      value = "";
    } else {
      value += char;
    }
  }
  return [...values, value];
}

export const joinList = (values: string[]): string =>
  values.map((value) => (/[",]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)).join(",");

/** The order after a click on a heading: first down or up, then the other way, then as it was. `also` keeps the keys before. */
export function sortedBy(keys: SortKey[], column: string, also: boolean, downFirst: boolean): SortKey[] {
  const others = also ? keys.filter((key) => key.column !== column) : [];
  const now = keys.find((key) => key.column === column);
  if (!now) return [...others, { column, down: downFirst }];
  if (now.down !== downFirst) return others;
  const turned = { column, down: !downFirst };
  return also ? keys.map((key) => (key.column === column ? turned : key)) : [turned];
}

/** The columns that these filters hold to a value or to one of several. */
export function placesOf(filters: string[]): { [column: string]: string | string[] } {
  const parsed = filters.map(parseRowFilter).filter((filter) => filter !== null);
  const held = parsed.filter(({ op }) => op === "eq" || op === "in");
  return Object.fromEntries(held.map(({ column, op, value }) => [column, op === "in" ? splitList(value) : value]));
}
