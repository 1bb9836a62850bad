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

  function file({ title, description, rows, href, file: name }: ExportFile): TemplateResult {
    return html`<li class="file">
      <div>
        <h3>${title}</h3>
        <p class="muted">${description}</p>
      </div>
      <a class="btn ${name.endsWith(".zip") ? "btn-primary" : "btn-quiet"}" href=${href} download>
        ${icon("download")}<span>${name}</span><span class="visually-hidden">, ${title}</span>
      </a>
      ${rows === null ? nothing : html`<p class="hint">${format.plural(rows, "row")}</p>`}
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
      <p class="muted">Files hold every row of ${dataset.name}; filters do not change them.</p>
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

  dialog.addEventListener("close", () => panels.set(null));
  // A click on the darkened page closes the drawer; a click inside it never reaches the dialog itself.
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) close();
  });
  const stop = [
    panels.changed.on((panel) => {
      if (panel === "exports" && session.ready) {
        copied = null;
        void files.load(session.ready.id);
        draw();
        dialog.showModal();
      } else if (dialog.open) {
        close();
      }
    }),
    files.changed.on(draw),
    session.dataset.changed.on(() => {
      if (!session.ready && dialog.open) close();
    }),
    connection.changed.on((up) => up && files.get().status === "failed" && files.retry()),
  ];
  return () => {
    for (const end of stop) end();
    dialog.remove();
  };
};
