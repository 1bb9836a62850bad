/** Words of the trade, each with a short plain explanation, and a way to mark them in a sentence. */
import { html, type TemplateResult } from "lit-html";

/** What each term means, for someone who has never sold software. Sentences, no term explained by another. */
export const TERMS: Record<string, string> = {
  churn: "A customer who leaves for good has churned. The churn rate is the share that left.",
  NPS: "Net Promoter Score. People say from 0 to 10 whether they would recommend us. The share of 9s and 10s, less the share of 0 to 6.",
  "win rate": "Of all deals that were decided, the share we won.",
  pipeline: "The value of all deals that are still open.",
  sentiment: "How a text sounds: −1 is very unhappy, 0 is neither, +1 is very happy. Worked out from its words.",
  "95% interval":
    "The true value very likely lies in this range. The fewer rows there are, the wider it is. Two bars whose ranges overlap a lot may not differ at all.",
  cohort: "Customers who joined in the same quarter, followed together.",
  segment: "The size of the customer's company: SMB has 5 to 199 people, Mid-Market up to 1,999, Enterprise more.",
  seed: "The number all the data grows from. The same seed and settings give the same data, on any computer.",
  "monthly recurring revenue": "What a customer pays us each month, again and again.",
  "lifetime value": "Everything a customer has paid us since the beginning.",
  pain: "Something that customers complain about again and again.",
  "first answer": "The time from a customer's message until somebody replies.",
  stage: "How far a deal has come, from first contact to signature.",
  renewal: "A customer who signs for another year.",
  expansion: "A customer who buys more than before.",
  "chance of a fluke":
    "How likely a difference as large as this one would be if nothing were going on. Corrected for how many places were looked at.",
  onset: "The month in which it began.",
  "compound score": "All words of a text taken together, from −1 (very unhappy) to +1 (very happy).",
  AUC: "Take one customer who left and one who stayed: how often the model gave the first the higher chance. 0.5 is guessing, 1 is always right.",
};

export type Term = keyof typeof TERMS;

/** How a term may be written in a sentence. Longer ones first, so that they win. */
const WRITTEN: [RegExp, string][] = [
  [/\b95% intervals?\b/i, "95% interval"],
  [/\bmonthly recurring revenue\b/i, "monthly recurring revenue"],
  [/\blifetime value\b/i, "lifetime value"],
  [/\bwin rates?\b/i, "win rate"],
  [/\bcompound score\b/i, "compound score"],
  [/\bchance of a fluke\b/i, "chance of a fluke"],
  [/\bfirst (?:answer|response)s?\b/i, "first answer"],
  [/\bpain points?\b/i, "pain"],
  [/\bchurn(?:ed)?\b/i, "churn"],
  [/\bNPS\b/, "NPS"],
  [/\bAUC\b/, "AUC"],
  [/\bpipeline\b/i, "pipeline"],
  [/\bsentiment\b/i, "sentiment"],
  [/\bcohorts?\b/i, "cohort"],
  [/\bsegments?\b/i, "segment"],
  [/\bseed\b/i, "seed"],
  [/\brenewals?\b/i, "renewal"],
  [/\bexpansions?\b/i, "expansion"],
];

/** A word that can be asked about: by focus, pointer or tap. */
export function term(name: string, text: string = name): TemplateResult {
  const about = TERMS[name] ?? "";
  return html`<button type="button" class="term" data-tip=${about} aria-description=${about}>${text}</button>`;
}

/** The sentence cut into plain text and terms; each term once, at its first place. Pure. */
export function cutAtTerms(text: string): (string | { name: string; text: string })[] {
  const found: { at: number; text: string; name: string }[] = [];
  for (const [pattern, name] of WRITTEN) {
    const match = pattern.exec(text);
    if (!match) continue;
    const [at, end] = [match.index, match.index + match[0].length];
    if (found.some((other) => at < other.at + other.text.length && other.at < end)) continue;
    found.push({ at, text: match[0], name });
  }
  found.sort((a, b) => a.at - b.at);
  const parts: (string | { name: string; text: string })[] = [];
  let from = 0;
  for (const { at, text: words, name } of found) {
    if (at > from) parts.push(text.slice(from, at));
    parts.push({ name, text: words });
    from = at + words.length;
  }
  if (from < text.length) parts.push(text.slice(from));
  return parts;
}

/** The sentence with its terms marked, but for those explained near by already. */
export const withTerms = (text: string, known: string[] = []) =>
  cutAtTerms(text).map((part) => {
    if (typeof part === "string") return part;
    return known.includes(part.name) ? part.text : term(part.name, part.text);
  });
