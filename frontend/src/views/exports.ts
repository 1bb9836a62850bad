/** The drawer of files: what can be downloaded, what each is good for, and addresses to copy. */
import { html, nothing, render, type TemplateResult } from "lit-html";
import type { ExportFile, ExportList } from "../api/types";
import type { Mount } from "../deps";
import { Resource } from "../state/resource";
import { TABLES, type TableName } from "../state/url";
import * as format from "../ui/format";
import { icon } from "../ui/icons";
import { curlLine, statelessUrl } from "../ui/links";
import { errorState, skeleton } from "../ui/states";

/** Which guide belongs to which file, by a part of its name. */
const GUIDES: Record<string, string> = { tableau: "tableau", powerbi: "power-bi", excel: "excel", parquet: "duckdb" };

export const mount: Mount = (root, { api, session, panels, connection, announcer }) => {
  const files = new Resource<string, ExportList>((id, signal) => api.exports(id, signal));
  const dialog = document.createElement("dialog");
  dialog.className = "drawer";
  dialog.setAttribute("aria-labelledby", "exports-title");
  root.append(dialog);
  let table: TableName = "customers";
  let copied: string | null = null;

  const close = () => dialog.close();

  async function copy(id: string, text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      copied = id;
      announcer.say("Copied.");
    } catch {
      // Not allowed here: mark the text, so that one key copies it.
      const field = dialog.querySelector<HTMLTextAreaElement>(`#copy-${id}`);
      field?.focus();
      field?.select();
    }
    draw();
  }

  /** A guide for the tool that opens this file, where there is one. */
  const guideOf = (name: string) => Object.entries(GUIDES).find(([part]) => name.includes(part))?.[1] ?? null;

  function file({
    title,
    description,
    rows,
    href,
    file: name,
    good_for,
    available,
    why_not,
  }: ExportFile): TemplateResult {
    const guide = guideOf(name);
    const first = name === "csv.zip";
    return html`<li class="file">
      <div>
        <h3>${title}</h3>
        <p class="file-for">${good_for}</p>
        <p class="muted">${description}</p>
        <p class="hint">
          ${rows === null ? nothing : format.plural(rows, "row")}
          ${guide ? html`<button type="button" class="link" @click=${() => panels.set("guides", guide)}>How to open it, step by step</button>` : nothing}
        </p>
      </div>
      ${
        available === false
          ? html`<p class="file-not">${icon("alert")} Not available. ${why_not}</p>`
          : html`<a class="btn ${first ? "btn-primary" : "btn-quiet"}" href=${href} download>
              ${icon("download")}<span>${name}</span><span class="visually-hidden">, ${title}</span>
            </a>`
      }
    </li>`;
  }

  const copyable = (id: string, title: string, text: string) => html`<div class="field">
    <label for="copy-${id}">${title}</label>
    <div class="copy">
      <textarea class="form-control" id="copy-${id}" readonly rows="3" spellcheck="false" .value=${text}></textarea>
      <button type="button" class="btn btn-quiet" @click=${() => copy(id, text)} aria-label="Copy: ${title}">
        ${icon(copied === id ? "check" : "copy")}${copied === id ? "Copied" : "Copy"}
      </button>
    </div>
  </div>`;

  function body(): TemplateResult | typeof nothing {
    const dataset = session.ready;
    if (!dataset) return nothing;
    const state = files.get();
    const url = statelessUrl(location.origin, table, dataset.recipe, session.options.value);
    return html`<div class="drawer-head">
        <h2 id="exports-title">Take the data with you</h2>
        <button type="button" class="btn btn-ghost btn-square" aria-label="Close" @click=${close}>${icon("close")}</button>
      </div>
      <p class="muted">
        Files hold every row of ${dataset.name}; filters do not change them. New to a tool?
        <button type="button" class="link" @click=${() => panels.set("guides")}>Read its guide</button>
      </p>
      ${
        state.status === "failed"
          ? errorState(state.error, "The list of files could not be loaded.", () => files.retry())
          : state.status === "ready"
            ? html`<ul class="files">${state.value.exports.map(file)}</ul>`
            : skeleton(5)
      }
      <h3 class="drawer-part">An address that always gives this data</h3>
      <p class="muted">It holds the whole recipe, so it works on any server with this version, and gives the same bytes every time.</p>
      <div class="field">
        <label for="stateless-table">Table</label>
        <select class="form-select" id="stateless-table"
          @change=${(event: Event) => {
            table = (event.target as HTMLSelectElement).value as TableName;
            copied = null;
            draw();
          }}>
          ${TABLES.map((name) => html`<option value=${name} .selected=${name === table}>${name}</option>`)}
        </select>
      </div>
      ${copyable("url", "Address", url)} ${copyable("curl", "For a terminal", curlLine(url, `${table}.csv`))}`;
  }

  function draw(): void {
    render(body(), dialog);
  }

  dialog.addEventListener("close", () => panels.closed("exports"));
  // A click on the darkened page closes the drawer; a click inside it never reaches the dialog itself.
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) close();
  });
  function follow(): void {
    if (panels.open === "exports" && session.ready) {
      copied = null;
      void files.load(session.ready.id);
      draw();
      dialog.showModal();
    } else if (dialog.open) {
      close();
    }
  }

  const stop = [
    panels.changed.on(follow),
    files.changed.on(draw),
    session.dataset.changed.on(() => {
      if (!session.ready && dialog.open) close();
    }),
    connection.changed.on((up) => up && files.get().status === "failed" && files.retry()),
  ];
  follow();
  return () => {
    for (const end of stop) end();
    dialog.remove();
  };
};
