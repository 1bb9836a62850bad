/** A chart's rows as CSV (RFC 4180): values as they are, not as they are written for people. Pure. */
import type { ChartSpec, SpecCell } from "./spec";

function field(value: SpecCell): string {
  if (value === null) return "";
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function toCsv(spec: Pick<ChartSpec, "columns" | "rows">): string {
  const lines = [spec.columns.map(({ key }) => key), ...spec.rows];
  return lines.map((line) => `${line.map(field).join(",")}\r\n`).join("");
}
