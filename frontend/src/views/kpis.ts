/** The eight headline numbers. Short by default; the exact value comes with focus or the pointer. */
import { html, nothing, render, type TemplateResult } from "lit-html";
import type { Mount } from "../deps";
import { icon } from "../ui/icons";
import { KPI_NAMES, type Tile, tiles } from "../ui/kpi";
import { errorState, skeleton } from "../ui/states";

export const mount: Mount = (root, { url, session }) => {
  /** The tile whose details are open, if any. */
  let detailed: string | null = null;

  function show(name: string | null): void {
    if (name === detailed) return;
    detailed = name;
    draw();
  }

  function change({ change, note }: Tile): TemplateResult {
    if (!change) return html`<p class="kpi-change">${note}</p>`;
    const word = { good: "better", bad: "worse", neutral: "" }[change.news];
    return html`<p class="kpi-change">
      <span class="kpi-delta kpi-${change.news}">${icon(change.direction)}${change.text}</span>
      ${word ? html`<span class="visually-hidden">(${word})</span>` : nothing}
      in ${change.periods}
    </p>`;
  }

  function card(tile: Tile): TemplateResult {
    const { name } = tile;
    return html`<li class="card kpi" @pointerenter=${() => show(name)} @pointerleave=${() => show(null)}>
      <h3 class="kpi-title">${tile.title}</h3>
      <button type="button" class="kpi-value" aria-describedby="kpi-${name}" aria-label="${tile.title}: ${tile.value}"
        @focus=${() => show(name)} @blur=${() => show(null)} @click=${() => show(name)}
        @keydown=${(event: KeyboardEvent) => event.key === "Escape" && show(null)}>${tile.value}</button>
      ${change(tile)}
      <div class="tip" role="tooltip" id="kpi-${name}" ?hidden=${detailed !== name}>
        ${tile.details.map((line) => html`<p>${line}</p>`)}
      </div>
    </li>`;
  }

  function body(): TemplateResult | typeof nothing {
    const state = session.summary.get();
    if (!url.get().dataset || !session.ready || state.status === "idle") return nothing;
    if (state.status === "failed")
      return html`<div class="card kpi-state">
        ${errorState(state.error, "The headline numbers could not be loaded.", () => session.summary.retry())}
      </div>`;
    const value = state.status === "ready" ? state.value : state.before;
    return html`<ul class="kpis ${state.status === "loading" ? "stale" : ""}" aria-busy=${state.status === "loading"}>
      ${value ? tiles(value).map(card) : KPI_NAMES.map(() => html`<li class="card kpi">${skeleton(3)}</li>`)}
    </ul>`;
  }

  function draw(): void {
    const content = body();
    render(
      content === nothing
        ? nothing
        : html`<section aria-labelledby="kpis-title"><h2 id="kpis-title" class="visually-hidden">Key numbers</h2>${content}</section>`,
      root,
    );
  }

  draw();
  const stop = [session.summary.changed.on(draw), session.dataset.changed.on(draw), url.changed.on(draw)];
  return () => {
    for (const end of stop) end();
  };
};
