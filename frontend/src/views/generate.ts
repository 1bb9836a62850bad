/** The form that makes a dataset. The server judges what was typed; its answers stand beside the fields. */
import { html, nothing, render, type TemplateResult } from "lit-html";
import type { Story, Strength } from "../api/types";
import type { Mount } from "../deps";
import * as format from "../ui/format";
import { icon } from "../ui/icons";
import {
  FORM_FIELDS,
  type FormField,
  fieldErrors,
  filled,
  fits,
  isRefusal,
  LABELS,
  PRESETS,
  type Preset,
  type RecipeForm,
  startForm,
  toDraft,
  tooFew,
  USUAL_STRENGTH,
} from "../ui/recipe";
import { errorState, explain, skeleton } from "../ui/states";

type TextField = "name" | "customers" | "seed" | "months" | "as_of";
type ListField = "regions" | "segments" | "industries";

/** Seeds drawn for the dice button stay short enough to read out in class. */
const DICE_SIDES = 1_000_000;

export const mount: Mount = (root, { api, url, session, panels, announcer }) => {
  let form: RecipeForm | null = null;
  let errors: Partial<Record<FormField, string>> = {};
  let general: string[] = [];
  let request: AbortController | null = null;
  /** Whether the list of stories is unfolded. */
  let choosing = false;

  const shown = () => !url.get().dataset || panels.open === "generate";

  function change(patch: Partial<RecipeForm>): void {
    if (!form) return;
    form = { ...form, ...patch };
    for (const field of Object.keys(patch) as FormField[]) delete errors[field];
    if ("surprise" in patch || "customers" in patch) delete errors.stories;
    draw();
  }

  async function send(event: Event): Promise<void> {
    event.preventDefault();
    if (!form || request) return;
    request = new AbortController();
    errors = {};
    general = [];
    draw();
    try {
      const dataset = await api.create(toDraft(form), request.signal);
      announcer.say(dataset.status === "ready" ? `${dataset.name} is ready.` : `${dataset.name} is being made.`);
      panels.set(null);
      session.datasetsChanged.emit();
      session.open(dataset);
      window.scrollTo({ top: 0 });
      document.getElementById("main")?.focus({ preventScroll: true });
    } catch (cause) {
      if (isRefusal(cause)) {
        ({ fields: errors, others: general } = fieldErrors(cause.problem));
      } else {
        general = [explain(cause as Error)];
      }
    }
    request = null;
    draw();
    const first = FORM_FIELDS.find((field) => errors[field]);
    if (first) root.querySelector<HTMLElement>(`[data-field="${first}"]`)?.focus();
  }

  /** A refused list must be in sight. */
  const narrowed = () => Boolean(errors.regions || errors.segments || errors.industries);

  const note = (field: FormField) =>
    errors[field] ? html`<p class="field-error" id="error-${field}">${icon("alert")} ${errors[field]}</p>` : nothing;

  function input(
    field: TextField,
    hint: string,
    attributes: { type?: string; placeholder?: string; mode?: string },
  ): TemplateResult {
    return html`<div class="field">
      <label for="form-${field}">${LABELS[field]}</label>
      <input class="form-control" id="form-${field}" data-field=${field} type=${attributes.type ?? "text"} autocomplete="off"
        inputmode=${attributes.mode ?? "text"} placeholder=${attributes.placeholder ?? ""} .value=${form?.[field] ?? ""}
        aria-invalid=${errors[field] ? "true" : "false"}
        aria-describedby=${errors[field] ? `error-${field} hint-${field}` : `hint-${field}`}
        @input=${(event: InputEvent) => change({ [field]: (event.target as HTMLInputElement).value })} />
      <p class="hint" id="hint-${field}">${hint}</p>
      ${note(field)}
    </div>`;
  }

  function list(field: ListField, all: string[]): TemplateResult {
    const chosen = form?.[field] ?? [];
    const flip = (value: string) =>
      change({ [field]: all.filter((v) => (v === value ? !chosen.includes(v) : chosen.includes(v))) });
    return html`<fieldset class="field" aria-describedby=${errors[field] ? `error-${field}` : nothing}>
      <legend>${LABELS[field]}</legend>
      <div class="chips">
        ${all.map(
          (value, i) => html`<label class="chip">
            <input type="checkbox" data-field=${i === 0 ? field : nothing} .checked=${chosen.includes(value)}
              @change=${() => flip(value)} />
            <span>${value}</span>
          </label>`,
        )}
      </div>
      ${note(field)}
    </fieldset>`;
  }

  function preset(each: Preset): TemplateResult {
    const use = () => form && change(filled(form, each));
    return html`<button type="button" class="preset" aria-pressed=${form !== null && fits(form, each)} @click=${use}>
      <span class="preset-title">${each.title}</span><span class="preset-about">${each.about}</span>
    </button>`;
  }

  function story(each: Story, strengths: Strength[]): TemplateResult {
    const { id, title, what_happened } = each;
    const chosen = form?.stories ?? {};
    const strength = chosen[id];
    const set = (next: Strength | undefined) => {
      const { [id]: _, ...others } = chosen;
      change({ stories: next ? { ...others, [id]: next } : others });
    };
    const few = tooFew(each, strength ?? USUAL_STRENGTH, form?.customers ?? "");
    return html`<li class="story">
      <label class="check">
        <input type="checkbox" .checked=${strength !== undefined} @change=${() => set(strength ? undefined : USUAL_STRENGTH)}
          aria-describedby="story-${id}" />
        <span class="story-title">${title}</span>
      </label>
      ${
        strength
          ? html`<select class="form-select" aria-label="How strong: ${title}"
              @change=${(event: Event) => set((event.target as HTMLSelectElement).value as Strength)}>
              ${strengths.map((each) => html`<option value=${each} .selected=${each === strength}>${each}</option>`)}
            </select>`
          : nothing
      }
      <p class="hint" id="story-${id}">${what_happened.split(/(?<=\.) /)[0]}${few ? html` <em>It ${few}.</em>` : nothing}</p>
    </li>`;
  }

  function stories(all: Story[], strengths: Strength[]): TemplateResult | typeof nothing {
    if (!form) return nothing;
    const { surprise, stories } = form;
    const named = Object.keys(stories).length;
    return html`<fieldset class="field" aria-describedby=${errors.stories ? "error-stories hint-stories" : "hint-stories"}>
      <legend>${LABELS.stories}</legend>
      <p class="hint" id="hint-stories">Hide things that happened in the data, and see who finds them. The answers stay hidden until somebody asks.</p>
      <div class="chips">
        <label class="chip"><input type="checkbox" data-field="stories" .checked=${surprise} @change=${() => change({ surprise: !surprise })} />
          <span>${icon("gift")} Surprise me</span></label>
        ${
          all.length > 0
            ? html`<button type="button" class="chip" aria-expanded=${choosing} aria-controls="story-list" @click=${() => {
                choosing = !choosing;
                draw();
              }}>Choose from ${all.length} stories${named > 0 ? ` (${named} chosen)` : ""} ${icon("open")}</button>`
            : nothing
        }
      </div>
      <ul class="story-list" id="story-list" ?hidden=${!choosing}>${choosing ? all.map((each) => story(each, strengths)) : nothing}</ul>
      ${note("stories")}
    </fieldset>`;
  }

  function body(): TemplateResult {
    const options = session.options.get();
    if (options.status === "failed") {
      return errorState(options.error, "The form could not be loaded.", () => session.options.retry());
    }
    if (options.status !== "ready") return skeleton(6, "skeleton-form");
    const { limits, regions, segments, industries, stories: known, strengths } = options.value;
    form ??= startForm(options.value);
    return html`<form novalidate @submit=${send} aria-busy=${request !== null}>
      ${
        url.get().dataset
          ? html`<div class="presets" role="group" aria-label="Start from an example">${PRESETS.map(preset)}</div>`
          : nothing
      }
      ${
        general.length > 0
          ? html`<div class="form-problem" role="alert">${general.map((text) => html`<p>${icon("alert")} ${text}</p>`)}</div>`
          : nothing
      }
      <div class="fields">
        ${input("customers", `${format.count(limits.customers.min)} to ${format.count(limits.customers.max)}`, { mode: "numeric" })}
        ${input("months", `${limits.months.min} to ${limits.months.max}`, { mode: "numeric" })}
        ${input("as_of", "Nothing happens after it", { type: "date" })}
        <div class="with-button">
          ${input("seed", "Repeats the data", { mode: "numeric", placeholder: "Drawn for you" })}
          <button type="button" class="btn btn-quiet btn-square" aria-label="Draw a seed" title="Draw a seed"
            @click=${() => change({ seed: String(Math.floor(Math.random() * DICE_SIDES)) })}>${icon("dice")}</button>
        </div>
        ${input("name", "To find it again", { placeholder: "Named for you" })}
      </div>
      ${stories(known ?? [], strengths ?? [])}
      <details class="more" ?open=${narrowed() || undefined}>
        <summary>Only some regions, segments or industries</summary>
        <div class="more-fields">
          ${list("regions", regions)} ${list("segments", segments)}
          ${list("industries", industries)}
        </div>
      </details>
      <div class="form-actions">
        <button type="submit" class="btn btn-primary" ?disabled=${request !== null}>
          ${request ? "Making your data…" : "Make this dataset"}
        </button>
        ${
          url.get().dataset
            ? html`<button type="button" class="btn btn-ghost" @click=${() => panels.set(null)}>Close</button>`
            : nothing
        }
      </div>
    </form>`;
  }

  function draw(): void {
    if (!shown()) {
      render(nothing, root);
      return;
    }
    render(
      html`<section class="card form-card" aria-labelledby="generate-title">
        <h2 id="generate-title" tabindex="-1">${url.get().dataset ? "Make a new dataset" : "Or choose for yourself"}</h2>
        ${body()}
      </section>`,
      root,
    );
  }

  draw();
  const stop = [
    session.options.changed.on(draw),
    url.changed.on(draw),
    panels.changed.on((panel) => {
      draw();
      if (panel !== "generate") return;
      const wanted = PRESETS.find(({ title }) => title === panels.detail);
      if (wanted && form) change(filled(form, wanted));
      root.querySelector<HTMLElement>("#generate-title")?.focus();
      root.scrollIntoView({ block: "nearest" });
    }),
  ];
  return () => {
    request?.abort();
    for (const end of stop) end();
  };
};
