/**
 * The address of the page, read and written. Pure: it never touches `location`.
 *
 * The address is the only place filters live, so a link or a reload shows the same thing. What cannot be understood is dropped, and named.
 */

import { formatRowFilter, formatSort, parseRowFilter, parseSort, type RowFilter, type SortKey } from "./rows";

export const TABLES = ["customers", "deals", "feedback"] as const;
export type TableName = (typeof TABLES)[number];
export const PAGE_SIZES = [10, 25, 50, 100] as const;
export const FACETS = ["region", "segment", "industry"] as const;
export type Facet = (typeof FACETS)[number];

/** What the numbers cover. An empty list means all; months are `YYYY-MM`, both ends included. */
export interface Filter {
  region: string[];
  segment: string[];
  industry: string[];
  from: string | null;
  to: string | null;
}

/** Which rows the table shows; `columns` null means the usual ones. */
export interface TableState {
  table: TableName;
  limit: number;
  offset: number;
  columns: string[] | null;
  filters: RowFilter[];
  sort: SortKey[];
  /** Words to find in any text column. */
  q: string;
}

export interface UrlState {
  dataset: string | null;
  filter: Filter;
  table: TableState;
}

/** One parameter that was left out, and why, in words that finish "`name=given` …". */
export interface Dropped {
  name: string;
  given: string;
  why: string;
}

/** What a dataset can be filtered by. */
export interface Vocabulary {
  region: string[];
  segment: string[];
  industry: string[];
  months: string[];
}

export const NO_FILTER: Filter = { region: [], segment: [], industry: [], from: null, to: null };
export const FIRST_TABLE: TableState = {
  table: "customers",
  limit: 10,
  offset: 0,
  columns: null,
  filters: [],
  sort: [],
  q: "",
};
export const START: UrlState = { dataset: null, filter: NO_FILTER, table: FIRST_TABLE };

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;
const COLUMNS = /^[a-z_]+(,[a-z_]+)*$/;
/** Longer searches are refused by the server. */
const LONGEST_SEARCH = 200;
const WHOLE = /^\d{1,15}$/;

/** Read the query part of an address. */
export function parseUrl(search: string): { state: UrlState; dropped: Dropped[] } {
  const state: UrlState = structuredClone(START);
  const dropped: Dropped[] = [];
  for (const [name, given] of new URLSearchParams(search)) {
    const why = read(state, name, given);
    if (why) dropped.push({ name, given, why });
  }
  const { filter } = state;
  if (filter.from && filter.to && filter.from > filter.to) {
    dropped.push({ name: "from", given: filter.from, why: `is after the end of the period, ${filter.to}` });
    filter.from = null;
    filter.to = null;
  }
  return { state, dropped };
}

/** Take one parameter into the state, or say why not. */
function read(state: UrlState, name: string, given: string): string | null {
  switch (name) {
    case "dataset":
      if (!UUID.test(given)) return "is not the id of a dataset";
      state.dataset = given.toLowerCase();
      return null;
    case "region":
    case "segment":
    case "industry":
      if (!given) return "is empty";
      if (!state.filter[name].includes(given)) state.filter[name].push(given);
      return null;
    case "from":
    case "to":
      if (!MONTH.test(given)) return "is not a month such as 2026-01";
      state.filter[name] = given;
      return null;
    case "table":
      if (!isTable(given)) return `is not a table; there are ${TABLES.join(", ")}`;
      state.table.table = given;
      return null;
    case "limit":
      if (!(PAGE_SIZES as readonly number[]).includes(Number(given)))
        return `is not a page size; there are ${PAGE_SIZES.join(", ")}`;
      state.table.limit = Number(given);
      return null;
    case "offset":
      if (!WHOLE.test(given)) return "is not a whole number from 0";
      state.table.offset = Number(given);
      return null;
    case "columns":
      if (!COLUMNS.test(given)) return "is not a list of columns such as amount,stage";
      state.table.columns = [...new Set(given.split(","))];
      return null;
    case "filter": {
      const filter = parseRowFilter(given);
      if (!filter) return "is not a filter of rows such as amount:gte:1000";
      state.table.filters.push(filter);
      return null;
    }
    case "sort": {
      const sort = parseSort(given);
      if (!sort) return "is not an order such as -amount,created_date";
      state.table.sort = sort;
      return null;
    }
    case "q":
      if (!given.trim() || given.length > LONGEST_SEARCH) return `is not a search of 1 to ${LONGEST_SEARCH} characters`;
      state.table.q = given;
      return null;
    default:
      return "means nothing here";
  }
}

