/** All charts, each in its card: picture, table, PNG and CSV of the same rows. Drawn when scrolled near. */
import { html, nothing, render, type TemplateResult } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import type { Summary } from "../api/types";
import type { Drawing } from "../charts/chart";
import type { Look } from "../charts/config";
import { toCsv } from "../charts/csv";
import { headings as headingsOf, spotOfStory } from "../charts/findings";
import { blankSections, type Card, type Section, sections } from "../charts/kinds";
import { FULL_COLOR_AT, PALETTES } from "../charts/palette";
import type { Caption } from "../charts/png";
import { type ChartSpec, cell, isName, marked, write } from "../charts/spec";
import type { Mount } from "../deps";
import type { Mark } from "../state/spot";
import { type Facet, type Filter, filterCount, toggled } from "../state/url";
import { download, slug } from "../ui/download";
import * as format from "../ui/format";
import { icon } from "../ui/icons";
import { narrowed, narrowedTo } from "../ui/narrowed";
import { Queue, soon } from "../ui/soon";
import { emptyState, errorState, skeleton } from "../ui/states";
import { withTerms } from "../ui/terms";

type Library = typeof import("../charts/chart");

/** The filters in words, for pictures. */
const filterWords = (filter: Filter, covered: { from: string; to: string }): string =>
  `${format.period(covered)} · ${narrowedTo({ ...filter, from: null, to: null }) || "all customers"}`;

/** Pictures are this wide, and written larger than charts on the page; letters and widths in pixels. */
const PICTURE = { width: 1200, size: 16 };
const LETTERS = 12;

/** How long a chart somebody asked for stays marked, in milliseconds. */
const ASKED_MS = 4000;

/** Terms that the headings of the sections explain, so that not every card does. */
const EXPLAINED = ["sentiment", "segment"];

