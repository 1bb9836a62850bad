/**
 * What a chart is, before any library draws it: words, columns, rows, and which columns make its shape.
 *
 * The picture, the table beside it and the CSV all read the same rows, so they cannot disagree.
 */
import type { Mark } from "../state/spot";
import type { Facet } from "../state/url";
import * as format from "../ui/format";

/** How the values of a column are written. */
export type Writing = "text" | "day" | "month" | "quarter" | "count" | "usd" | "share" | "score" | "points" | "hours";

/** Columns that name a row rather than measure it. */
export const isName = (writing: Writing): boolean => ["text", "day", "month", "quarter"].includes(writing);

export interface SpecColumn {
  /** snake_case, for the CSV. */
  key: string;
  /** For people. */
  title: string;
  writing: Writing;
}

export type SpecCell = string | number | null;

/** Which colors a shape takes: the plain one, the sentiment scale, or from calm to alarming. */
export type Tone = "plain" | "score" | "risk";

/** Numbers are positions in {@link ChartSpec.columns}. */
export type Shape =
  | {
      kind: "bars";
      /** `across`: bars lie down, labels on the left. `up`: bars stand. */
      direction: "across" | "up";
      label: number;
      value: number;
      interval?: [low: number, high: number];
      tone: Tone;
      axis: Axis;
      /** What clicking a bar switches on and off. */
      facet?: Facet;
    }
  /** A line of scores over bars: the share of one side upward, of the other downward. */
  | { kind: "trend"; label: number; value: number; up: number; down: number; axis: Axis }
  /** A line of values, with whiskers where there is an interval. */
  | { kind: "line"; label: number; value: number; interval?: [low: number, high: number]; axis: Axis }
  /** Bars in two parts, one on the other. */
  | { kind: "stack"; label: number; value: number; upper: number }
  /** `score`: each cell in the color of its score. `plain`: the brighter, the further above zero. */
  | { kind: "heat"; across: number; down: number; value: number; tone: "score" | "plain"; facet?: Facet }
  | { kind: "share"; label: number; value: number; tone: Tone }
  | { kind: "funnel"; label: number; value: number };

export interface Axis {
  min?: number;
  max?: number;
  /** Zero is on it whatever the values are. */
  beginAtZero?: boolean;
}

export interface ChartSpec {
  id: string;
  /** Names it, always the same: `Sentiment by region`. */
  title: string;
  /** The question it answers. Its heading, unless there is a finding to tell. */
  question: string;
  /** What is measured, in which unit. */
  unit: string;
  /** Rows behind it, in words: 3,012 feedback rows. */
  basis: string;
  /** One or two sentences that say what can be seen. Also what a screen reader hears. */
  summary: string;
  columns: SpecColumn[];
  rows: SpecCell[][];
  shape: Shape;
  /** Months to draw a line at, each with a few words. Only for charts that run over months. */
  marks?: Mark[];
  /** No rows behind it: the card says so instead of drawing nothing. */
  empty: boolean;
}

/** One cell in words. */
export function write(writing: Writing, value: SpecCell): string {
  if (value === null) return format.NOTHING;
  if (typeof value === "string")
    return writing === "month" ? format.month(value) : writing === "day" ? format.day(value) : value;
  switch (writing) {
    case "points":
      return format.points(value);
    case "usd":
      return format.usd(value);
    case "share":
      return format.share(value);
    case "score":
      return format.signed(value);
    case "hours":
      return format.hours(value);
    default:
      return format.count(value);
  }
}

/** The same, short enough for an axis. */
export function writeShort(writing: Writing, value: number): string {
  if (writing === "usd") return format.compactUsd(value);
  if (writing === "share") return format.share(value, 0);
  if (writing === "count") return format.compactCount(value);
  if (writing === "points") return format.signed(value, 0);
  if (writing === "hours" && value === 0) return "0 h";
  return write(writing, value);
}

/** A cell of a column by position; out of range is a mistake in the spec. */
export function cell(row: SpecCell[], position: number): SpecCell {
  const value = row[position];
  if (value === undefined) throw new RangeError(`no column ${position}`);
  return value;
}

/** The cells of one column that are numbers or missing. */
export function numbers(spec: ChartSpec, position: number): (number | null)[] {
  return spec.rows.map((row) => {
    const value = cell(row, position);
    return typeof value === "number" ? value : null;
  });
}

/** The cells of one column as people read them. */
export function labels(spec: ChartSpec, position: number): string[] {
  const writing = spec.columns[position]?.writing ?? "text";
  return spec.rows.map((row) => write(writing, cell(row, position)));
}

/** Where a month stands on the axis of time, counted from 0; null when this chart has none, or not this month. */
export function monthPosition(spec: ChartSpec, month: string, day?: string | null): number | null {
  const { shape } = spec;
  const at = shape.kind === "heat" ? shape.across : shape.label;
  const places = [...new Set(spec.rows.map((row) => String(cell(row, at))))];
  let position = -1;
  switch (spec.columns[at]?.writing) {
    case "month":
      position = places.indexOf(month);
      break;
    case "quarter":
      position = places.indexOf(`${month.slice(0, 4)}-Q${Math.ceil(Number(month.slice(5, 7)) / 3)}`);
      break;
    case "day":
      // The week of that day; without one, the first that begins in the month. Either must lie in the period.
      position = places.findIndex((from) => from.startsWith(month));
      if (position >= 0 && day) position = places.findLastIndex((from) => from <= day);
  }
  return position < 0 ? null : position;
}

/** Whether the chart runs over time, so that a date line can stand on it. */
export const overTime = ({ shape, columns }: ChartSpec): boolean =>
  ["month", "quarter", "day"].includes(columns[shape.kind === "heat" ? shape.across : shape.label]?.writing ?? "");

/** The chart with lines at those of the marks it can show, and a sentence for each. */
export function marked(spec: ChartSpec, marks: Mark[]): ChartSpec {
  const fitting = marks.filter(
    ({ month, day, charts }) => charts.includes(spec.id) && monthPosition(spec, month, day) !== null,
  );
  if (fitting.length === 0) return spec;
  const told = fitting.map(({ month, text }) => `${format.month(month)}: ${text}`).join("; ");
  return { ...spec, marks: fitting, summary: `${spec.summary} Dashed line at ${told}.` };
}
