/** What stands above the rows: the filters in words, a small form to add one, and the search. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { Column } from "../api/types";
import { joinList, type Op, type RowFilter } from "../state/rows";
import { columnTitle } from "../ui/format";
import { icon } from "../ui/icons";
import { isNumber } from "./columns";
import { filterWords, operatorsOf } from "./filters";

/** A filter being put together. */
export interface DraftFilter {
  column: string;
  op: Op;
  value: string;
  values: string[];
}

export const startDraft = (column: Column): DraftFilter => ({
  column: column.name,
  op: operatorsOf(column)[0]?.op ?? "eq",
  value: column.type === "boolean" ? "true" : "",
  values: [],
});

/** The filter a draft stands for; null while it is not finished. */
export function finished({ column, op, value, values }: DraftFilter): RowFilter | null {
  if (op === "in") return values.length > 0 ? { column, op, value: joinList(values) } : null;
  if (op === "null") return { column, op, value: value === "false" ? "false" : "true" };
  return value.trim() ? { column, op, value: value.trim() } : null;
}

export interface FilterForm {
  columns: Column[];
  draft: DraftFilter;
  problem: string | null;
  change(draft: DraftFilter): void;
  add(): void;
}

/** The form: which column, how compared, with what. */
export function filterForm({ columns, draft, problem, change, add }: FilterForm): TemplateResult {
  const column = columns.find(({ name }) => name === draft.column);
  if (!column) return html``;
  const operators = operatorsOf(column);
  return html`<form class="filter-form" novalidate @submit=${(event: Event) => {
    event.preventDefault();
    add();
  }}>
    <div class="field"><label for="filter-column">Column</label>
      <select class="form-select" id="filter-column" @change=${(event: Event) => {
        const next = columns.find(({ name }) => name === (event.target as HTMLSelectElement).value);
        if (next) change(startDraft(next));
      }}>
        ${columns.map(({ name }) => html`<option value=${name} .selected=${name === draft.column}>${columnTitle(name)}</option>`)}
      </select></div>
    <div class="field"><label for="filter-op">Condition</label>
      <select class="form-select" id="filter-op" @change=${(event: Event) => {
        const op = (event.target as HTMLSelectElement).value as Op;
        change({ ...draft, op, value: op === "null" || draft.op === "null" ? "" : draft.value });
      }}>
        ${operators.map(({ op, title }) => html`<option value=${op} .selected=${op === draft.op}>${title}</option>`)}
      </select></div>
    ${valueField(column, draft, change)}
    ${problem ? html`<p class="field-error" role="alert">${problem}</p>` : nothing}
    <p class="hint">${column.meaning}</p>
    <button type="submit" class="btn btn-sm btn-primary">Add this filter</button>
  </form>`;
}

function valueField(column: Column, draft: DraftFilter, change: (draft: DraftFilter) => void): TemplateResult {
  const { op, value, values } = draft;
  const typed = (event: Event) => change({ ...draft, value: (event.target as HTMLInputElement).value });
  const choice = (id: string, title: string, options: [value: string, title: string][]) =>
    html`<div class="field"><label for=${id}>${title}</label>
      <select class="form-select" id=${id} @change=${typed}>
        ${options.map(([each, words]) => html`<option value=${each} .selected=${each === value}>${words}</option>`)}
      </select></div>`;
  if (op === "null")
    return choice("filter-value", "Which rows", [
      ["true", "those that are empty"],
      ["false", "those that are not"],
    ]);
  if (column.type === "boolean")
    return choice("filter-value", "Value", [
      ["true", "yes"],
      ["false", "no"],
    ]);
  if (op === "in" && column.values)
    return html`<fieldset class="field filter-values"><legend>Values</legend>
      ${column.values.map(
        (each) => html`<label class="check"><input type="checkbox" .checked=${values.includes(each)}
          @change=${() => change({ ...draft, values: (column.values ?? []).filter((v) => (v === each) !== values.includes(v)) })} />${each}</label>`,
      )}
    </fieldset>`;
  if (op === "ne" && column.values)
    return choice("filter-value", "Value", [["", "Choose…"], ...column.values.map((v): [string, string] => [v, v])]);
  const write = (event: Event) => {
    const text = (event.target as HTMLInputElement).value;
    change(
      op === "in" ? { ...draft, value: text, values: text.trim() ? [text.trim()] : [] } : { ...draft, value: text },
    );
  };
  return html`<div class="field"><label for="filter-value">Value</label>
    <input class="form-control" id="filter-value" type=${column.type === "date" ? "date" : "text"} autocomplete="off"
      inputmode=${isNumber(column) ? "decimal" : "text"} .value=${value} @input=${write} /></div>`;
}

/** The filters in words, each with a way to take it off. */
export function filterChips(
  filters: RowFilter[],
  columns: Column[],
  remove: (filter: RowFilter) => void,
  clear: () => void,
): TemplateResult | typeof nothing {
  if (filters.length === 0) return nothing;
  return html`<div class="chips row-filters" role="group" aria-label="Filters of these rows">
    <span class="chips-title" aria-hidden="true">Only rows where</span>
    ${filters.map((filter) => {
      const column = columns.find(({ name }) => name === filter.column);
      const words = column ? filterWords(filter, column) : filter.column;
      return html`<button type="button" class="chip chip-on" aria-label="Take off: ${words}" title="Take off"
        @click=${() => remove(filter)}>${words} ${icon("close")}</button>`;
    })}
    <button type="button" class="btn btn-sm btn-ghost" @click=${clear}>Show all rows</button>
  </div>`;
}
