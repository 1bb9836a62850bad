/** What was hidden in the dataset. Behind a switch, off on every visit: a shared link gives nothing away. */
import { html, nothing, render, type TemplateResult } from "lit-html";
import type { PlantedStory } from "../api/types";
import { spotOfStory } from "../charts/findings";
import type { Mount } from "../deps";
import { writer } from "../ui/advice";
import { Copier } from "../ui/clipboard";
import * as format from "../ui/format";
import { icon } from "../ui/icons";
import { codeBlock } from "../ui/markdown-view";
import { errorState, skeleton } from "../ui/states";
import { term } from "../ui/terms";

const METRICS: Record<string, string> = {
  sentiment: "sentiment",
  nps: "NPS",
  category_share: "share of a subject in feedback",
  feedback_volume: "number of feedback rows",
  response_time: "time to the first answer",
  unresolved_share: "share left unsolved",
  churn_rate: "share of customers who leave",
  win_rate: "win rate",
  loss_reason_share: "share of a reason for losing",
  cycle_length: "days from start to close",
  discount: "discount",
  expansion_rate: "customers who buy more",
};

/** The effect as it came out, and as it was meant. */
function size({ planted_effect, achieved_effect, effect_unit }: PlantedStory): string {
  // The difference of two shares is told in points: 30% more could mean too much.
  const write = /^share\b/.test(effect_unit)
    ? (value: number) => `${format.signed(value * 100, 1)} points`
    : writer(effect_unit);
  const planned = `planned: ${write(planted_effect)}`;
  return achieved_effect === null || achieved_effect === undefined ? planned : `${write(achieved_effect)} (${planned})`;
}

const metric = (name: string) => METRICS[name] ?? name.replaceAll("_", " ");

export const mount: Mount = (root, { url, session, panels, announcer }) => {
  const copier = new Copier(navigator.clipboard, (worked) => {
    announcer.say(worked ? "Copied." : "The browser does not allow copying; mark the text and copy it yourself.");
    draw();
  });
  const shown = () => session.answers.get().status !== "idle";

  function flip(): void {
    copier.copied = null;
    session.reveal(!shown());
    announcer.say(shown() ? "The answers are shown." : "The answers are hidden.");
  }

  function story(each: PlantedStory, i: number): TemplateResult {
    const { reveal, onset, where, strength } = each;
    const spot = spotOfStory(each);
    const places = Object.entries(where).map(([column, value]) => `${format.columnTitle(column)}: ${value}`);
    return html`<li class="answer">
      <p class="answer-number" aria-hidden="true">${i + 1}</p>
      <div>
        <h3>${each.title}</h3>
        <p>${each.what_happened}</p>
        <dl class="facts">
          ${places.length > 0 ? html`<div><dt>Where</dt><dd>${places.join(" · ")}</dd></div>` : nothing}
          ${onset ? html`<div><dt>Since</dt><dd>${format.month(onset)}</dd></div>` : nothing}
          <div><dt>How large</dt><dd>${size(each)}</dd></div>
          <div><dt>How clear</dt><dd>${strength}${each.z === null || each.z === undefined ? nothing : html`, ${format.number(Number(Math.abs(each.z).toFixed(1)))} times what chance would do`}</dd></div>
          <div><dt>What moved</dt><dd class="moves">${[each, ...each.also_moves].map((moved) => html`<span>${icon(moved.direction)}<span class="visually-hidden">${moved.direction}: </span>${metric(moved.metric)}</span>`)}</dd></div>
        </dl>
        <h4>What to look for</h4>
        <p>${reveal.what_to_look_for}</p>
        ${
          spot
            ? html`<p><button type="button" class="btn btn-sm btn-quiet" @click=${() => session.show(spot)}
                aria-label="Show the chart: ${each.title}">${icon("chart")}Show the chart</button></p>`
            : nothing
        }
        <details><summary>A query that shows it (SQL)</summary>
          ${codeBlock(reveal.sql, "sql", { copied: copier.copied, copy: copier.copy })}
        </details>
      </div>
    </li>`;
  }

  function revealed(): TemplateResult | typeof nothing {
    const state = session.answers.get();
    if (state.status === "idle") return nothing;
    if (state.status === "failed")
      return errorState(state.error, "The answers could not be loaded.", () => session.answers.retry());
    const { value } = session.answers;
    if (!value) return skeleton(5);
    if (value.stories.length === 0) return html`<p class="muted">Nothing was hidden in this dataset.</p>`;
    const begins = value.stories.some(({ onset }) => onset !== null);
    return html`${begins ? html`<p class="muted">Charts over months now carry a dashed line at each ${term("onset", "beginning")}.</p>` : nothing}
      <ol class="answers">${value.stories.map(story)}</ol>`;
  }

  function body(): TemplateResult | typeof nothing {
    const dataset = url.get().dataset ? session.ready : null;
    if (!dataset) return nothing;
    const { stories } = dataset.recipe;
    if (stories.length === 0)
      return html`<section class="card quiet-card" aria-labelledby="answers-title">
        <div>
          <h2 id="answers-title">Want something to find?</h2>
          <p class="muted">Nothing was hidden in this dataset on purpose. Make one with a surprise: three things happened in it, and the answers come with it.</p>
        </div>
        <button type="button" class="btn btn-quiet" @click=${() => panels.set("generate", "Class, with a surprise")}>${icon("gift")}Make one with a surprise</button>
      </section>`;
    const n = stories.includes("surprise") ? "Some things" : format.plural(stories.length, "thing");
    return html`<section class="card answers-card" aria-labelledby="answers-title">
      <div class="quiet-card">
        <div>
          <h2 id="answers-title">The answers</h2>
          <p class="muted">${n} happened in this data on purpose. Look around first: what stands out, where, and since when?</p>
        </div>
        <button type="button" class="switch" role="switch" aria-checked=${shown()} @click=${flip}>
          <span class="switch-track" aria-hidden="true"><span class="switch-knob"></span></span>Show the answers
        </button>
      </div>
      ${revealed()}
    </section>`;
  }

  function draw(): void {
    render(body(), root);
  }

  draw();
  const stop = [session.answers.changed.on(draw), session.dataset.changed.on(draw), url.changed.on(draw)];
  return () => {
    for (const end of stop) end();
  };
};
