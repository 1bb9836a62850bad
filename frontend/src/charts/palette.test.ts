/** Colors, measured: contrast by WCAG 2.2, difference in CIELAB (CIE76), deuteranopia after Viénot, Brettel and Mollon (1999). */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { PALETTES, rgb, scoreColor } from "./palette";

type Triple = [number, number, number];

const linear = (v: number) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
const light = (hex: string) => rgb(hex).map(linear) as Triple;

function luminance(hex: string): number {
  const [r, g, b] = light(hex);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

const times = (m: Triple[], v: Triple) => m.map((row) => row[0] * v[0] + row[1] * v[1] + row[2] * v[2]) as Triple;

/** Linear sRGB as seen without M cones. */
function deuteranopia(color: Triple): Triple {
  const [l, , s] = times(
    [
      [17.8824, 43.5161, 4.11935],
      [3.45565, 27.1554, 3.86714],
      [0.0299566, 0.184309, 1.46709],
    ],
    color,
  );
  return times(
    [
      [0.0809444479, -0.130504409, 0.116721066],
      [-0.0102485335, 0.0540193266, -0.113614708],
      [-0.000365296938, -0.00412161469, 0.693511405],
    ],
    [l, 0.494207 * l + 1.24827 * s, s],
  );
}

function lab(color: Triple): Triple {
  const [x, y, z] = times(
    [
      [0.4124564, 0.3575761, 0.1804375],
      [0.2126729, 0.7151522, 0.072175],
      [0.0193339, 0.119192, 0.9503041],
    ],
    color,
  );
  const f = (t: number) => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116);
  const [fx, fy, fz] = [f(x / 0.95047), f(y), f(z / 1.08883)];
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
}

const distance = (a: Triple, b: Triple) => Math.hypot(...a.map((v, i) => v - (b[i] as number)));

const THEMES = Object.entries(PALETTES);

describe.each(THEMES)("the %s palette", (theme, palette) => {
  test("writes with a contrast of at least 4.5", () => {
    expect(contrast(palette.text, palette.surface)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(palette.muted, palette.surface)).toBeGreaterThanOrEqual(4.5);
  });

  test("draws with a contrast of at least 3", () => {
    for (const color of [palette.plain, ...palette.scale, ...palette.risk])
      expect(contrast(color, palette.surface), color).toBeGreaterThanOrEqual(3);
  });

  test("keeps both ends of the sentiment scale and its middle apart for people without green cones", () => {
    const [low, middle, high] = palette.scale.map((color) => lab(deuteranopia(light(color)))) as [
      Triple,
      Triple,
      Triple,
    ];
    expect(distance(low, high)).toBeGreaterThan(20);
    expect(distance(low, middle)).toBeGreaterThan(20);
    expect(distance(middle, high)).toBeGreaterThan(20);
  });

  test("keeps low and high risk apart for them too", () => {
    const [low, , high] = palette.risk.map((color) => lab(deuteranopia(light(color)))) as [Triple, Triple, Triple];
    expect(distance(low, high)).toBeGreaterThan(20);
  });

  test("is the one the style sheet has", () => {
    const css = readFileSync("src/styles/tokens.css", "utf8");
    const block = css.split(`[data-bs-theme="${theme}"]`)[1]?.split("}")[0] ?? "";
    const token = (name: string) => block.match(new RegExp(`--${name}: (#[0-9a-f]{6});`))?.[1];
    expect([token("surface"), token("text"), token("muted")]).toEqual([palette.surface, palette.text, palette.muted]);
    expect([token("low"), token("mid"), token("high")]).toEqual(palette.scale);
  });

  test("goes from orange through grey to blue", () => {
    expect(scoreColor(0, palette)).toBe(palette.scale[1]);
    expect(scoreColor(-1, palette)).toBe(palette.scale[0]);
    expect(scoreColor(0.9, palette)).toBe(palette.scale[2]);
  });
});

test("the measure itself tells red and green together without green cones, and apart with them", () => {
  // A pair that people without green cones confuse.
  const [red, green] = [light("#a56a00"), light("#6d8700")];
  expect(distance(lab(red), lab(green))).toBeGreaterThan(20);
  expect(distance(lab(deuteranopia(red)), lab(deuteranopia(green)))).toBeLessThan(20);
});
