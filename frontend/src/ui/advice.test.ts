import { describe, expect, test } from "vitest";
import { recommendationsOf } from "../../e2e/mock-advice";
import { recipeOf } from "../../e2e/mock-data";
import type { Advice, Dataset } from "../api/types";
import { chance, evidenceLines, GROUP_TITLES, GROUPS, modelSentence, NOTHING_FOUND, worthShort } from "./advice";

const first = recommendationsOf({ recipe: recipeOf({ customers: 1000 }, "x") } as Dataset).groups
  .priority_actions[0] as Advice;

test("every group has a name and a sentence for when it is empty", () => {
  for (const group of GROUPS) {
    expect(GROUP_TITLES[group]).toMatch(/^[A-Z]/);
    expect(NOTHING_FOUND[group]).toMatch(/\.$/);
  }
});

describe("the worth of an item", () => {
  test("is dollars, else customers, else nothing", () => {
    const worth = { text: "", how: "", usd: null, customers: null };
    expect(worthShort({ ...worth, usd: 214_000, customers: 9 })).toBe("$214K");
    expect(worthShort({ ...worth, customers: 1 })).toBe("1 customer");
    expect(worthShort(worth)).toBe("");
  });
});

describe("the numbers behind an item", () => {
  test("say what was compared, the interval, the rows and the chance of a fluke", () => {
    expect(evidenceLines(first)).toEqual([
      "Here: −0.08; elsewhere or before: +0.21",
      "Difference: −0.29 (95% interval −0.36 to −0.22)",
      "Rows behind it: 412",
      "Chance of a fluke: about 1 in 3,000",
    ]);
  });

  test("are written in their unit, and left out where there are none", () => {
    const evidence = { metric: "x", value: 0.5, comparison: null, effect: null, interval: null, n: 7, q_value: null };
    const line = (unit: string, value = 0.5) => evidenceLines({ ...first, evidence: { ...evidence, value, unit } })[0];
    expect(line("share")).toBe("Here: 50.0%");
    expect(line("hours", 3)).toBe("Here: 3.0 h");
    expect(line("USD", 1200)).toBe("Here: $1,200");
    expect(line("share of deals won")).toBe("Here: 50.0%");
    expect(line("natural logarithm of a ratio: 0.69 is twice as much", Math.log(2))).toBe("Here: 2 times");
    expect(line("points from -100 to 100", 31)).toBe("Here: +31.0");
    const apart = { ...evidence, effect: 0.288, interval: [0.2, 0.31] as [number, number], unit: "share of deals won" };
    expect(evidenceLines({ ...first, evidence: apart })[1]).toBe(
      "Difference: +28.8 points (95% interval +20.0 points to +31.0 points)",
    );
    expect(line("days", 12.345)).toBe("Here: 12.35 days");
    expect(evidenceLines({ ...first, evidence: { ...evidence, value: null, n: 0, unit: "" } })).toEqual([]);
  });
});

test.each([
  [0.00001, "less than 1 in 10,000"],
  [0.0004, "about 1 in 3,000"],
  [0.021, "about 1 in 48"],
  [0.3, "30%"],
])("a chance of %d is said as %s", (q, words) => {
  expect(chance(q)).toBe(words);
});

test("the model says how good it is, in its own words where it has some", () => {
  const model = { auc: 0.79, n_train: 1400, n_test: 600, calibration: [], note: "" };
  expect(modelSentence(model)).toContain("about 8 times in 10");
  expect(modelSentence({ ...model, note: "Good enough." })).toBe("Good enough.");
  expect(modelSentence(null)).toContain("too few customers");
});
