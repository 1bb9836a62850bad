/**
 * Colors that charts draw with, for both themes. Pure.
 *
 * Sentiment runs orange – grey – blue, never red to green: people who cannot tell those two apart still see the ends apart
 * (tested with simulated deuteranopia), and the meaning is in signs and words as well.
 */
import type { Theme } from "../ui/theme";

export interface Palette {
  /** What a card is painted with, and so what a chart stands on. */
  surface: string;
  text: string;
  muted: string;
  grid: string;
  /** One series without a meaning of its own. */
  plain: string;
  plainSoft: string;
  /** From −1 through 0 to +1. */
  scale: [string, string, string];
  /** Low, medium, high. */
  risk: [string, string, string];
}

export const PALETTES: Record<Theme, Palette> = {
  dark: {
    surface: "#151a23",
    text: "#e6eaf0",
    muted: "#9ba6b5",
    grid: "#252c38",
    plain: "#8b8df8",
    plainSoft: "#8b8df833",
    scale: ["#f28c38", "#7f8896", "#4ba3f5"],
    risk: ["#5c7391", "#d9a441", "#f07f2e"],
  },
  light: {
    surface: "#ffffff",
    text: "#1a2130",
    muted: "#586375",
    grid: "#e6e9ef",
    plain: "#5b5bd6",
    plainSoft: "#5b5bd626",
    scale: ["#c25e08", "#838b98", "#1670cf"],
    risk: ["#6f88a8", "#b0790b", "#c6530a"],
  },
};

/** Averages of many texts beyond this are rare, so the full colors begin here and the shades between can be told apart. Chosen. */
export const FULL_COLOR_AT = 0.3;

type Rgb = [number, number, number];

export function rgb(hex: string): Rgb {
  return [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16)) as Rgb;
}

export function hex(color: Rgb): string {
  return `#${color.map((v) => Math.round(v).toString(16).padStart(2, "0")).join("")}`;
}

const mix = (a: string, b: string, t: number): string => {
  const [from, to] = [rgb(a), rgb(b)];
  return hex(from.map((v, i) => v + ((to[i] as number) - v) * t) as Rgb);
};

/** The color of a sentiment score. */
export function scoreColor(score: number, { scale }: Palette): string {
  const t = Math.max(-1, Math.min(1, score / FULL_COLOR_AT));
  return t < 0 ? mix(scale[1], scale[0], -t) : mix(scale[1], scale[2], t);
}

/** This far above the usual share, a cell is as bright as can be. Chosen. */
export const BRIGHTEST_AT = 0.1;

/** The color of something that is more than usual by a share of 1, and of everything that is not. */
export const moreColor = (more: number, { grid, plain }: Palette): string =>
  mix(grid, plain, Math.max(0, Math.min(1, more / BRIGHTEST_AT)));
