/** One page of rows as a table: folded texts, aligned numbers, nothing that can break the layout. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { Cell, Column, Page } from "../api/types";
import { columnTitle } from "../ui/format";
import { FOLD_AT, isNumber, writeCell } from "./columns";

/** What a reader can do with a table. */
export interface TableActions {
  /** Whether the text of this row and column is unfolded. */
  unfolded(key: string): boolean;
  fold(key: string): void;
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
          ${columns.map(
            (column) => html`<th scope="col" class=${isNumber(column) ? "num" : ""} title=${column.meaning}>
              ${columnTitle(column.name)}${!column.unit || column.unit.startsWith("USD") ? nothing : html`<span class="unit">${unitOf(column.unit)}</span>`}
            </th>`,
          )}
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

/** Units short enough for a heading: "score from -1 to 1" as −1 to 1. */
function unitOf(unit: string): string {
  return unit.replace(/^.* from /, "").replaceAll("-", "−");
}
