/**
 * What a chart is, before any library draws it: words, columns, rows, and which columns make its shape.
 *
 * The picture, the table beside it and the CSV all read the same rows, so they cannot disagree.
 */
import type { Facet } from "../state/url";
import * as format from "../ui/format";

/** How the values of a column are written. */
export type Writing = "text" | "month" | "count" | "usd" | "share" | "score" | "hours";

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
  | { kind: "heat"; across: number; down: number; value: number; facet?: Facet }
  | { kind: "share"; label: number; value: number; tone: Tone }
  | { kind: "funnel"; label: number; value: number };

export interface Axis {
  min?: number;
  max?: number;
}

export interface ChartSpec {
  id: string;
  /** Says what it shows. */
  title: string;
  /** What is measured, in which unit. */
  unit: string;
  /** Rows behind it, in words: 3,012 feedback rows. */
  basis: string;
  /** One or two sentences that say what can be seen. Also what a screen reader hears. */
  summary: string;
  columns: SpecColumn[];
  rows: SpecCell[][];
  shape: Shape;
  /** No rows behind it: the card says so instead of drawing nothing. */
  empty: boolean;
}

/** One cell in words. */
export function write(writing: Writing, value: SpecCell): string {
  if (value === null) return format.NOTHING;
  if (typeof value === "string") return writing === "month" ? format.month(value) : value;
  switch (writing) {
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
