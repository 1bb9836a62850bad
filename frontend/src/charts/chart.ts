/** Drawing: the only module that starts the drawing library. Loaded when the first chart is needed. */
import {
  ArcElement,
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  DoughnutController,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  type Plugin,
  PointElement,
  Tooltip,
} from "chart.js";
import { MatrixController, MatrixElement } from "chartjs-chart-matrix";
import { type Config, type Look, markHeight, markRows, toConfig } from "./config";
import { type ChartSpec, cell, monthPosition, write } from "./spec";

Chart.register(
  ArcElement,
  BarController,
  BarElement,
  CategoryScale,
  DoughnutController,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  MatrixController,
  MatrixElement,
  PointElement,
  Tooltip,
);

/** Whiskers over bars and points that have an interval. */
function whiskers(spec: ChartSpec, { palette }: Look): Plugin {
  const { shape } = spec;
  return {
    id: "whiskers",
    afterDatasetsDraw({ ctx, scales }) {
      if (!("interval" in shape) || !shape.interval) return;
      const across = shape.kind === "bars" && shape.direction === "across";
      const [names, values] = across ? [scales.y, scales.x] : [scales.x, scales.y];
      if (!names || !values) return;
      const [low, high] = shape.interval;
      const half = shape.kind === "line" ? 2 : 4;
      ctx.save();
      // Along a line they stand close together, so they stay in the background.
      ctx.strokeStyle = shape.kind === "line" ? palette.muted : palette.text;
      ctx.lineWidth = shape.kind === "line" ? 1 : 1.5;
      ctx.beginPath();
      spec.rows.forEach((row, i) => {
        const [from, to] = [cell(row, low), cell(row, high)];
        if (typeof from !== "number" || typeof to !== "number") return;
        const at = names.getPixelForValue(i);
        const ends = [values.getPixelForValue(from), values.getPixelForValue(to)] as const;
        const draw = (v: number, c: number, to: "moveTo" | "lineTo") => (across ? ctx[to](v, c) : ctx[to](c, v));
        draw(ends[0], at, "moveTo");
        draw(ends[1], at, "lineTo");
        for (const end of ends) {
          draw(end, at - half, "moveTo");
          draw(end, at + half, "lineTo");
        }
      });
      ctx.stroke();
      ctx.restore();
    },
  };
}

/** The value in words at the end of each lying bar that has no whiskers: short bars are hard to read off an axis. */
function values(spec: ChartSpec, { palette, font, size }: Look): Plugin {
  const { shape } = spec;
  return {
    id: "values",
    afterDatasetsDraw(chart) {
      if (shape.kind !== "bars" || shape.direction !== "across" || shape.interval) return;
      const { ctx } = chart;
      const writing = spec.columns[shape.value]?.writing ?? "count";
      ctx.save();
      ctx.font = `${size}px ${font}`;
      ctx.fillStyle = palette.text;
      ctx.textBaseline = "middle";
      chart.getDatasetMeta(0).data.forEach((bar, i) => {
        const value = cell(spec.rows[i] ?? [], shape.value);
        if (typeof value !== "number") return;
        const left = value < 0;
        ctx.textAlign = left ? "right" : "left";
        ctx.fillText(write(writing, value), bar.x + (left ? -6 : 6), bar.y);
      });
      ctx.restore();
    },
  };
}

/** A dashed line at each marked month, with its words at the top. */
function marks(spec: ChartSpec, { palette, font, size }: Look): Plugin {
  return {
    id: "marks",
    afterDatasetsDraw({ ctx, scales: { x }, chartArea }) {
      if (!x || !spec.marks) return;
      ctx.save();
      ctx.font = `600 ${size}px ${font}`;
      ctx.textBaseline = "top";
      const above = markRows(spec) * markHeight(size);
      spec.marks.forEach(({ month, day, text }, i) => {
        const position = monthPosition(spec, month, day);
        if (position === null) return;
        const at = x.getPixelForValue(position);
        ctx.strokeStyle = palette.text;
        ctx.lineWidth = 1.5;
        ctx.setLineDash([5, 4]);
        ctx.beginPath();
        ctx.moveTo(at, chartArea.top - above);
        ctx.lineTo(at, chartArea.bottom);
        ctx.stroke();
        const { width } = ctx.measureText(text);
        const left = at + 6 + width > chartArea.right ? at - width - 6 : at + 6;
        const top = chartArea.top + 2 - above + (i % 3) * markHeight(size);
        ctx.fillStyle = palette.surface;
        ctx.fillRect(left - 3, top - 1, width + 6, size + 4);
        ctx.fillStyle = palette.text;
        ctx.fillText(text, left, top);
      });
      ctx.restore();
    },
  };
}

/** A drawn chart. */
export interface Drawing {
  update(spec: ChartSpec, look: Look): void;
  destroy(): void;
}

/** Draw on a canvas. `pick` hears which row was clicked. */
export function draw(canvas: HTMLCanvasElement, spec: ChartSpec, look: Look, pick: (row: number) => void): Drawing {
  let chart = start(canvas, spec, look, pick);
  let kept = JSON.stringify(spec.rows);
  return {
    update(next, nextLook) {
      const rows = JSON.stringify(next.rows);
      const motion = nextLook.motion && rows !== kept;
      kept = rows;
      // Tooltips, axes and whiskers close over the rows, so a new chart is simpler than patching the old, and as fast.
      chart.destroy();
      chart = start(canvas, next, { ...nextLook, motion }, pick);
    },
    destroy: () => chart.destroy(),
  };
}

/** The library takes letters for axes from its defaults only. */
export function letters({ font, size }: Look): void {
  Object.assign(Chart.defaults.font, { family: font, size });
}

function start(canvas: HTMLCanvasElement, spec: ChartSpec, look: Look, pick: (row: number) => void): Chart {
  letters(look);
  const config: Config = toConfig(spec, look);
  const clickable = "facet" in spec.shape && spec.shape.facet !== undefined;
  return new Chart(canvas, {
    ...config,
    options: {
      ...config.options,
      // The library tells of clicks between the axes only.
      onClick: (event, _, chart) => {
        if (!clickable || !event.native) return;
        // Anywhere in a bar's row counts, so that short bars are as easy to hit as long ones.
        const axis = spec.shape.kind === "bars" ? (spec.shape.direction === "across" ? "y" : "x") : "xy";
        const [hit] = chart.getElementsAtEventForMode(event.native, "nearest", { axis, intersect: false }, false);
        if (hit) pick(hit.index);
      },
    },
    plugins: extras(spec, look),
  } as Config) as unknown as Chart;
}

/** What is drawn beyond what the library draws by itself. */
export const extras = (spec: ChartSpec, look: Look): Plugin[] => [
  whiskers(spec, look),
  values(spec, look),
  marks(spec, look),
];

export { Chart };
