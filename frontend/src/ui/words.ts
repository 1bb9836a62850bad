/** A text cut into the words that moved its score and the rest, for showing what each word added. Pure. */
import type { Analysis } from "../api/types";

export interface Segment {
  text: string;
  /** What the word added to the sum, or null for text that added nothing. */
  added: number | null;
  why: string[];
}

/**
 * The whole text in order, cut at the analyser's words.
 *
 * Places are counted by the server in its own way (bytes, characters), so each word is looked up from the last one on.
 */
export function segments({ text, words }: Pick<Analysis, "text" | "words">): Segment[] {
  const parts: Segment[] = [];
  let from = 0;
  const lower = text.toLowerCase();
  for (const { word, start, contribution, why } of [...words].sort((a, b) => a.start - b.start)) {
    const at = text.startsWith(word, start) && start >= from ? start : lower.indexOf(word.toLowerCase(), from);
    if (at < 0 || word === "") continue;
    if (at > from) parts.push({ text: text.slice(from, at), added: null, why: [] });
    parts.push({ text: text.slice(at, at + word.length), added: contribution, why });
    from = at + word.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), added: null, why: [] });
  return parts;
}

/** What the sum of all words says in a sentence. */
export function verdict({ compound, label, words }: Pick<Analysis, "compound" | "label" | "words">): string {
  const up = words.filter(({ contribution }) => contribution > 0).length;
  const down = words.filter(({ contribution }) => contribution < 0).length;
  if (up + down === 0) return "No word in it sounds happy or unhappy.";
  const size = Math.abs(compound) >= 0.6 ? "Clearly " : Math.abs(compound) >= 0.3 ? "" : "Slightly ";
  const tone =
    label === "Neutral" ? "Neither happy nor unhappy" : `${size}${label === "Positive" ? "happy" : "unhappy"}`;
  const words_ = (n: number, kind: string) => `${n} ${n === 1 ? "word sounds" : "words sound"} ${kind}`;
  const parts = [...(up > 0 ? [words_(up, "happy")] : []), ...(down > 0 ? [words_(down, "unhappy")] : [])];
  return `${tone.charAt(0).toUpperCase()}${tone.slice(1)}: ${parts.join(", ")}.`;
}
