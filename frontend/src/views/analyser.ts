/** Try the analyser: type a text and see its score, and what each word added. */
import { html, nothing, render, type TemplateResult } from "lit-html";
import type { Analysis } from "../api/types";
import type { Mount } from "../deps";
import { Resource } from "../state/resource";
import * as format from "../ui/format";
import { icon } from "../ui/icons";
import { errorState } from "../ui/states";
import { withTerms } from "../ui/terms";
import { segments, verdict } from "../ui/words";

/** A text is sent when nothing was typed for so long, in milliseconds. */
const TYPING_MS = 350;
const LONGEST = 5000;
const EXAMPLES = [
  "The new reports are great, but support was painfully slow this week.",
  "Not bad at all! Setup took ten minutes and the team loves it :)",
  "We were promised a fix in March. It is STILL broken.",
];

export const mount: Mount = (root, { api, url, session, connection, announcer }) => {
  const result = new Resource<string, Analysis>((text, signal) => api.analyse(text, signal));
  let text = EXAMPLES[0] ?? "";
  let typing: ReturnType<typeof setTimeout> | undefined;

  function change(next: string, now: boolean): void {
    text = next;
    clearTimeout(typing);
    if (!text.trim()) result.clear();
    else typing = setTimeout(() => void result.load(text), now ? 0 : TYPING_MS);
    draw();
  }

  const tone = (value: number) => (value > 0 ? "word-up" : "word-down");

  function words(analysis: Analysis): TemplateResult {
    return html`<p class="analysed" lang="en">${segments(analysis).map(({ text: part, added, why }) =>
      added === null || added === 0
        ? part
        : html`<mark class=${tone(added)} title=${why.join("; ") || nothing}>${part}<sup>${icon(added > 0 ? "up" : "down")}${format.signed(added, 1)}<span class="visually-hidden"> (${added > 0 ? "happier" : "unhappier"}${why.length > 0 ? `, ${why.join(", ")}` : ""})</span></sup></mark>`,
    )}</p>`;
  }

  function shares({ positive, neutral, negative }: Analysis): TemplateResult {
    const parts: [string, number, string][] = [
      ["unhappy", negative, "−"],
      ["neither", neutral, "·"],
      ["happy", positive, "+"],
    ];
    return html`<dl class="facts">${parts.map(
      ([name, share, sign]) =>
        html`<div><dt><span aria-hidden="true">${sign}</span> ${name} words</dt><dd>${format.share(share, 0)}</dd></div>`,
    )}</dl>`;
  }

  function found(analysis: Analysis): TemplateResult {
    const reasons = analysis.words.filter(({ why }) => why.length > 0);
    return html`<div class="score-line">
        <p class="score"><span class="visually-hidden">Score </span>${format.signed(analysis.compound, 2)}</p>
        <div>
          <p><span class="pill ${{ Positive: "tone-high", Negative: "tone-low", Neutral: "tone-mid" }[analysis.label]}">${analysis.label}</span></p>
          <p>${verdict(analysis)}</p>
        </div>
      </div>
      ${words(analysis)}
      ${
        reasons.length + analysis.adjustments.length > 0
          ? html`<ul class="reasons">
              ${reasons.map(({ word, contribution, valence, why }) => html`<li><strong>${word}</strong>: ${format.signed(valence, 1)} by itself, ${format.signed(contribution, 1)} here: ${why.join(", ")}</li>`)}
              ${analysis.adjustments.map(({ what, contribution }) => html`<li><strong>${what}</strong>: ${format.signed(contribution, 2)}</li>`)}
            </ul>`
          : nothing
      }
      ${shares(analysis)}`;
  }

  function outcome(): TemplateResult {
    const state = result.get();
    if (state.status === "failed")
      return errorState(state.error, "The text could not be scored.", () => result.retry());
    const value = state.status === "ready" ? state.value : state.status === "loading" ? state.before : null;
    if (!value) return html`<p class="muted">Type something to see its score.</p>`;
    return html`<div class=${state.status === "loading" ? "stale" : ""} aria-busy=${state.status === "loading"}>${found(value)}</div>`;
  }

  function body(): TemplateResult | typeof nothing {
    if (!url.get().dataset || !session.ready) return nothing;
    return html`<section class="card analyser" aria-labelledby="analyser-title">
      <div class="section-head">
        <div>
          <h2 id="analyser-title">Try the analyser</h2>
          <p class="muted">${withTerms("Every feedback row was scored by it. Type a text of your own to see its sentiment, and what each word added.")}</p>
        </div>
      </div>
      <div class="analyser-parts">
        <div class="field">
          <label for="analyser-text">Your text</label>
          <textarea class="form-control" id="analyser-text" rows="4" maxlength=${LONGEST} .value=${text}
            @input=${(event: InputEvent) => change((event.target as HTMLTextAreaElement).value, false)}></textarea>
          <div class="chips">
            ${EXAMPLES.map((example, i) => html`<button type="button" class="chip" @click=${() => change(example, true)}>Example ${i + 1}</button>`)}
          </div>
        </div>
        <div class="analyser-result">${outcome()}</div>
      </div>
    </section>`;
  }

  function draw(): void {
    render(body(), root);
  }

  draw();
  if (session.ready) change(text, true);
  const stop = [
    result.changed.on((state) => {
      draw();
      if (state.status === "ready" && root.contains(document.activeElement))
        announcer.say(`Score ${format.signed(state.value.compound)}, ${state.value.label}.`);
    }),
    session.dataset.changed.on(() => {
      if (session.ready && result.get().status === "idle") change(text, true);
      else draw();
    }),
    url.changed.on(draw),
    connection.changed.on((up) => up && result.get().status === "failed" && result.retry()),
  ];
  return () => {
    clearTimeout(typing);
    for (const end of stop) end();
  };
};
