/** What a card shows when it has no data: its skeleton, its error, or why it is empty. */
import { html, nothing, type TemplateResult } from "lit-html";
import { Failure } from "../api/client";
import { icon } from "./icons";

/** An error inside its card, in plain words, with a way to try again. */
export function errorState(error: Error, what: string, retry: (() => void) | null): TemplateResult {
  return html`<div class="state" role="alert">
    <span class="state-icon">${icon("alert")}</span>
    <p class="state-title">${what}</p>
    <p class="state-text">${explain(error)}</p>
    ${retry ? html`<button type="button" class="btn btn-sm btn-quiet" @click=${retry}>Retry</button>` : nothing}
  </div>`;
}

/** The reason in plain words. Server faults never show their insides, so there is nothing more to tell. */
export function explain(error: Error): string {
  if (error instanceof Failure) {
    if (error.kind === "offline") return "The server does not answer. This page tries again by itself.";
    if (error.problem && error.problem.status < 500) return error.message;
    if (error.problem?.status === 503) return "The server is busy. Please try again in a moment.";
    if (error.problem) return "Something went wrong on the server. Trying again may help.";
    return error.message;
  }
  return "Something went wrong on this page. Trying again may help.";
}

/** Why there is nothing to show, what to do, and where it can be done right here, a button. */
export function emptyState(
  title: string,
  advice: string,
  action: { title: string; act: () => void } | null = null,
): TemplateResult {
  return html`<div class="state">
    <p class="state-title">${title}</p>
    <p class="state-text">${advice}</p>
    ${action ? html`<button type="button" class="btn btn-sm btn-quiet" @click=${action.act}>${action.title}</button>` : nothing}
  </div>`;
}

/** Grey bars where content will be. */
export function skeleton(lines: number, kind = ""): TemplateResult {
  return html`<div class="skeleton ${kind}" aria-hidden="true">
    ${Array.from({ length: lines }, () => html`<span class="bone"></span>`)}
  </div>`;
}

/** The card of the rows, as high as it will be, until it is known what tables there are. */
export const comingRows = html`<div class="card tables coming">${skeleton(14, "skeleton-rows")}</div>`;
