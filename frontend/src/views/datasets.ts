/** The picker of datasets: open another, or delete one. */
import { html, nothing, render, type TemplateResult } from "lit-html";
import type { Dataset, DatasetList } from "../api/types";
import type { Mount } from "../deps";
import { Resource } from "../state/resource";
import { confirm } from "../ui/confirm";
import * as format from "../ui/format";
import { icon } from "../ui/icons";
import { Menu } from "../ui/menu";
import { emptyState, errorState, explain, skeleton } from "../ui/states";

/** How many datasets are listed at first, and added by "Show more". */
const STEP = 20;

export const mount: Mount = (root, { api, url, session, connection, announcer }) => {
  const list = new Resource<number, DatasetList>((limit, signal) => api.datasets(limit, 0, signal));
  const menu = new Menu(root, () => {
    if (menu.open) void list.load(STEP);
    draw();
  });
  let error: Error | null = null;

  function open(event: MouseEvent, dataset: Dataset): void {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return; // a new tab or window, as ever
    event.preventDefault();
    menu.set(false);
    if (dataset.id !== url.get().dataset) session.open(dataset);
    root.querySelector<HTMLElement>("button")?.focus();
  }

  async function remove(dataset: Dataset): Promise<void> {
    const yes = await confirm(
      `Delete ${dataset.name}?`,
      "It cannot be brought back from here. The same settings and seed make the same data again.",
      "Delete",
    );
    if (!yes) return;
    error = null;
    try {
      await api.remove(dataset.id);
      announcer.say(`${dataset.name} was deleted.`);
      if (dataset.id === url.get().dataset) session.close();
    } catch (cause) {
      error = cause as Error;
    }
    session.datasetsChanged.emit();
    menu.set(true);
  }

  function item(dataset: Dataset): TemplateResult {
    const about =
      dataset.status === "ready"
        ? `${format.plural(dataset.recipe.customers, "customer")} · seed ${dataset.recipe.seed} · ${format.day(dataset.created_at)}`
        : dataset.status === "building"
          ? "Being made"
          : "Could not be made";
    return html`<li>
      <a class="menu-item" href="?dataset=${dataset.id}" aria-current=${dataset.id === url.get().dataset ? "true" : nothing}
        @click=${(event: MouseEvent) => open(event, dataset)}>
        <span class="menu-title">${dataset.name}</span><span class="menu-about">${about}</span>
      </a>
      <button type="button" class="btn btn-ghost btn-square" aria-label="Delete ${dataset.name}" title="Delete"
        @click=${() => remove(dataset)}>${icon("remove")}</button>
    </li>`;
  }

  function panel(): TemplateResult {
    const state = list.get();
    if (state.status === "failed") return errorState(state.error, "The list could not be loaded.", () => list.retry());
    const value = state.status === "ready" ? state.value : state.status === "loading" ? state.before : null;
    if (!value) return skeleton(4);
    if (value.total === 0) return emptyState("No datasets yet", "Make one, and it will be listed here.");
    return html`<ul class="menu-list">${value.datasets.map(item)}</ul>
      ${
        value.total > value.datasets.length
          ? html`<button type="button" class="btn btn-sm btn-quiet" @click=${() => list.load(value.datasets.length + STEP)}>
              Show more (${format.count(value.total - value.datasets.length)})
            </button>`
          : nothing
      }`;
  }

  function draw(): void {
    const name = session.dataset.value?.name ?? "Datasets";
    render(
      html`<button type="button" class="btn btn-quiet picker" aria-expanded=${menu.open} aria-controls="dataset-menu"
          aria-label="Datasets: ${name}" @click=${menu.toggle}>
          <span class="picker-name">${name}</span>${icon("open")}
        </button>
        <div id="dataset-menu" class="menu" ?hidden=${!menu.open}>
          ${error ? html`<p class="field-error" role="alert">${explain(error)}</p>` : nothing}
          ${menu.open ? panel() : nothing}
        </div>`,
      root,
    );
  }

  draw();
  const stop = [
    list.changed.on(draw),
    session.dataset.changed.on(draw),
    url.changed.on(draw),
    session.datasetsChanged.on(() => list.clear()),
    connection.changed.on((up) => up && list.get().status === "failed" && list.retry()),
  ];
  return () => {
    menu.dispose();
    for (const end of stop) end();
  };
};
