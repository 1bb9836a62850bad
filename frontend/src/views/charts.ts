/** All charts, each in its card: picture, table, PNG and CSV of the same rows. Drawn when scrolled near. */
import { html, nothing, render, type TemplateResult } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import type { Summary } from "../api/types";
import type { Caption, Drawing } from "../charts/chart";
import type { Look } from "../charts/config";
import { toCsv } from "../charts/csv";
import { headingOf } from "../charts/findings";
import { type Card, type Section, sections } from "../charts/kinds";
import { FULL_COLOR_AT, PALETTES } from "../charts/palette";
import { type ChartSpec, cell, type Mark, marked, write } from "../charts/spec";
import type { Mount } from "../deps";
import { type Facet, type Filter, toggled } from "../state/url";
import { download, slug } from "../ui/download";
import * as format from "../ui/format";
import { icon } from "../ui/icons";
import { emptyState, errorState, skeleton } from "../ui/states";
import { withTerms } from "../ui/terms";

type Library = typeof import("../charts/chart");

/** The filters in words, for pictures. */
export function filterWords({ region, segment, industry }: Filter, covered: { from: string; to: string }): string {
  const lists = [region, segment, industry].filter((list) => list.length > 0).map((list) => list.join(" or "));
  return [format.period(covered), ...(lists.length > 0 ? lists : ["all customers"])].join(" · ");
}

/** Pictures are this wide, and written larger than charts on the page. */
const PICTURE_WIDTH = 1200;

/** How long a chart somebody asked for stays marked, in milliseconds. */
const ASKED_MS = 4000;

/** Terms that the headings of the sections explain, so that not every card does. */
const EXPLAINED = ["sentiment", "segment"];

/** A summary without a row, to know the cards before the numbers come. */
const BLANK = {
  charts: new Proxy({}, { get: () => [] }),
} as unknown as Summary;

