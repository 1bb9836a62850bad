/** Turning pages, and how many rows a page holds. */
import { html, type TemplateResult } from "lit-html";
import { PAGE_SIZES } from "../state/url";
import * as format from "../ui/format";
import { type IconName, icon } from "../ui/icons";
import { lastStart, pageStart } from "./columns";

export interface Pages {
  limit: number;
  offset: number;
  /** Null while nobody knows. */
  total: number | null;
}

function where({ limit, offset, total }: Pages): string {
  if (total === null) return "…";
  if (total === 0) return "No rows";
  return `${format.count(offset + 1)}–${format.count(Math.min(offset + limit, total))} of ${format.count(total)}`;
}

/** `go` is told where to turn to. */
export function pager({ limit, offset, total }: Pages, go: (to: Partial<Pages>) => void): TemplateResult {
  const last = total === null ? offset : lastStart(total, limit);
  const turn = (label: string, name: IconName, to: number, off: boolean) =>
    html`<button type="button" class="btn btn-quiet btn-square" aria-label=${label} title=${label} aria-disabled=${off}
      @click=${() => !off && go({ offset: to })}>${icon(name)}</button>`;
  return html`<nav class="pager" aria-label="Pages of the table">
    <label class="page-size">Rows on a page
      <select class="form-select" @change=${(event: Event) => {
        const next = Number((event.target as HTMLSelectElement).value);
        go({ limit: next, offset: pageStart(offset, next) });
      }}>
        ${PAGE_SIZES.map((size) => html`<option value=${size} .selected=${size === limit}>${size}</option>`)}
      </select>
    </label>
    <span class="page-where">${where({ limit, offset, total })}</span>
    <span class="page-buttons">
      ${turn("First page", "first", 0, offset === 0)}
      ${turn("Previous page", "previous", Math.max(0, offset - limit), offset === 0)}
      ${turn("Next page", "next", offset + limit, offset >= last)}
      ${turn("Last page", "last", last, offset >= last)}
    </span>
  </nav>`;
}
