/** A line at the foot of the window while the numbers are narrowed and the filters out of sight, with the way back. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { Spot } from "../state/spot";
import type { Filter } from "../state/url";
import * as format from "./format";
import { icon } from "./icons";

/** What the numbers are narrowed to, in words; empty for nothing. Pure. */
export function narrowedTo({ region, segment, industry, from, to }: Filter): string {
  const lists = [region, segment, industry].filter((list) => list.length > 0).map((list) => list.join(" or "));
  const months =
    from && to
      ? [format.period({ from, to })]
      : from
        ? [`since ${format.month(from)}`]
        : to
          ? [`until ${format.month(to)}`]
          : [];
  return [...lists, ...months].join(" · ");
}

/** The line itself; nothing where all numbers are shown and no line is drawn. */
export function narrowed(filter: Filter, spot: Spot | null, back: () => void): TemplateResult | typeof nothing {
  const only = narrowedTo(filter);
  const line = spot?.marks[0] ? `Line at ${format.month(spot.marks[0].month)}` : "";
  const text = [only && `Only ${only}`, line].filter(Boolean).join(" · ");
  if (!text) return nothing;
  return html`<div class="narrowed" role="group" aria-label="What the charts show">
    <p>${icon("filter")}<span>${text}</span></p>
    <button type="button" class="btn btn-sm btn-primary" @click=${back}>${icon("back")}Back to everything</button>
  </div>`;
}