export const mount: Mount = (root, { url, session, theme, announcer }) => {
  let library: Library | null = null;
  let libraryError: Error | null = null;
  const asTable = new Set<string>();
  /** The chart somebody asked to be shown, for a moment. */
  let asked: string | null = null;
  let forgetting: ReturnType<typeof setTimeout> | undefined;
  const near = new Set<string>();
  /** The charts as they were last put on the page. */
  let current: Section[] = [];
  const watched = new WeakSet<Element>();
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

  const look = (width: number, size = LETTERS): Look => ({
    palette: PALETTES[theme.theme],
    font: getComputedStyle(document.body).fontFamily,
    motion: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    size,
    width,
  });

  /** Where the stories began, once the answers are shown; else what somebody asked to see. */
  function marks(): Mark[] {
    const told = (session.answers.value?.stories ?? []).flatMap((story) => spotOfStory(story)?.marks ?? []);
    return told.length > 0 ? told : (session.spot?.marks ?? []);
  }

  function drawn(summary: Summary): Section[] {
    const lines = marks();
    return sections(summary).map((each) => ({
      ...each,
      cards: each.cards.map((card) => ({ ...card, spec: marked(card.spec, lines) })),
    }));
  }

  /** What stands over each chart. */
  function headings(): (spec: ChartSpec) => string {
    const { spot } = session;
    const found = headingsOf(session.recommendations.value?.findings ?? [], url.get().filter);
    return (spec) => {
      if (spec.empty) return spec.question;
      if (spot?.heading && spot.chart === spec.id) return spot.heading;
      return found.get(spec.id)?.headline ?? spec.question;
    };
  }

  /** Draws one chart after the other, so that the page hears its reader in between. */
  const pictures = new Queue<ChartSpec>((spec) => {
    const canvas = root.querySelector<HTMLCanvasElement>(`[data-chart="${spec.id}"] canvas`);
    if (!library || !canvas || asTable.has(spec.id)) return;
    const kept = drawings.get(spec.id);
    const looks = look(canvas.parentElement?.clientWidth ?? 400);
    if (kept) kept.drawing.update(spec, looks);
    const drawing = kept?.drawing ?? library.draw(canvas, spec, looks, (row) => pick(spec.id, row));
    drawings.set(spec.id, { drawing, spec, theme: theme.theme });
  });

  /** Draw what is near and out of date. */
  function paint(): void {
    if (!library || !session.summary.value) return;
    const specs = current.flatMap(({ cards }) => cards.map(({ spec }) => spec));
    pictures.set(
      specs.filter((spec) => {
        if (!near.has(spec.id) || spec.empty || asTable.has(spec.id)) return false;
        const kept = drawings.get(spec.id);
        return kept?.theme !== theme.theme || JSON.stringify(kept.spec) !== JSON.stringify(spec);
      }),
    );
  }

  function forget(): void {
    pictures.set([]);
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
    if (!summary) return;
    const { dataset, filter, period } = summary;
    const caption: Caption = {
      heading: headings()(spec),
      filters: filterWords(filter, period),
      source: `${dataset.name} · dataset ${dataset.id} · seed ${dataset.seed} · data up to ${format.day(dataset.as_of)}`,
    };
    try {
      const { toPng } = await import("../charts/png");
      download(fileName(spec, "png"), await toPng(spec, look(PICTURE.width, PICTURE.size), caption));
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
        <tr>${spec.columns.map(({ title, writing }) => html`<th scope="col" class=${isName(writing) ? "" : "num"}>${title}</th>`)}</tr>
      </thead>
      <tbody>
        ${spec.rows.map(
          (row) => html`<tr>
            ${spec.columns.map(({ writing }, i) => html`<td class=${isName(writing) ? "" : "num"}>${write(writing, cell(row, i))}</td>`)}
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;

  function chart({ spec, width, tall }: Card, loading: boolean, heading: (spec: ChartSpec) => string): TemplateResult {
    const { spot } = session;
    const shownAsTable = asTable.has(spec.id);
    const bones = loading;
    const blank = bones || spec.empty;
    const title = heading(spec);
    // A finding may be about some customers only; the chart below it says that it is about all.
    const about = title !== spec.question && filterCount(url.get().filter) === 0 ? " · all customers" : "";
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
      <p class="chart-unit">${withTerms(`${spec.title} · ${spec.unit}`, EXPLAINED)}${blank ? nothing : html` · ${spec.basis}${about}`}</p>
      <p class="chart-summary">${blank ? nothing : spec.summary}</p>
      <div class="plot">
        ${
          bones
            ? skeleton(1, "skeleton-plot")
            : spec.empty
              ? emptyState(
                  "Nothing to show here",
                  filterCount(url.get().filter) > 0
                    ? "No rows fit these filters. Take one off, or choose a longer period."
                    : "This dataset has none of it yet. A larger one has more.",
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
      ${spot?.chart === spec.id ? narrowed(url.get().filter, spot, back) : nothing}
    </article>`;
  }

  /** From one chart back to all numbers; the chart stays in view. */
  function back(): void {
    const chart = session.spot?.chart;
    session.showEverything();
    announcer.say("All filters are off.");
    root.querySelector<HTMLElement>(`[data-chart="${chart}"] h3`)?.focus({ preventScroll: true });
  }

  const scale = html`<p class="scale" aria-label="Colors: orange is unhappy, grey is neither, blue is happy">
    <span>${format.signed(-FULL_COLOR_AT)} or less</span><span class="scale-bar" aria-hidden="true"></span>
    <span>${format.signed(FULL_COLOR_AT)} or more</span>
  </p>`;

  function section(
    { id, title, about, scale: withScale, cards }: Section,
    loading: boolean,
    heading: (spec: ChartSpec) => string,
  ): TemplateResult {
    return html`<section class="chart-section" aria-labelledby="${id}-title">
      <div class="section-head">
        <div><h2 id="${id}-title">${title}</h2><p class="muted">${withTerms(about)}</p></div>
        ${withScale ? scale : nothing}
      </div>
      <div class="charts">${repeat(
        cards,
        ({ spec }) => spec.id,
        (card) => chart(card, loading, heading),
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
    current = value ? drawn(value) : blankSections();
    const heading = headings();
    const content = repeat(
      current,
      ({ id }) => id,
      (each) => section(each, !value, heading),
    );
    return html`<div class="chart-sections ${state.status === "loading" ? "stale" : ""}" aria-busy=${state.status === "loading"}>${content}</div>`;
  }

  function draw(): void {
    const content = body();
    if (content === nothing || session.summary.get().status === "failed") forget();
    render(content, root);
    if (content === nothing) return;
    if (!library && !libraryError) loadLibrary();
    for (const card of root.querySelectorAll("[data-chart]")) {
      if (watched.has(card)) continue;
      watched.add(card);
      watcher.observe(card);
    }
    paint();
  }
  const redrawSoon = soon(draw);
  /** The cards take their room at once, so that nothing below them jumps; what is in them may come a moment later. */
  const drawSoon = () => (root.querySelector("[data-chart]") ? redrawSoon() : draw());

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
    session.summary.changed.on(drawSoon),
    session.recommendations.changed.on(drawSoon),
    session.answers.changed.on(drawSoon),
    session.spotted.on((spot) => (spot ? showChart(spot.chart) : drawSoon())),
    session.dataset.changed.on(drawSoon),
    url.changed.on(drawSoon),
    theme.changed.on(paint),
  ];
  return () => {
    watcher.disconnect();
    clearTimeout(forgetting);
    forget();
    for (const end of stop) end();
  };
};
