/** The rows themselves: one of the three tables, a page at a time, as the server has them. */
import { html, nothing, render, type TemplateResult } from "lit-html";
import type { Column, Page, TableInfo, TableList } from "../api/types";
import type { Mount } from "../deps";
import { Resource } from "../state/resource";
import { PAGE_SIZES, TABLES, type TableName, type TableState } from "../state/url";
import { choose, lastStart, pageStart, USUAL } from "../table/columns";
import { tableOf } from "../table/table";
import * as format from "../ui/format";
import { type IconName, icon } from "../ui/icons";
import { Menu } from "../ui/menu";
import { emptyState, errorState, skeleton } from "../ui/states";

const TITLES: Record<TableName, string> = { customers: "Customers", deals: "Deals", feedback: "Feedback" };

interface PageKey {
  id: string;
  table: TableName;
  limit: number;
  offset: number;
  columns: string[];
}

export const mount: Mount = (root, { api, url, session, connection, announcer }) => {
  const dictionary = new Resource<string, TableList>((id, signal) => api.tables(id, signal));
  const page = new Resource<PageKey, Page>(({ id, table, ...query }, signal) => api.page(id, table, query, signal));
  const unfolded = new Set<string>();
  /** A host for the column menu that outlives redrawing. */
  const menuHost = document.createElement("div");
  menuHost.className = "menu-host";
  const menu = new Menu(menuHost, () => draw());

  const info = (): TableInfo | null =>
    dictionary.value?.tables.find(({ name }) => name === url.get().table.table) ?? null;

  function columns(): Column[] {
    const { table, columns: chosen } = url.get().table;
    return choose(table, info()?.columns ?? [], chosen).columns;
  }

  const go = (patch: Partial<TableState>) => url.set({ table: { ...url.get().table, ...patch } });

  /** Ask for what the address says, when it is not what we have. */
  function keepUp(): void {
    const dataset = session.ready;
    if (!dataset || !url.get().dataset) {
      dictionary.clear();
      page.clear();
      return;
    }
    if (dictionary.key !== dataset.id) {
      page.clear();
      unfolded.clear();
      void dictionary.load(dataset.id);
      return;
    }
    const about = info();
    if (!about) return;
    const { table, limit, offset, columns: chosen } = url.get().table;
    const { unknown } = choose(table, about.columns, chosen);
    if (chosen && unknown.length > 0) {
      const known = chosen.filter((name) => !unknown.includes(name));
      url.replace({ table: { ...url.get().table, columns: known.length > 0 ? known : null } }, [
        { name: "columns", given: unknown.join(","), why: `is not in the table of ${table}` },
      ]);
      return;
    }
    if (offset > 0 && offset >= about.rows) {
      url.replace({ table: { ...url.get().table, offset: lastStart(about.rows, limit) } }, [
        { name: "offset", given: String(offset), why: `is past the last of ${format.plural(about.rows, "row")}` },
      ]);
      return;
    }
    const key: PageKey = { id: dataset.id, table, limit, offset, columns: columns().map(({ name }) => name) };
    if (JSON.stringify(page.key) === JSON.stringify(key)) return;
    unfolded.clear();
    void page.load(key);
  }

  function tabs(current: TableName): TemplateResult {
    const turn = (event: KeyboardEvent) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const next = TABLES[(TABLES.indexOf(current) + step + TABLES.length) % TABLES.length] as TableName;
      go({ table: next, offset: 0, columns: null });
      root.querySelector<HTMLElement>(`#tab-${next}`)?.focus();
    };
    return html`<div class="tabs" role="tablist" aria-label="Tables" @keydown=${turn}>
      ${TABLES.map((table) => {
        const rows = dictionary.value?.tables.find(({ name }) => name === table)?.rows;
        return html`<button type="button" role="tab" id="tab-${table}" aria-selected=${table === current} aria-controls="table-panel"
          tabindex=${table === current ? 0 : -1} @click=${() => go({ table, offset: 0, columns: null })}>
          ${TITLES[table]}${rows === undefined ? nothing : html`<span class="tab-count">${format.count(rows)}</span>`}
        </button>`;
      })}
    </div>`;
  }

  function columnMenu(about: TableInfo): HTMLElement {
    const shown = columns().map(({ name }) => name);
    const flip = (name: string) => {
      const next = about.columns
        .map((c) => c.name)
        .filter((n) => (n === name ? !shown.includes(n) : shown.includes(n)));
      const usual =
        next.length === USUAL[url.get().table.table].length &&
        next.every((n) => USUAL[url.get().table.table].includes(n));
      go({ columns: usual ? null : next });
    };
    render(
      html`<button type="button" class="btn btn-sm btn-quiet" aria-expanded=${menu.open} aria-controls="column-menu" @click=${menu.toggle}>
          ${icon("columns")}Columns
        </button>
        <div id="column-menu" class="menu menu-right" ?hidden=${!menu.open}>
          <fieldset>
            <legend>Columns of ${url.get().table.table}</legend>
            ${about.columns.map(
              ({ name, meaning }) => html`<label class="check" title=${meaning}>
                <input type="checkbox" .checked=${shown.includes(name)} ?disabled=${shown.length === 1 && shown.includes(name)}
                  @change=${() => flip(name)} />${format.columnTitle(name)}
              </label>`,
            )}
          </fieldset>
          <button type="button" class="btn btn-sm btn-quiet" @click=${() => go({ columns: null })}>The usual columns</button>
        </div>`,
      menuHost,
    );
    return menuHost;
  }

  function pager(total: number): TemplateResult {
    const { limit, offset } = url.get().table;
    const last = lastStart(total, limit);
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
      <span class="page-where">${total === 0 ? "No rows" : `${format.count(offset + 1)}–${format.count(Math.min(offset + limit, total))} of ${format.count(total)}`}</span>
      <span class="page-buttons">
        ${turn("First page", "first", 0, offset === 0)}
        ${turn("Previous page", "previous", Math.max(0, offset - limit), offset === 0)}
        ${turn("Next page", "next", offset + limit, offset >= last)}
        ${turn("Last page", "last", last, offset >= last)}
      </span>
    </nav>`;
  }

  function rows(about: TableInfo): TemplateResult {
    const state = page.get();
    const { limit } = url.get().table;
    if (state.status === "failed") return errorState(state.error, "The rows could not be loaded.", () => page.retry());
    // Rows of another table never stand under this one's heading, not even for a moment.
    const before = state.status === "loading" && state.before?.table === about.name ? state.before : null;
    const value = state.status === "ready" ? state.value : before;
    if (!value) return skeleton(Math.min(limit, 25), "skeleton-rows");
    if (value.total === 0)
      return emptyState("This table has no rows", "Make a dataset with more customers or a longer history.");
    const shown = columns().filter(({ name }) => value.columns.includes(name));
    return html`<div class=${state.status === "loading" ? "stale" : ""} aria-busy=${state.status === "loading"}>
      ${tableOf(value, shown, `${about.name}, ${format.count(value.total)} rows`, {
        unfolded: (key) => unfolded.has(key),
        fold(key) {
          if (!unfolded.delete(key)) unfolded.add(key);
          draw();
        },
      })}
    </div>`;
  }

  function body(): TemplateResult | typeof nothing {
    if (!session.ready || !url.get().dataset) return nothing;
    const { table } = url.get().table;
    const state = dictionary.get();
    const about = info();
    return html`<section class="card tables" aria-labelledby="tables-title">
      <div class="section-head">
        <div>
          <h2 id="tables-title">The rows</h2>
          <p class="muted">${about?.meaning ?? nothing} All rows of the dataset: the filters above change the numbers and charts.</p>
        </div>
      </div>
      <div class="table-bar">
        ${tabs(table)}
        <div class="table-actions">
          ${about ? columnMenu(about) : nothing}
          ${
            about
              ? html`<a class="btn btn-sm btn-quiet" href=${about.links.csv} download="${about.name}.csv">${icon("csv")}Download CSV</a>`
              : nothing
          }
        </div>
      </div>
      <div id="table-panel" role="tabpanel" aria-labelledby="tab-${table}">
        ${
          state.status === "failed"
            ? errorState(state.error, "The tables could not be loaded.", () => dictionary.retry())
            : about
              ? html`${rows(about)}${pager(about.rows)}`
              : skeleton(10, "skeleton-rows")
        }
      </div>
    </section>`;
  }

  function draw(): void {
    render(body(), root);
  }

  function refresh(): void {
    keepUp();
    draw();
  }

  refresh();
  const stop = [
    dictionary.changed.on(refresh),
    page.changed.on((state) => {
      draw();
      if (state.status === "ready" && root.contains(document.activeElement)) {
        const { offset, rows: shown, total } = state.value;
        announcer.say(
          `Rows ${format.count(offset + 1)} to ${format.count(offset + shown.length)} of ${format.count(total)}.`,
        );
      }
    }),
    session.dataset.changed.on(refresh),
    url.changed.on(refresh),
    connection.changed.on((up) => {
      if (!up) return;
      if (dictionary.get().status === "failed") dictionary.retry();
      if (page.get().status === "failed") page.retry();
    }),
  ];
  return () => {
    menu.dispose();
    for (const end of stop) end();
  };
};