export const mount: Mount = (root, { url, session, theme, announcer }) => {
  let library: Library | null = null;
  let libraryError: Error | null = null;
  const asTable = new Set<string>();
  /** The chart somebody asked to be shown, for a moment. */
  let asked: string | null = null;
  let forgetting: ReturnType<typeof setTimeout> | undefined;
  const near = new Set<string>();
  const drawings = new Map<string, { drawing: Drawing; spec: ChartSpec; theme: string }>();
  const watcher = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        const { chart = "" } = (target as HTMLElement).dataset;
        if (isIntersecting) near.add(chart);
        else near.delete(chart);
      }
      paint();
    },
    { rootMargin: "300px" },
  );

  function loadLibrary(): void {
    libraryError = null;
    import("../charts/chart").then(
      (loaded) => {
        library = loaded;
        paint();
      },
      (cause) => {
        libraryError = cause as Error;
        draw();
      },
    );
  }

  const look = (width: number): Look => ({
    palette: PALETTES[theme.theme],
    font: getComputedStyle(document.body).fontFamily,
    motion: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    size: width >= PICTURE_WIDTH ? 16 : 12,
    width,
  });

  /** Where the stories began, once the answers are shown. */
  const marks = (): Mark[] =>
    (session.answers.value?.stories ?? []).flatMap(({ onset, title }) =>
      onset ? [{ month: onset, text: title }] : [],
    );

  function drawn(summary: Summary): Section[] {
    const lines = marks();
    return sections(summary).map((each) => ({
      ...each,
      cards: each.cards.map((card) => ({ ...card, spec: marked(card.spec, lines) })),
    }));
  }

  function specs(): Section[] {
    const { value } = session.summary;
    return value ? drawn(value) : [];
  }

  const heading = (spec: ChartSpec) => headingOf(spec, session.recommendations.value?.findings ?? [], url.get().filter);

  /** Draw what is near and out of date. */
  function paint(): void {
    if (!library) return;
    for (const { spec } of specs().flatMap(({ cards }) => cards)) {
      if (!near.has(spec.id) || spec.empty || asTable.has(spec.id)) continue;
      const canvas = root.querySelector<HTMLCanvasElement>(`[data-chart="${spec.id}"] canvas`);
      if (!canvas) continue;
      const kept = drawings.get(spec.id);
      if (kept && kept.theme === theme.theme && JSON.stringify(kept.spec) === JSON.stringify(spec)) continue;
      const looks = look(canvas.parentElement?.clientWidth ?? 400);
      if (kept) kept.drawing.update(spec, looks);
      const drawing = kept?.drawing ?? library.draw(canvas, spec, looks, (row) => pick(spec.id, row));
      drawings.set(spec.id, { drawing, spec, theme: theme.theme });
    }
  }

  function forget(): void {
    for (const { drawing } of drawings.values()) drawing.destroy();
    drawings.clear();
  }

  /** A click on a bar or cell: switch that filter on or off. */
  function pick(id: string, row: number): void {
    const spec = drawings.get(id)?.spec;
    if (!spec || !("facet" in spec.shape) || !spec.shape.facet) return;
    const facet: Facet = spec.shape.facet;
    const value = spec.rows[row]?.[spec.shape.kind === "heat" ? spec.shape.down : spec.shape.label];
    if (typeof value !== "string") return;
    const filter = toggled(url.get().filter, facet, value);
    url.set({ filter });
    announcer.say(`${value} is ${filter[facet].includes(value) ? "now a filter" : "no longer a filter"}.`);
  }

  function flip(id: string): void {
    if (!asTable.delete(id)) {
      asTable.add(id);
      drawings.get(id)?.drawing.destroy();
      drawings.delete(id);
    }
    draw();
  }

  const fileName = (spec: ChartSpec, ending: string) =>
    `${slug(session.ready?.name ?? "dataset")}-${spec.id}.${ending}`;

  async function savePng(spec: ChartSpec): Promise<void> {
    const summary = session.summary.value;
    if (!library || !summary) return;
    const { dataset, filter, period } = summary;
    const caption: Caption = {
      heading: heading(spec),
      filters: filterWords(filter, period),
      source: `${dataset.name} · dataset ${dataset.id} · seed ${dataset.seed} · data up to ${format.day(dataset.as_of)}`,
    };
    try {
      download(fileName(spec, "png"), await library.toPng(spec, look(PICTURE_WIDTH), caption));
    } catch {
      announcer.say("The picture could not be made.");
    }
  }

  const saveCsv = (spec: ChartSpec) =>
    download(fileName(spec, "csv"), new Blob([toCsv(spec)], { type: "text/csv;charset=utf-8" }));

  const table = (
    spec: ChartSpec,
  ) => html`<div class="chart-table" tabindex="0" role="group" aria-label="${spec.title}, as a table">
    <table>
      <thead>
        <tr>${spec.columns.map(({ title, writing }) => html`<th scope="col" class=${words(writing) ? "" : "num"}>${title}</th>`)}</tr>
      </thead>
      <tbody>
        ${spec.rows.map(
          (row) => html`<tr>
            ${spec.columns.map(({ writing }, i) => html`<td class=${words(writing) ? "" : "num"}>${write(writing, cell(row, i))}</td>`)}
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;

  function chart({ spec, width, tall }: Card, loading: boolean): TemplateResult {
    const shownAsTable = asTable.has(spec.id);
    const bones = loading;
    const blank = bones || spec.empty;
    const title = heading(spec);
    const clickable = "facet" in spec.shape && spec.shape.facet !== undefined;
    return html`<article class="card chart w${width} ${tall ? "tall" : ""} ${asked === spec.id ? "asked" : ""}" data-chart=${spec.id} aria-labelledby="${spec.id}-title">
      <header class="chart-head">
        <h3 id="${spec.id}-title" tabindex="-1">${title}</h3>
        <div class="chart-actions">
          <button type="button" class="btn btn-ghost btn-square" aria-pressed=${shownAsTable} ?disabled=${blank}
            aria-label="Show as table: ${spec.title}" title="Show as table" @click=${() => flip(spec.id)}>${icon("table")}</button>
          <button type="button" class="btn btn-ghost btn-square" ?disabled=${blank} aria-label="Save as PNG: ${spec.title}"
            title="Save as PNG" @click=${() => savePng(spec)}>${icon("image")}</button>
          <button type="button" class="btn btn-ghost btn-square" ?disabled=${blank} aria-label="Save as CSV: ${spec.title}"
            title="Save as CSV" @click=${() => saveCsv(spec)}>${icon("download")}</button>
        </div>
      </header>
      <p class="chart-unit">${withTerms(`${spec.title} · ${spec.unit}`, EXPLAINED)}${blank ? nothing : html` · ${spec.basis}`}</p>
      <p class="chart-summary">${bones ? nothing : spec.summary}</p>
      <div class="plot">
        ${
          bones
            ? skeleton(1, "skeleton-plot")
            : spec.empty
              ? emptyState(
                  "Nothing to show here",
                  "No rows fit these filters. Take one off, or choose a longer period.",
                )
              : libraryError
                ? errorState(libraryError, "The charts could not be loaded.", () => {
                    loadLibrary();
                    draw();
                  })
                : nothing
        }
        ${shownAsTable && !blank ? table(spec) : nothing}
        <canvas role="img" aria-label="${title} ${spec.title}. ${spec.summary}" class=${clickable ? "clickable" : ""}
          ?hidden=${blank || shownAsTable || libraryError !== null}></canvas>
      </div>
    </article>`;
  }

  const scale = html`<p class="scale" aria-label="Colors: orange is unhappy, grey is neither, blue is happy">
    <span>${format.signed(-FULL_COLOR_AT)} or less</span><span class="scale-bar" aria-hidden="true"></span>
    <span>${format.signed(FULL_COLOR_AT)} or more</span>
  </p>`;

  function section({ id, title, about, scale: withScale, cards }: Section, loading: boolean): TemplateResult {
    return html`<section class="chart-section" aria-labelledby="${id}-title">
      <div class="section-head">
        <div><h2 id="${id}-title">${title}</h2><p class="muted">${withTerms(about)}</p></div>
        ${withScale ? scale : nothing}
      </div>
      <div class="charts">${repeat(
        cards,
        ({ spec }) => spec.id,
        (card) => chart(card, loading),
      )}</div>
    </section>`;
  }

  function body(): TemplateResult | typeof nothing {
    const state = session.summary.get();
    if (!url.get().dataset || !session.ready || state.status === "idle") return nothing;
    if (state.status === "failed")
      return html`<div class="card">
        ${errorState(state.error, "The charts could not be loaded.", () => session.summary.retry())}
      </div>`;
    const value = state.status === "ready" ? state.value : state.before;
    const content = repeat(
      value ? drawn(value) : sections(BLANK),
      ({ id }) => id,
      (each) => section(each, !value),
    );
    return html`<div class="chart-sections ${state.status === "loading" ? "stale" : ""}" aria-busy=${state.status === "loading"}>${content}</div>`;
  }

  function draw(): void {
    const content = body();
    if (content === nothing || session.summary.get().status === "failed") forget();
    render(content, root);
    if (content === nothing) return;
    if (!library && !libraryError) loadLibrary();
    watcher.disconnect();
    for (const card of root.querySelectorAll("[data-chart]")) watcher.observe(card);
    paint();
  }

  /** Bring a chart into view and mark it for a moment. */
  function showChart(id: string): void {
    clearTimeout(forgetting);
    asked = id;
    draw();
    const card = root.querySelector<HTMLElement>(`[data-chart="${CSS.escape(id)}"]`);
    card?.scrollIntoView({ block: "center" });
    card?.querySelector<HTMLElement>("h3")?.focus({ preventScroll: true });
    forgetting = setTimeout(() => {
      asked = null;
      draw();
    }, ASKED_MS);
  }

  draw();
  const stop = [
    session.summary.changed.on(draw),
    session.recommendations.changed.on(draw),
    session.answers.changed.on(draw),
    session.chartAsked.on(showChart),
    session.dataset.changed.on(draw),
    url.changed.on(draw),
    theme.changed.on(paint),
  ];
  return () => {
    watcher.disconnect();
    clearTimeout(forgetting);
    forget();
    for (const end of stop) end();
  };
};

const words = (writing: string) => writing === "text" || writing === "month";
