import { describe, expect, test } from "vitest";
import { analysisOf } from "../../e2e/mock-advice";
import { segments, verdict } from "./words";

const word = (text: string, start: number, contribution: number) => ({
  word: text,
  start,
  end: start + text.length,
  valence: contribution,
  contribution,
  why: [],
});

describe("a text cut at its words", () => {
  test("is the whole text again when put together", () => {
    for (const text of ["Great, not bad!", "nothing here", "bad", ""]) {
      expect(
        segments(analysisOf(text))
          .map((part) => part.text)
          .join(""),
      ).toBe(text);
    }
  });

  test("finds each word in its place, a repeated one too", () => {
    const cut = segments({
      text: "good good bad",
      words: [word("good", 0, 1.9), word("good", 5, 1.9), word("bad", 10, -2.5)],
    });
    expect(cut.map(({ added }) => added)).toEqual([1.9, null, 1.9, null, -2.5]);
  });

  test("does not depend on how the server counts letters", () => {
    const bytes = segments({ text: "Übrigens: 😀 good", words: [word("good", 18, 1.9)] });
    expect(bytes).toEqual([
      { text: "Übrigens: 😀 ", added: null, why: [] },
      { text: "good", added: 1.9, why: [] },
    ]);
    expect(segments({ text: "GOOD", words: [word("good", 0, 1.9)] })[0]?.added).toBe(1.9);
  });

  test("leaves out a word it cannot find", () => {
    expect(segments({ text: "fine", words: [word("bad", 0, -2)] })).toEqual([{ text: "fine", added: null, why: [] }]);
  });
});

describe("the verdict", () => {
  test("says how strong, and how many words pull which way", () => {
    const words = [word("great", 0, 3.1), word("bad", 9, -2.5)];
    expect(verdict({ compound: 0.7, label: "Positive", words })).toBe(
      "Clearly happy: 1 word sounds happy, 1 word sounds unhappy.",
    );
    expect(verdict({ compound: -0.4, label: "Negative", words })).toMatch(/^Unhappy:/);
    expect(verdict({ compound: 0.01, label: "Neutral", words })).toMatch(/^Neither/);
    expect(verdict({ compound: 0, label: "Neutral", words: [] })).toBe("No word in it sounds happy or unhappy.");
  });
});
