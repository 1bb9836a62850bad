/** One page of rows as a table: folded texts, aligned numbers, nothing that can break the layout. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { Cell, Column, Page } from "../api/types";
import type { SortKey } from "../state/rows";
import { columnTitle } from "../ui/format";
import { icon } from "../ui/icons";
import { FOLD_AT, isNumber, writeCell } from "./columns";

/** What a reader can do with a table. */
export interface TableActions {
  /** Whether the text of this row and column is unfolded. */
  unfolded(key: string): boolean;
  fold(key: string): void;
  /** The order of the rows. */
  sort: SortKey[];
  /** A heading was chosen; `also` keeps the order there was as well. */
  sortBy(column: Column, also: boolean): void;
}

/** The column of whole texts: wide from the start, so that rows stay low. */
const LONG = "feedback_text";

const TONES: Record<string, string> = { Positive: "tone-high", Negative: "tone-low", Neutral: "tone-mid" };
const RISKS: Record<string, string> = { High: "tone-low", Medium: "tone-warn", Low: "tone-mid" };

function cellOf(column: Column, value: Cell, key: string, actions: TableActions): TemplateResult {
  const text = writeCell(column, value);
  if (text === "")
    return html`<td class="nil ${isNumber(column) ? "num" : ""}"><span aria-hidden="true">–</span><span class="visually-hidden">empty</span></td>`;
  if (column.name === "sentiment_label" || column.name === "churn_risk") {
    const tone = (column.name === "churn_risk" ? RISKS : TONES)[text] ?? "";
    return html`<td><span class="pill ${tone}">${text}</span></td>`;
  }
  if (isNumber(column)) return html`<td class="num">${text}</td>`;
  if (text.length <= FOLD_AT) return html`<td class=${column.name === LONG ? "long" : column.type}>${text}</td>`;
  const open = actions.unfolded(key);
  return html`<td class="long">
    <span class=${open ? "" : "folded"}>${text}</span>
    <button type="button" class="fold" aria-expanded=${open} @click=${() => actions.fold(key)}>${open ? "Show less" : "Show all"}</button>
  </td>`;
}

export function tableOf(page: Page, columns: Column[], caption: string, actions: TableActions): TemplateResult {
  return html`<div class="table-scroll" tabindex="0" role="group" aria-label=${caption}>
    <table class="rows">
      <thead>
        <tr>
          ${columns.map((column) => heading(column, actions))}
        </tr>
      </thead>
      <tbody>
        ${page.rows.map(
          (row, i) => html`<tr>
            ${columns.map((column) => cellOf(column, row[column.name] ?? null, `${page.offset + i}/${column.name}`, actions))}
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** A heading sorts: once one way, again the other way, a third time as it was. With Shift it adds to the order. */
function heading(column: Column, { sort, sortBy }: TableActions): TemplateResult {
  const at = sort.findIndex((key) => key.column === column.name);
  const key = sort[at];
  const order = key ? (key.down ? "descending" : "ascending") : "none";
  const unit =
    !column.unit || column.unit.startsWith("USD") ? nothing : html`<span class="unit">${unitOf(column.unit)}</span>`;
  const about = `${column.meaning} Choose to sort; with Shift, by several columns.`;
  return html`<th scope="col" class=${isNumber(column) ? "num" : ""} aria-sort=${at === 0 ? order : nothing}>
    <button type="button" class="sort" data-tip=${about} aria-description=${about}
      @click=${(event: MouseEvent) => sortBy(column, event.shiftKey)}>
      <span>${columnTitle(column.name)}${unit}</span>
      <span class="sort-mark ${key ? "on" : ""}">${icon(key?.down ? "down" : "up")}${sort.length > 1 && key ? html`<span class="sort-place">${at + 1}</span>` : nothing}</span>
      ${key ? html`<span class="visually-hidden">, sorted ${order}</span>` : nothing}
    </button>
  </th>`;
}

/** Units short enough for a heading: "score from -1 to 1" as −1 to 1. */
function unitOf(unit: string): string {
  return unit.replace(/^.* from /, "").replaceAll("-", "−");
}
