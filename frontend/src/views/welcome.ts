/** The first visit: what this is, and one click that makes a dataset and shows it. */
import { html, nothing, render, type TemplateResult } from "lit-html";
import type { Mount } from "../deps";
import { type IconName, icon } from "../ui/icons";
import { filled, PRESETS, type Preset, startForm, toDraft } from "../ui/recipe";
import { explain } from "../ui/states";

/** What the picture beside the words promises, and the page keeps. */
const PARTS: { icon: IconName; title: string; text: string }[] = [
  { icon: "people", title: "Customers", text: "who join, renew or leave" },
  { icon: "deal", title: "Deals", text: "won and lost, and why" },
  { icon: "quote", title: "Feedback", text: "in their own words" },
];

const ICONS: Record<string, IconName> = {
  "Hackathon 500": "make",
  "Demo 2,000": "chart",
  "Class, with a surprise": "gift",
};

export const mount: Mount = (root, { api, url, session, announcer }) => {
  let busy: string | null = null;
  let error: Error | null = null;

  async function make(preset: Preset): Promise<void> {
    if (busy) return;
    busy = preset.title;
    error = null;
    draw();
    try {
      const { value } = session.options;
      // Without the options the server fills in the same defaults.
      const draft = value
        ? toDraft(filled(startForm(value), preset))
        : { name: preset.title, customers: Number(preset.values.customers) };
      const dataset = await api.create(draft, AbortSignal.timeout(60_000));
      announcer.say("Your dataset is being opened.");
      session.datasetsChanged.emit();
      session.open(dataset);
    } catch (cause) {
      error = cause as Error;
    }
    busy = null;
    draw();
  }

  const start = (preset: Preset): TemplateResult => html`<button type="button" class="start" ?disabled=${busy !== null}
    @click=${() => make(preset)}>
    <span class="start-icon">${icon(ICONS[preset.title] ?? "make")}</span>
    <span class="start-title">${busy === preset.title ? "Making your data…" : preset.title}</span>
    <span class="start-about">${preset.about}</span>
    <span class="start-go" aria-hidden="true">Make it and open it ${icon("next")}</span>
  </button>`;

  function draw(): void {
    if (url.get().dataset) {
      render(nothing, root);
      return;
    }
    render(
      html`<section class="hero" aria-labelledby="hero-title">
        <h1 id="hero-title">CRM data that looks real, in one click</h1>
        <p class="hero-text">
          Explore it here, or take it to Tableau, Power BI, Excel or a notebook. All of it is invented, so you can share it
          with anyone.
        </p>
        <ul class="parts">
          ${PARTS.map(
            (part) => html`<li>${icon(part.icon)}<span><strong>${part.title}</strong> ${part.text}</span></li>`,
          )}
        </ul>
        <div class="starts" role="group" aria-label="Make a dataset with one click">${PRESETS.map(start)}</div>
        <p class="hero-hint">It takes about a second.</p>
        ${error ? html`<p class="field-error" role="alert">${icon("alert")} ${explain(error)}</p>` : nothing}
      </section>`,
      root,
    );
  }
  draw();
  return url.changed.on(draw);
};