const isTable = (name: string): name is TableName => (TABLES as readonly string[]).includes(name);

/** Leave out what this dataset does not have. */
export function fitFilter(filter: Filter, vocabulary: Vocabulary): { filter: Filter; dropped: Dropped[] } {
  const dropped: Dropped[] = [];
  const keep = (facet: Facet) =>
    filter[facet].filter((given) => {
      if (vocabulary[facet].includes(given)) return true;
      dropped.push({ name: facet, given, why: `is not in this dataset; it has ${vocabulary[facet].join(", ")}` });
      return false;
    });
  const month = (name: "from" | "to") => {
    const given = filter[name];
    if (given === null || vocabulary.months.includes(given)) return given;
    const [first, last] = [vocabulary.months[0], vocabulary.months.at(-1)];
    dropped.push({ name, given, why: `is outside this dataset, which runs from ${first} to ${last}` });
    return null;
  };
  const fitted = {
    region: keep("region"),
    segment: keep("segment"),
    industry: keep("industry"),
    from: month("from"),
    to: month("to"),
  };
  return { filter: fitted, dropped };
}

/** Write the query part of an address: nothing for what is as usual, so that links stay short. */
export function formatUrl(state: UrlState): string {
  const query = new URLSearchParams();
  if (state.dataset) query.set("dataset", state.dataset);
  for (const facet of FACETS) for (const value of state.filter[facet]) query.append(facet, value);
  if (state.filter.from) query.set("from", state.filter.from);
  if (state.filter.to) query.set("to", state.filter.to);
  const { table, limit, offset, columns, filters, sort, q } = state.table;
  if (table !== FIRST_TABLE.table) query.set("table", table);
  if (limit !== FIRST_TABLE.limit) query.set("limit", String(limit));
  if (offset) query.set("offset", String(offset));
  for (const filter of filters) query.append("filter", formatRowFilter(filter));
  if (q) query.set("q", q);
  const lists = [
    ...(sort.length > 0 ? [`sort=${formatSort(sort)}`] : []),
    ...(columns ? [`columns=${columns.join(",")}`] : []),
  ];
  // Commas and colons may stand in a query as they are, and are easier to read so.
  const text = [query.toString().replaceAll("%3A", ":").replaceAll("%2C", ","), ...lists].filter(Boolean).join("&");
  return text && `?${text}`;
}

/** The filter with one value of one facet switched on or off. */
export function toggled(filter: Filter, facet: Facet, value: string): Filter {
  const values = filter[facet];
  return { ...filter, [facet]: values.includes(value) ? values.filter((v) => v !== value) : [...values, value] };
}

/** A place in the data: columns of the tables, each with its value or values. */
export type Where = { [column: string]: string | string[] };

/**
 * The filters under which something that happened `where` shows best on a chart: its facets, except those the chart compares.
 *
 * A chart by region shows a region beside the others, so only the segment is set there.
 */
export function filterFor(where: Where, chart: string): Filter {
  const filter = structuredClone(NO_FILTER);
  for (const facet of FACETS) {
    const values = where[facet];
    if (values !== undefined && !chart.includes(`-by-${facet}`)) filter[facet] = [values].flat();
  }
  return filter;
}

/** How many things restrict the numbers: each facet value counts, and the period once. */
export function filterCount(filter: Filter): number {
  return FACETS.reduce((count, facet) => count + filter[facet].length, filter.from || filter.to ? 1 : 0);
}

/** The months of a history: `months` of them, the last holding `asOf` (`YYYY-MM-DD`). */
export function monthsUpTo(asOf: string, months: number): string[] {
  const last = Number(asOf.slice(0, 4)) * 12 + Number(asOf.slice(5, 7)) - 1;
  return Array.from({ length: months }, (_, i) => {
    const month = last - months + 1 + i;
    return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}`;
  });
}
