/** A chart as a picture to take along. Loaded when the first picture is asked for. */
import { Chart, extras, letters } from "./chart";
import { type Config, type Look, toConfig } from "./config";
import { FULL_COLOR_AT } from "./palette";
import { type ChartSpec, write } from "./spec";

/** What a picture says around its chart. */
export interface Caption {
  /** The heading: the finding, or the question. */
  heading: string;
  /** Which filters were on, in words. */
  filters: string;
  /** Dataset name, id and seed. */
  source: string;
}

const PNG = { width: 1200, height: 675, margin: 36, head: 118, foot: 64, density: 2 };

/** What the colors mean, right-aligned at `right`. */
function scaleLegend(ctx: CanvasRenderingContext2D, { palette, font }: Look, right: number, y: number): void {
  const [long, thick] = [150, 10];
  ctx.font = `14px ${font}`;
  ctx.fillStyle = palette.muted;
  ctx.textAlign = "right";
  const high = `${write("score", FULL_COLOR_AT)} or more`;
  ctx.fillText(high, right, y);
  const end = right - ctx.measureText(high).width - 10;
  ctx.fillText(`${write("score", -FULL_COLOR_AT)} or less`, end - long - 10, y);
  ctx.textAlign = "left";
  const ramp = ctx.createLinearGradient(end - long, 0, end, 0);
  for (const [i, color] of palette.scale.entries()) ramp.addColorStop(i / 2, color);
  ctx.fillStyle = ramp;
  ctx.fillRect(end - long, y - thick, long, thick);
}

/** The chart as a PNG of 2400 × 1350 pixels on a solid ground, with its title, filters, dataset id and seed. */
export async function toPng(spec: ChartSpec, look: Look, caption: Caption): Promise<Blob> {
  const { width, height, margin, head, foot, density } = PNG;
  const canvas = document.createElement("canvas");
  canvas.width = width * density;
  canvas.height = height * density;
  const ctx = canvas.getContext("2d");
  if (!ctx) throw new Error("This browser cannot draw pictures.");
  ctx.scale(density, density);
  const { palette } = look;
  ctx.fillStyle = palette.surface;
  ctx.fillRect(0, 0, width, height);
  const text = (words: string, y: number, size: number, color: string, weight = 400) => {
    ctx.fillStyle = color;
    ctx.font = `${weight} ${size}px ${look.font}`;
    ctx.fillText(words, margin, y, width - 2 * margin);
  };
  text(caption.heading, margin + 22, 26, palette.text, 600);
  text(`${spec.title} · ${spec.unit} · ${spec.basis}`, margin + 48, 16, palette.muted);
  text(spec.summary, margin + 74, 16, palette.text);
  if ("tone" in spec.shape && spec.shape.tone === "score") scaleLegend(ctx, look, width - margin, margin + 14);
  text(caption.filters, height - foot + 22, 15, palette.text);
  text(caption.source, height - foot + 44, 14, palette.muted);

  const plot = document.createElement("canvas");
  const size = { width: width - 2 * margin, height: height - head - foot - 12 };
  plot.width = size.width;
  plot.height = size.height;
  letters(look);
  const config = toConfig(spec, { ...look, motion: false, width });
  const chart = new Chart(plot, {
    ...config,
    options: { ...config.options, responsive: false, devicePixelRatio: density, animation: false },
    plugins: extras(spec, look),
  } as Config);
  ctx.drawImage(plot, margin, head, size.width, size.height);
  chart.destroy();
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("The picture could not be made."))), "image/png");
  });
}
