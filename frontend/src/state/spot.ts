/** What somebody asked to be shown: a chart, under which filters, with a line at which month. */
import type { Filter } from "./url";

/** Something that happened in a month. */
export interface Mark {
  /** `2026-01` */
  month: string;
  /** The day, where it is known: for charts finer than months. */
  day?: string | null;
  text: string;
  /** The charts it is to be seen on. */
  charts: string[];
}

export interface Spot {
  /** The chart. */
  chart: string;
  /** What it is narrowed to. */
  filter: Filter;
  /** Where date lines stand. */
  marks: Mark[];
  /** What stands over the chart meanwhile; null for what stands there anyway. */
  heading: string | null;
}
