/** What to look at first: what the data says, why, and what to do, with the chart and the rows one click away. */
import { html, nothing, render, type TemplateResult } from "lit-html";
import type { Advice, CallFirst, Confidence, Group, Recommendations } from "../api/types";
import { spotOfAdvice } from "../charts/findings";
import type { Mount } from "../deps";
import { parseRowFilter, type RowFilter } from "../state/rows";
import { FIRST_TABLE, type TableName } from "../state/url";
import * as advice from "../ui/advice";
import * as format from "../ui/format";
import { icon } from "../ui/icons";
import { errorState, skeleton } from "../ui/states";
import { withTerms } from "../ui/terms";

type Tab = Group | "call_first";
const TABS: readonly Tab[] = [
  "priority_actions",
  "call_first",
  ...advice.GROUPS.filter((name) => name !== "priority_actions"),
];
const tabTitle = (tab: Tab) => (tab === "call_first" ? "Call first" : advice.GROUP_TITLES[tab]);

/** How many customers to call are shown before "Show all". */
const CALLS_SHOWN = 5;

export const mount: Mount = (root, { url, session, announcer }) => {
  let tab: Tab = "priority_actions";
  /** Items that are not as they come: the first of a group comes open, the others folded. */
  const turned = new Set<string>();
  let allCalls = false;
  let shown: string | null = null;

  function openRows(table: TableName, filters: string[]): void {
    const parsed = filters.map(parseRowFilter).filter((filter): filter is RowFilter => filter !== null);
    url.set({ table: { ...FIRST_TABLE, limit: url.get().table.limit, table, filters: parsed } });
    session.askForRows();
    announcer.say("The table below shows exactly these rows.");
  }

  function fold(id: string): void {
    if (!turned.delete(id)) turned.add(id);
    draw();
  }

  const sure = (confidence: Confidence) => {
    const filled = advice.DOTS[confidence] ?? 0;
    return html`<span class="sure" title=${advice.CONFIDENCE_MEANS[confidence] ?? ""}>
      <span class="sure-dots" aria-hidden="true">${[1, 2, 3].map((i) => html`<i class=${i <= filled ? "on" : ""}></i>`)}</span>${confidence}
    </span>`;
  };

  function item(each: Advice, first: boolean): TemplateResult {
    const open = first !== turned.has(each.id);
    const worth = advice.worthShort(each.worth);
    const body = `advice-${each.id}`;
    return html`<li class="advice ${open ? "open" : ""}" data-advice=${each.id}>
      <h3 class="advice-head">
        <button type="button" aria-expanded=${open} aria-controls=${body} @click=${() => fold(each.id)}>
          <span class="advice-headline">${each.headline}</span>
          <span class="advice-side">
            ${worth ? html`<span class="advice-worth"><span class="visually-hidden">Worth </span>${worth}</span>` : nothing}
            ${sure(each.confidence)}
          </span>
          ${icon("open")}
        </button>
      </h3>
      <div class="advice-body" id=${body} ?hidden=${!open}>${open ? details(each) : nothing}</div>
    </li>`;
  }

  function details(each: Advice): TemplateResult {
    const spot = spotOfAdvice(each, session.recommendations.value?.findings ?? []);
    const numbers = advice.evidenceLines(each);
    return html`<div class="advice-parts">
        <div>
          <h4>What we see</h4>
          <p>${withTerms(each.what_we_see)}</p>
          <h4>Why we believe it</h4>
          <p>${withTerms(each.why_we_believe_it)}</p>
          ${each.quotes.length > 0 ? html`<ul class="quotes">${each.quotes.slice(0, 3).map((text) => html`<li>${text}</li>`)}</ul>` : nothing}
        </div>
        <div>
          <h4>What to do this week</h4>
          <ul class="todo">${each.what_to_do.map((text) => html`<li>${text}</li>`)}</ul>
          <h4>What it is worth</h4>
          <p>${each.worth.text} <span class="muted">${each.worth.how}</span></p>
          <h4>How sure we are</h4>
          <p>${sure(each.confidence)} <span class="muted">${each.enough ?? advice.CONFIDENCE_MEANS[each.confidence] ?? ""}</span></p>
        </div>
      </div>
      <div class="advice-actions">
        ${
          spot
            ? html`<button type="button" class="btn btn-sm btn-quiet" @click=${() => session.show(spot)}
                aria-label="Show the chart: ${each.headline}">${icon("chart")}Show the chart</button>`
            : nothing
        }
        <button type="button" class="btn btn-sm btn-quiet" @click=${() => openRows(each.table, each.filter)}
          aria-label="Open these rows: ${each.headline}">${icon("table")}Open these rows</button>
        ${
          numbers.length > 0
            ? html`<details class="numbers"><summary>The numbers</summary>
                <ul>${numbers.map((line) => html`<li>${withTerms(line)}</li>`)}</ul>
              </details>`
            : nothing
        }
      </div>`;
  }

  function calls({ model, customers }: CallFirst): TemplateResult {
    const few = allCalls ? customers : customers.slice(0, CALLS_SHOWN);
    return html`<p class="advice-note">${withTerms(advice.modelSentence(model))}</p>
      ${
        customers.length === 0
          ? html`<p class="advice-none">No customer stands out as likely to leave.</p>`
          : html`<ol class="calls">
              ${few.map(
                (each) => html`<li class="call">
                  <div class="call-who"><strong>${each.company_name}</strong><span class="muted">${each.customer_name}</span></div>
                  <ul class="call-why">${each.reasons.map((reason) => html`<li>${reason}</li>`)}</ul>
                  <dl class="call-numbers">
                    <div><dt>may leave in 90 days</dt><dd>${format.share(each.chance, 0)}</dd></div>
                    <div><dt>at stake a year</dt><dd>${format.usd(Math.round(each.at_stake_usd))}</dd></div>
                  </dl>
                  <button type="button" class="btn btn-sm btn-quiet" @click=${() => openRows("feedback", [`customer_id:eq:${each.customer_id}`])}
                    >What they said<span class="visually-hidden">: ${each.company_name}</span></button>
                </li>`,
              )}
            </ol>`
      }
      ${
        customers.length > CALLS_SHOWN
          ? html`<button type="button" class="btn btn-sm btn-ghost" aria-expanded=${allCalls} @click=${() => {
              allCalls = !allCalls;
              draw();
            }}>${allCalls ? "Show fewer" : `Show all ${customers.length}`}</button>`
          : nothing
      }`;
  }

  const sizeOf = ({ groups, call_first }: Recommendations, each: Tab) =>
    each === "call_first" ? (call_first?.customers.length ?? 0) : (groups[each]?.length ?? 0);

  function tabs(value: Recommendations): TemplateResult {
    const choose = (next: Tab) => {
      tab = next;
      draw();
    };
    const turn = (event: KeyboardEvent) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      choose(TABS[(TABS.indexOf(tab) + step + TABS.length) % TABS.length] as Tab);
      root.querySelector<HTMLElement>(`#advice-tab-${tab}`)?.focus();
    };
    return html`<div class="tabs advice-tabs" role="tablist" aria-label="Kinds of recommendations" @keydown=${turn}>
      ${TABS.map((each) => {
        const n = sizeOf(value, each);
        return html`<button type="button" role="tab" id="advice-tab-${each}" aria-controls="advice-panel" aria-selected=${each === tab}
          tabindex=${each === tab ? 0 : -1} @click=${() => choose(each)}>
          ${tabTitle(each)}<span class="tab-count">${n}</span>
        </button>`;
      })}
    </div>`;
  }

  function panel(value: Recommendations): TemplateResult {
    if (tab === "call_first")
      return value.call_first ? calls(value.call_first) : none("There is no list for this dataset.");
    const items = value.groups[tab] ?? [];
    if (items.length === 0) return none(advice.NOTHING_FOUND[tab]);
    return html`<ol class="advice-list">${items.map((each, i) => item(each, i === 0))}</ol>`;
  }

  const none = (text: string) => html`<p class="advice-none">${text}</p>`;

  function content(): TemplateResult {
    const state = session.recommendations.get();
    if (state.status === "failed")
      return errorState(state.error, "The recommendations could not be loaded.", () => session.recommendations.retry());
    const { value } = session.recommendations;
    if (!value)
      return html`<p class="advice-note">Comparing every part of the data with the rest…</p>${skeleton(6, "skeleton-advice")}`;
    return html`${tabs(value)}
      <div id="advice-panel" role="tabpanel" aria-labelledby="advice-tab-${tab}">${panel(value)}</div>
      <details class="method"><summary>How this was worked out</summary>
        <p class="muted">${format.count(value.checked)} comparisons were made. ${value.method}</p>
      </details>`;
  }

  function draw(): void {
    const dataset = url.get().dataset ? session.ready : null;
    if (dataset?.id !== shown) {
      shown = dataset?.id ?? null;
      tab = "priority_actions";
      turned.clear();
      allCalls = false;
    }
    render(
      dataset
        ? html`<section class="card advices" aria-labelledby="advice-title">
            <div class="section-head">
              <div>
                <h2 id="advice-title">What to look at first</h2>
                <p class="muted">What stands out in the whole dataset, why we believe it, and what to do about it.</p>
              </div>
            </div>
            ${content()}
          </section>`
        : nothing,
      root,
    );
  }

  draw();
  const stop = [session.recommendations.changed.on(draw), session.dataset.changed.on(draw), url.changed.on(draw)];
  return () => {
    for (const end of stop) end();
  };
};
