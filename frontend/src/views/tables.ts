/** The rows themselves: one of the three tables, filtered, sorted and searched by the server, a page at a time. */
import { html, nothing, render, type TemplateResult } from "lit-html";
import { rowQuery } from "../api/client";
import type { Column, Page, TableInfo, TableList } from "../api/types";
import type { Mount } from "../deps";
import { Resource } from "../state/resource";
import { type RowFilter, type SortKey, sortedBy } from "../state/rows";
import { type Dropped, FIRST_TABLE, TABLES, type TableName, type TableState } from "../state/url";
import { type DraftFilter, filterChips, filterForm, finished, startDraft } from "../table/bar";
import { choose, isNumber, lastStart, USUAL } from "../table/columns";
import { filterProblem } from "../table/filters";
import { pager } from "../table/pager";
import { tableOf } from "../table/table";
import * as format from "../ui/format";
import { icon } from "../ui/icons";
import { Menu } from "../ui/menu";
import { comingRows, emptyState, errorState, skeleton } from "../ui/states";

const TITLES: Record<TableName, string> = { customers: "Customers", deals: "Deals", feedback: "Feedback" };
/** A search is sent when nothing was typed for so long, in milliseconds. */
const TYPING_MS = 300;

interface PageKey {
  id: string;
  table: TableName;
  limit: number;
  offset: number;
  columns: string[];
  filters: RowFilter[];
  sort: SortKey[];
  q: string;
}

/** A host for a menu that outlives redrawing. */
function menuHost(): HTMLElement {
  const host = document.createElement("div");
  host.className = "menu-host";
  return host;
}

