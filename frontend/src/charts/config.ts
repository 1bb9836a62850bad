/** From a chart's description to the drawing library's settings. Pure: no canvas, no page. */
import type { ChartConfiguration, ChartOptions, TooltipItem } from "chart.js";
import * as format from "../ui/format";
import { moreColor, type Palette, scoreColor } from "./palette";
import {
  type Axis,
  type ChartSpec,
  cell,
  labels,
  numbers,
  type Shape,
  type SpecCell,
  type Tone,
  write,
  writeShort,
} from "./spec";

/** Where and how it is drawn. */
export interface Look {
  palette: Palette;
  font: string;
  /** Off for readers who asked for less motion, and for pictures. */
  motion: boolean;
  /** Size of the letters in pixels. */
  size: number;
  /** Pixels across; narrow charts cut long labels shorter. */
  width: number;
}

/** A cell of the heat map: a category each way, and the score. */
export interface HeatPoint {
  x: string;
  y: string;
  v: number | null;
}

/** Everything the library needs, whatever the kind of chart. */
export type Config = ChartConfiguration<"bar" | "line" | "doughnut" | "matrix">;

/** Long names end in an ellipsis on the axis; the tooltip and the table have them whole. */
export function shorten(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).trimEnd()}…`;
}

/** One line for each further column, for the tooltip. */
export function tooltipLines(spec: ChartSpec, row: SpecCell[]): string[] {
  return spec.columns.flatMap((column, i) =>
    i === labelOf(spec.shape) || (spec.shape.kind === "heat" && i === spec.shape.down)
      ? []
      : [`${column.title}: ${write(column.writing, cell(row, i))}`],
  );
}

const labelOf = (shape: Shape) => (shape.kind === "heat" ? shape.across : shape.label);

function tints(tone: Tone, values: (number | null)[], palette: Palette): string[] {
  if (tone === "score") return values.map((value) => scoreColor(value ?? 0, palette));
  if (tone === "risk") return values.map((_, i) => palette.risk[Math.min(i, 2)] as string);
  return values.map(() => palette.plain);
}

export function toConfig(spec: ChartSpec, look: Look): Config {
  const { shape } = spec;
  switch (shape.kind) {
    case "bars":
      return bars(spec, shape, look);
    case "trend":
      return trend(spec, shape, look);
    case "line":
      return line(spec, shape, look);
    case "stack":
      return stack(spec, shape, look);
    case "heat":
      return heat(spec, shape, look);
    case "share":
      return doughnut(spec, shape, look);
    case "funnel":
      return funnel(spec, shape, look);
  }
}

type Of<K extends Shape["kind"]> = Extract<Shape, { kind: K }>;

/** Lines of words over a heat map, whose cells leave no room for them; elsewhere they stand between the values. */
export const markRows = ({ shape, marks = [] }: ChartSpec): number =>
  shape.kind === "heat" ? Math.min(3, marks.length) : 0;

/** The height of one such line, in pixels. */
export const markHeight = (size: number): number => size + 6;

/** What all charts share. */
function common(spec: ChartSpec, { palette, font, motion, size }: Look): ChartOptions {
  return {
    responsive: true,
    maintainAspectRatio: false,
    animation: motion ? { duration: 250 } : false,
    color: palette.muted,
    font: { family: font, size: 12 },
    layout: { padding: { top: 2 + markRows(spec) * markHeight(size), right: 2, bottom: 2, left: 2 } },
    plugins: {
      legend: { display: false },
      tooltip: {
        backgroundColor: palette.text,
        titleColor: palette.surface,
        bodyColor: palette.surface,
        cornerRadius: 6,
        padding: 10,
        displayColors: false,
        callbacks: {
          title: (items: TooltipItem<"bar">[]) => {
            const row = spec.rows[items[0]?.dataIndex ?? -1];
            if (!row) return "";
            const at = labelOf(spec.shape);
            const name = write(spec.columns[at]?.writing ?? "text", cell(row, at));
            return spec.shape.kind === "heat" ? `${cell(row, spec.shape.down)}, ${name}` : name;
          },
          label: (item: TooltipItem<"bar">) => tooltipLines(spec, spec.rows[item.dataIndex] ?? []),
        },
      },
    },
  } as ChartOptions;
}

/** The two axes: one of names, one of values. */
function axes(
  spec: ChartSpec,
  shape: { label: number; value: number; interval?: [number, number]; axis: Axis },
  look: Look,
  across: boolean,
) {
  const writing = spec.columns[shape.value]?.writing ?? "count";
  const { palette } = look;
  const names = labels(spec, shape.label);
  const value = {
    ...shape.axis,
    ...(shape.interval && shape.axis.max === undefined ? { suggestedMax: highest(spec, shape.interval[1]) } : {}),
    border: { display: false },
    grid: {
      color: (context: { tick?: { value: number } }) =>
        context.tick?.value === 0 && !(shape.axis.min === 0) ? palette.muted : palette.grid,
    },
    ticks: {
      color: palette.muted,
      maxTicksLimit: across ? 5 : 6,
      ...(shape.axis.min === -1 ? { stepSize: 0.5 } : {}),
      ...(writing === "count" ? { precision: 0 } : {}),
      callback: (tick: number | string) => writeShort(writing, Number(tick)),
    },
  };
  const most = look.width < 330 ? 14 : 21;
  const lines = !across && ["text", "quarter"].includes(spec.columns[shape.label]?.writing ?? "");
  const category = {
    border: { display: false },
    grid: { display: false },
    ticks: {
      color: across ? palette.text : palette.muted,
      autoSkip: !across,
      maxRotation: 0,
      autoSkipPadding: 12,
      callback: (_: unknown, index: number) => {
        const name = shorten(names[index] ?? "", most);
        // Under a standing bar a long name takes two lines.
        return lines && name.length > 9 ? name.split(" ") : name;
      },
    },
  };
  return across ? { x: value, y: category } : { x: category, y: value };
}

/** The top of the tallest whisker: without it the axis would end at the tallest bar. */
const highest = (spec: ChartSpec, high: number) => Math.max(0, ...numbers(spec, high).map((value) => value ?? 0));

function bars(spec: ChartSpec, shape: Of<"bars">, look: Look): Config {
  const values = numbers(spec, shape.value);
  const across = shape.direction === "across";
  const colors = tints(shape.tone, values, look.palette);
  return {
    type: "bar",
    data: {
      labels: labels(spec, shape.label),
      datasets: [
        {
          label: spec.title,
          data: values,
          backgroundColor: shape.interval ? colors.map((color) => `${color}b3`) : colors,
          borderRadius: 3,
          maxBarThickness: look.width > 1000 ? 48 : across ? 22 : 34,
          categoryPercentage: 0.82,
          barPercentage: 0.9,
          minBarLength: 2,
        },
      ],
    },
    options: {
      ...common(spec, look),
      // Room for the values written at the ends of the bars.
      ...(across && !shape.interval && shape.tone !== "score" ? { layout: { padding: { right: 44 } } } : {}),
      indexAxis: across ? "y" : "x",
      scales: axes(spec, shape, look, across),
    } as ChartOptions<"bar">,
  } as Config;
}

function line(spec: ChartSpec, shape: Of<"line">, look: Look): Config {
  const { palette } = look;
  return {
    type: "line",
    data: {
      labels: labels(spec, shape.label),
      datasets: [
        {
          label: spec.title,
          data: numbers(spec, shape.value),
          borderColor: palette.plain,
          backgroundColor: palette.plain,
          borderWidth: 2,
          tension: 0.25,
          spanGaps: true,
          pointRadius: 2.5,
          pointHoverRadius: 5,
        },
      ],
    },
    options: {
      ...common(spec, look),
      interaction: { mode: "index", intersect: false },
      scales: axes(spec, shape, look, false),
    } as ChartOptions<"line">,
  } as Config;
}

/** Two parts of a whole, one on the other. */
function stack(spec: ChartSpec, shape: Of<"stack">, look: Look): Config {
  const { palette } = look;
  const shared = common(spec, look);
  const part = (position: number, backgroundColor: string) => ({
    label: spec.columns[position]?.title ?? "",
    data: numbers(spec, position),
    backgroundColor,
    categoryPercentage: 0.94,
    barPercentage: 0.94,
  });
  const { x, y } = axes(spec, { ...shape, axis: { min: 0 } }, look, false);
  return {
    type: "bar",
    data: {
      labels: labels(spec, shape.label),
      datasets: [part(shape.value, palette.plain), part(shape.upper, `${palette.plain}59`)],
    },
    options: {
      ...shared,
      interaction: { mode: "index", intersect: false },
      scales: { x: { ...x, stacked: true }, y: { ...y, stacked: true } },
      plugins: {
        ...shared.plugins,
        legend: legend(look),
        tooltip: { ...shared.plugins?.tooltip, filter: (item: TooltipItem<"bar">) => item.datasetIndex === 0 },
      },
    } as ChartOptions<"bar">,
  } as Config;
}

/** The mean as a line; around it how many rows were on either side, on the same axis, since a share is at most 1. */
function trend(spec: ChartSpec, shape: Of<"trend">, look: Look): Config {
  const { palette } = look;
  const [low, , high] = palette.scale;
  const title = (position: number) => spec.columns[position]?.title ?? "";
  const bar = { categoryPercentage: 0.9, barPercentage: 0.9, maxBarThickness: 40, stack: "sides", order: 2 };
  const narrow = look.width < 420;
  const shared = common(spec, look);
  return {
    type: "bar",
    data: {
      labels: labels(spec, shape.label),
      datasets: [
        {
          type: "line",
          label: title(shape.value),
          data: numbers(spec, shape.value),
          order: 1,
          stack: "line",
          borderColor: palette.text,
          backgroundColor: palette.text,
          borderWidth: 2,
          tension: 0.25,
          spanGaps: true,
          pointRadius: narrow ? 0 : 2.5,
          pointHoverRadius: 5,
        },
        { ...bar, label: title(shape.up), data: numbers(spec, shape.up), backgroundColor: `${high}a6` },
        {
          ...bar,
          label: title(shape.down),
          data: numbers(spec, shape.down).map((value) => (value === null ? null : -value)),
          backgroundColor: `${low}a6`,
        },
      ],
    },
    options: {
      ...shared,
      interaction: { mode: "index", intersect: false },
      scales: axes(spec, shape, look, false),
      plugins: {
        ...shared.plugins,
        legend: legend(look),
        tooltip: { ...shared.plugins?.tooltip, filter: (item: TooltipItem<"bar">) => item.datasetIndex === 0 },
      },
    } as ChartOptions<"bar">,
  } as unknown as Config;
}

/** Names of colors under a chart. Not for clicking: what is shown stays what the table says. */
const legend = ({ palette }: Look) => ({
  display: true,
  position: "bottom" as const,
  onClick: () => undefined,
  labels: {
    color: palette.text,
    usePointStyle: true,
    pointStyle: "circle" as const,
    boxWidth: 7,
    boxHeight: 7,
    padding: 9,
  },
});

function heat(spec: ChartSpec, shape: Of<"heat">, look: Look): Config {
  const across = [...new Set(labels(spec, shape.across))];
  const down = [...new Set(labels(spec, shape.down))];
  const values = numbers(spec, shape.value);
  const x = labels(spec, shape.across);
  const y = labels(spec, shape.down);
  const points: HeatPoint[] = values.map((v, i) => ({ x: x[i] ?? "", y: y[i] ?? "", v }));
  const color = shape.tone === "score" ? scoreColor : moreColor;
  const gap = 2;
  const size = (area: { width: number; height: number } | undefined) => ({
    width: Math.max(1, (area?.width ?? 0) / across.length - gap),
    height: Math.max(1, (area?.height ?? 0) / down.length - gap),
  });
  type Context = { chart: { chartArea?: { width: number; height: number } } };
  return {
    type: "matrix",
    data: {
      datasets: [
        {
          label: spec.title,
          data: points,
          backgroundColor: values.map((v) => (v === null ? look.palette.grid : color(v, look.palette))),
          borderRadius: 3,
          width: ({ chart }: Context) => size(chart.chartArea).width,
          height: ({ chart }: Context) => size(chart.chartArea).height,
        },
      ],
    },
    options: {
      ...common(spec, look),
      scales: {
        x: {
          type: "category",
          labels: across,
          offset: true,
          border: { display: false },
          grid: { display: false },
          ticks: { color: look.palette.muted, maxRotation: 0, autoSkipPadding: 12 },
        },
        y: {
          type: "category",
          labels: down,
          offset: true,
          reverse: false,
          border: { display: false },
          grid: { display: false },
          ticks: { color: look.palette.text },
        },
      },
    },
  } as unknown as Config;
}

function doughnut(spec: ChartSpec, shape: Of<"share">, look: Look): Config {
  const values = numbers(spec, shape.value);
  const all = values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
  const names = labels(spec, shape.label).map((name, i) => {
    const value = values[i] ?? 0;
    return `${name}: ${format.count(value)} (${format.share(all ? value / all : 0, 0)})`;
  });
  const shared = common(spec, look);
  return {
    type: "doughnut",
    data: {
      labels: names,
      datasets: [
        {
          label: spec.title,
          data: values,
          backgroundColor: tints(shape.tone, values, look.palette),
          borderColor: look.palette.surface,
          borderWidth: 2,
        },
      ],
    },
    options: {
      ...shared,
      cutout: "66%",
      plugins: {
        ...shared.plugins,
        legend: legend(look),
      },
    } as ChartOptions<"doughnut">,
  } as Config;
}

/** Bars centred on zero, so that the stages narrow like a funnel. */
function funnel(spec: ChartSpec, shape: Of<"funnel">, look: Look): Config {
  const values = numbers(spec, shape.value).map((value) => value ?? 0);
  const names = labels(spec, shape.label).map((name, i) => [name, format.compactUsd(values[i] ?? 0)]);
  return {
    type: "bar",
    data: {
      labels: names,
      datasets: [
        {
          label: spec.title,
          data: values.map((value) => [-value / 2, value / 2]),
          backgroundColor: values.map((_, i) => look.palette.plain + ["80", "a6", "d0", "ff"][Math.min(i, 3)]),
          borderRadius: 4,
          borderSkipped: false,
          categoryPercentage: 0.94,
          barPercentage: 0.94,
        },
      ],
    },
    options: {
      ...common(spec, look),
      indexAxis: "y",
      scales: {
        x: { display: false },
        y: { border: { display: false }, grid: { display: false }, ticks: { color: look.palette.text } },
      },
    } as ChartOptions<"bar">,
  } as unknown as Config;
}
