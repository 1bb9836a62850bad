/** The title of the open dataset, and what its numbers are restricted to. Chips are the keyboard's way of clicking a chart. */
import { html, nothing, render, type TemplateResult } from "lit-html";
import type { Dataset } from "../api/types";
import type { Mount } from "../deps";
import { vocabularyOf } from "../state/session";
import { type Facet, filterCount, toggled } from "../state/url";
import * as format from "../ui/format";
import { icon } from "../ui/icons";
import { narrowed } from "../ui/narrowed";
import { term } from "../ui/terms";

const TITLES: Record<Facet, string> = { region: "Region", segment: "Segment", industry: "Industry" };

export const mount: Mount = (root, { url, session, announcer }) => {
  /** On a phone the chips stay folded until asked for. */
  let unfolded = false;
  let shared = false;
  /** Whether the filters have been scrolled out of sight. */
  let away = false;
  const watcher = new IntersectionObserver((entries) => {
    away = entries.at(-1)?.isIntersecting === false;
    draw();
  });
  watcher.observe(root);

  /** The address is all there is to share: dataset, filters, rows; never the answers. */
  async function share(): Promise<void> {
    try {
      await navigator.clipboard.writeText(location.href);
      shared = true;
      announcer.say("The link was copied. It opens the same data and filters, with the answers hidden.");
    } catch {
      announcer.say("The link could not be copied. It is what stands in the address bar.");
    }
    draw();
  }

  function chips(facet: Facet, values: string[]): TemplateResult {
    const { filter } = url.get();
    return html`<div class="chips" role="group" aria-label=${TITLES[facet]}>
      <span class="chips-title" aria-hidden="true">${TITLES[facet]}</span>
      ${values.map(
        (value) => html`<button type="button" class="chip" aria-pressed=${filter[facet].includes(value)}
          @click=${() => url.set({ filter: toggled(url.get().filter, facet, value) })}>${value}</button>`,
      )}
    </div>`;
  }

  function month(end: "from" | "to", months: string[]): TemplateResult {
    const { filter } = url.get();
    const allowed = months.filter((m) =>
      end === "from" ? filter.to === null || m <= filter.to : filter.from === null || m >= filter.from,
    );
    const none =
      end === "from" ? `${format.month(months[0] ?? "")} (start)` : `${format.month(months.at(-1) ?? "")} (end)`;
    return html`<select class="form-select" aria-label=${end === "from" ? "First month" : "Last month"}
      @change=${(event: Event) =>
        url.set({ filter: { ...url.get().filter, [end]: (event.target as HTMLSelectElement).value || null } })}>
      <option value="" .selected=${filter[end] === null}>${none}</option>
      ${allowed.map((m) => html`<option value=${m} .selected=${filter[end] === m}>${format.month(m)}</option>`)}
    </select>`;
  }

  function body(dataset: Dataset): TemplateResult {
    const { recipe, rows } = dataset;
    const vocabulary = vocabularyOf(dataset);
    const on = filterCount(url.get().filter);
    const everything = () => {
      session.showEverything();
      announcer.say("All filters are off.");
    };
    const clear = () => {
      everything();
      root.querySelector<HTMLElement>(".chip")?.focus();
    };
    const hidden = recipe.stories.length > 0;
    return html`<div class="title-line">
        <h1>${dataset.name}</h1>
        <p class="muted">
          ${rows ? html`${format.plural(rows.customers, "customer")} · ${format.plural(rows.deals, "deal")} · ${format.plural(rows.feedback, "feedback row")} · ` : nothing}
          ${recipe.months} months up to ${format.day(recipe.as_of)} · ${term("seed")} ${recipe.seed}
        </p>
        <div class="title-actions">
          ${hidden ? html`<a class="btn btn-sm btn-ghost" href="#answers">${icon("gift")}Something is hidden in it</a>` : nothing}
          <button type="button" class="btn btn-sm btn-ghost" @click=${share}>${icon(shared ? "check" : "share")}${shared ? "Link copied" : "Copy link"}</button>
        </div>
      </div>
      <section class="filters ${unfolded ? "unfolded" : ""}" aria-label="Filters">
        <button type="button" class="btn btn-quiet filters-fold" aria-expanded=${unfolded} aria-controls="filter-panel"
          @click=${() => {
            unfolded = !unfolded;
            draw();
          }}>Filters${on > 0 ? ` (${on})` : ""} ${icon("open")}</button>
        <div id="filter-panel" class="filter-panel">
          <div class="filter-row">
            ${(["region", "segment"] as const).map((facet) =>
              vocabulary[facet].length > 1 ? chips(facet, vocabulary[facet]) : nothing,
            )}
            <div class="period" role="group" aria-label="Period">
              <span class="chips-title" aria-hidden="true">Period</span>
              ${month("from", vocabulary.months)}<span class="muted" aria-hidden="true">–</span>${month("to", vocabulary.months)}
            </div>
          </div>
          <div class="filter-row">
            ${vocabulary.industry.length > 1 ? chips("industry", vocabulary.industry) : nothing}
            <button type="button" class="btn btn-sm btn-ghost clear" ?disabled=${on === 0} @click=${clear}>
              ${icon("close")}Clear all${on > 0 ? ` (${on})` : ""}
            </button>
          </div>
        </div>
      </section>
      ${away && on > 0 && !session.spot ? narrowed(url.get().filter, null, everything) : nothing}`;
  }

  function draw(): void {
    const dataset = session.ready;
    render(dataset && url.get().dataset ? body(dataset) : nothing, root);
    document.title = dataset ? `${dataset.name} · crmgen` : "crmgen: CRM data you can explore";
  }

  draw();
  const stop = [
    session.dataset.changed.on(draw),
    session.spotted.on(draw),
    url.changed.on(() => {
      shared = false;
      draw();
    }),
  ];
  return () => {
    watcher.disconnect();
    for (const end of stop) end();
  };
};