export const mount: Mount = (root, { api, url, session, connection, announcer }) => {
  const dictionary = new Resource<string, TableList>((id, signal) => api.tables(id, signal));
  const page = new Resource<PageKey, Page>(({ id, table, ...query }, signal) => api.page(id, table, query, signal));
  const unfolded = new Set<string>();
  const columnHost = menuHost();
  const columnMenu = new Menu(columnHost, () => draw());
  const filterHost = menuHost();
  const filterMenu = new Menu(filterHost, () => draw());
  let draft: DraftFilter | null = null;
  let draftProblem: string | null = null;
  let typing: ReturnType<typeof setTimeout> | undefined;
  /** The rows whose pages are being turned: all but which page, and in what order. Null to measure anew. */
  let turned: string | null = null;

  const info = (): TableInfo | null =>
    dictionary.value?.tables.find(({ name }) => name === url.get().table.table) ?? null;

  function columns(): Column[] {
    const { table, columns: chosen } = url.get().table;
    return choose(table, info()?.columns ?? [], chosen).columns;
  }

  const go = (patch: Partial<TableState>) => url.set({ table: { ...url.get().table, ...patch } });
  const turnTo = (table: TableName) => go({ ...FIRST_TABLE, limit: url.get().table.limit, table });

  /** Take what this table cannot do out of the address, naming it. True when something was. */
  function correct(about: TableInfo): boolean {
    const state = url.get().table;
    const known = new Set(about.columns.map(({ name }) => name));
    const dropped: Dropped[] = [];
    const patch: Partial<TableState> = {};
    const { unknown } = choose(state.table, about.columns, state.columns);
    if (state.columns && unknown.length > 0) {
      const rest = state.columns.filter((name) => !unknown.includes(name));
      patch.columns = rest.length > 0 ? rest : null;
      dropped.push({ name: "columns", given: unknown.join(","), why: `is not in the table of ${state.table}` });
    }
    patch.filters = state.filters.filter((filter) => {
      const why = filterProblem(filter, about.columns);
      if (why) dropped.push({ name: "filter", given: `${filter.column}:${filter.op}:${filter.value}`, why });
      return !why;
    });
    patch.sort = state.sort.filter(({ column, down }) => {
      if (known.has(column)) return true;
      dropped.push({ name: "sort", given: (down ? "-" : "") + column, why: `is not in the table of ${state.table}` });
      return false;
    });
    if (dropped.length === 0) return false;
    url.replace({ table: { ...state, ...patch } }, dropped);
    return true;
  }

  /** A page past the last one turns to the last one. True when it did. */
  function turnBack(total: number): boolean {
    const { table } = url.get();
    if (table.offset === 0 || table.offset < total) return false;
    url.replace({ table: { ...table, offset: lastStart(total, table.limit) } }, [
      { name: "offset", given: String(table.offset), why: `is past the last of ${format.plural(total, "row")}` },
    ]);
    return true;
  }

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
    // A correction of the address leads back here.
    if (!about || correct(about) || turnBack(about.rows)) return;
    const { columns: _, ...rest } = url.get().table;
    const key: PageKey = { id: dataset.id, ...rest, columns: columns().map(({ name }) => name) };
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
      turnTo(next);
      root.querySelector<HTMLElement>(`#tab-${next}`)?.focus();
    };
    return html`<div class="tabs" role="tablist" aria-label="Tables" @keydown=${turn}>
      ${TABLES.map((table) => {
        const rows = dictionary.value?.tables.find(({ name }) => name === table)?.rows;
        return html`<button type="button" role="tab" id="tab-${table}" aria-selected=${table === current} aria-controls="table-panel"
          tabindex=${table === current ? 0 : -1} @click=${() => turnTo(table)}>
          ${TITLES[table]}${rows === undefined ? nothing : html`<span class="tab-count">${format.count(rows)}</span>`}
        </button>`;
      })}
    </div>`;
  }

  function columnPicker(about: TableInfo): HTMLElement {
    const shown = columns().map(({ name }) => name);
    const usual = USUAL[url.get().table.table];
    const flip = (name: string) => {
      const next = about.columns
        .map((c) => c.name)
        .filter((n) => (n === name ? !shown.includes(n) : shown.includes(n)));
      go({ columns: next.length === usual.length && next.every((n) => usual.includes(n)) ? null : next });
    };
    render(
      html`<button type="button" class="btn btn-sm btn-quiet" aria-expanded=${columnMenu.open} aria-controls="column-menu" @click=${columnMenu.toggle}>
          ${icon("columns")}Columns
        </button>
        <div id="column-menu" class="menu menu-right" ?hidden=${!columnMenu.open}>
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
      columnHost,
    );
    return columnHost;
  }

  function addFilter(about: TableInfo): void {
    const filter = draft && finished(draft);
    draftProblem = filter ? filterProblem(filter, about.columns) : "Choose or type a value first.";
    if (!filter || draftProblem) {
      if (filter && draftProblem) draftProblem = `That ${draftProblem}.`;
      draw();
      return;
    }
    draft = null;
    filterMenu.set(false);
    go({ filters: [...url.get().table.filters, filter], offset: 0 });
    filterHost.querySelector<HTMLElement>("button")?.focus();
  }

  function filterPicker(about: TableInfo): HTMLElement {
    const [first] = about.columns;
    if (first && !about.columns.some(({ name }) => name === draft?.column)) {
      draft = startDraft(columns().find(({ type }) => type === "label") ?? first);
      draftProblem = null;
    }
    render(
      html`<button type="button" class="btn btn-sm btn-quiet" aria-expanded=${filterMenu.open} aria-controls="filter-menu" @click=${filterMenu.toggle}>
          ${icon("filter")}Filter
        </button>
        <div id="filter-menu" class="menu menu-right" ?hidden=${!filterMenu.open}>
          ${
            filterMenu.open && draft
              ? filterForm({
                  columns: about.columns,
                  draft,
                  problem: draftProblem,
                  change(next) {
                    draft = next;
                    draftProblem = null;
                    draw();
                  },
                  add: () => addFilter(about),
                })
              : nothing
          }
        </div>`,
      filterHost,
    );
    return filterHost;
  }

  const search = (table: TableName) => html`<label class="search">
    <span class="visually-hidden">Search the ${table}</span>${icon("search")}
    <input class="form-control" type="search" placeholder="Search" maxlength="200" .value=${url.get().table.q}
      @input=${(event: InputEvent) => {
        const q = (event.target as HTMLInputElement).value.trim();
        clearTimeout(typing);
        typing = setTimeout(() => go({ q, offset: 0 }), TYPING_MS);
      }} />
  </label>`;

  function rows(about: TableInfo): TemplateResult {
    const state = page.get();
    const { limit, filters, sort, q } = url.get().table;
    if (state.status === "failed") return errorState(state.error, "The rows could not be loaded.", () => page.retry());
    // Rows of another table never stand under this one's heading, not even for a moment.
    const before = state.status === "loading" && state.before?.table === about.name ? state.before : null;
    const value = state.status === "ready" ? state.value : before;
    if (!value)
      return html`<p class="looking">${state.status === "loading" && state.slow ? looking(about) : nothing}</p>
        ${skeleton(Math.min(limit, 25), "skeleton-rows")}`;
    if (value.total === 0)
      return filters.length > 0 || q
        ? emptyState("No rows fit", "Take a filter off, or search for something else.", {
            title: "Show all rows",
            act: () => go({ filters: [], q: "", offset: 0 }),
          })
        : emptyState("This table has no rows", "Make a dataset with more customers or a longer history.");
    const shown = columns().filter(({ name }) => value.columns.includes(name));
    return html`<div class=${state.status === "loading" ? "stale" : ""} aria-busy=${state.status === "loading"}>
      ${tableOf(value, shown, `${about.name}, ${format.count(value.total)} rows`, {
        unfolded: (key) => unfolded.has(key),
        fold(key) {
          turned = null;
          if (!unfolded.delete(key)) unfolded.add(key);
          draw();
        },
        sort,
        sortBy: (column, also) =>
          go({ sort: sortedBy(sort, column.name, also, isNumber(column) || column.type === "date"), offset: 0 }),
      })}
    </div>`;
  }

  /** What takes so long. */
  const looking = ({ rows }: TableInfo) => `Looking through ${format.plural(rows, "row")}…`;

  /** The rows on screen as a file: the same filters, search and order; every column. */
  function csvOf(about: TableInfo): string {
    const query = rowQuery(url.get().table);
    return query ? `${about.links.csv}?${query}` : about.links.csv;
  }

  function body(): TemplateResult | typeof nothing {
    if (!session.ready || !url.get().dataset) return nothing;
    const { table, filters, limit, offset } = url.get().table;
    const state = dictionary.get();
    const about = info();
    if (!about && state.status !== "failed") return comingRows;
    const loading = page.get();
    const slow = loading.status === "loading" && loading.slow;
    const total =
      page.value?.total ?? (loading.status === "loading" ? loading.before?.total : undefined) ?? about?.rows ?? 0;
    return html`<section class="card tables" aria-labelledby="tables-title">
      <div class="section-head">
        <div>
          <h2 id="tables-title" tabindex="-1">The rows</h2>
          <p class="muted">${about?.meaning ?? nothing} These are rows of the whole dataset; they have filters of their own.</p>
        </div>
      </div>
      <div class="table-bar">
        ${tabs(table)}
        <div class="table-actions">
          ${
            about
              ? html`${search(table)}${filterPicker(about)}${columnPicker(about)}
                  <a class="btn btn-sm btn-quiet" href=${csvOf(about)} download="${about.name}.csv">${icon("download")}Download CSV</a>`
              : nothing
          }
        </div>
      </div>
      ${
        about
          ? filterChips(
              filters,
              about.columns,
              (filter) => go({ filters: url.get().table.filters.filter((each) => each !== filter), offset: 0 }),
              () => go({ filters: [], offset: 0 }),
            )
          : nothing
      }
      <div id="table-panel" role="tabpanel" aria-labelledby="tab-${table}">
        ${
          state.status === "failed"
            ? errorState(state.error, "The tables could not be loaded.", () => dictionary.retry())
            : about
              ? html`<div class="rows-place">${rows(about)}</div>${pager({ limit, offset, total: slow ? null : total }, go)}`
              : nothing
        }
      </div>
    </section>`;
  }

  /** Draws. The place of the rows stays as high while others come and while pages are turned, so that buttons stay under the pointer. */
  function draw(): void {
    const place = () => root.querySelector<HTMLElement>(".rows-place");
    const before = place()?.offsetHeight ?? 0;
    render(body(), root);
    const { offset: _, sort: __, ...same } = url.get().table;
    const loading = page.get().status === "loading";
    const now = JSON.stringify(same);
    const after = place();
    if (after) after.style.minHeight = before > 0 && (loading || now === turned) ? `${before}px` : "";
    if (!loading) turned = now;
  }

  function refresh(): void {
    keepUp();
    draw();
    showRows();
  }

  /** Bring the rows into view when somebody asked for them, as soon as they have their place. */
  function showRows(): void {
    const title = root.querySelector<HTMLElement>("#tables-title");
    if (!title || !session.takeRowsWanted()) return;
    title.scrollIntoView({ block: "start" });
    title.focus({ preventScroll: true });
  }

  refresh();
  const stop = [
    dictionary.changed.on(refresh),
    page.changed.on((state) => {
      if (state.status === "ready" && turnBack(state.value.total)) return;
      draw();
      const about = info();
      if (state.status === "loading" && state.slow && about) announcer.say(looking(about));
      if (state.status === "ready" && root.contains(document.activeElement)) {
        const { offset, rows: shown, total } = state.value;
        announcer.say(
          total === 0
            ? "No rows fit."
            : `Rows ${format.count(offset + 1)} to ${format.count(offset + shown.length)} of ${format.count(total)}.`,
        );
      }
    }),
    session.dataset.changed.on(refresh),
    session.rowsAsked.on(showRows),
    url.changed.on(refresh),
    connection.changed.on((up) => {
      if (!up) return;
      if (dictionary.get().status === "failed") dictionary.retry();
      if (page.get().status === "failed") page.retry();
    }),
  ];
  return () => {
    clearTimeout(typing);
    columnMenu.dispose();
    filterMenu.dispose();
    for (const end of stop) end();
  };
};
