/** The first visit: one button that makes a small dataset and shows it. */
import { html, nothing, render } from "lit-html";
import type { Mount } from "../deps";
import { icon } from "../ui/icons";
import { explain } from "../ui/states";

export const mount: Mount = (root, { api, url, session, announcer }) => {
  let busy = false;
  let error: Error | null = null;

  async function make(): Promise<void> {
    busy = true;
    error = null;
    draw();
    try {
      const dataset = await api.create({ name: "First look", customers: 500 }, AbortSignal.timeout(60_000));
      announcer.say("Your dataset is being opened.");
      session.datasetsChanged.emit();
      session.open(dataset);
    } catch (cause) {
      error = cause as Error;
    }
    busy = false;
    draw();
  }

  function draw(): void {
    if (url.get().dataset) {
      render(nothing, root);
      return;
    }
    render(
      html`<section class="hero" aria-labelledby="hero-title">
        <p class="hero-mark">${icon("make")}</p>
        <h1 id="hero-title">CRM data that looks real, in one click</h1>
        <p class="hero-text">
          Customers, their deals, and what they say about you, with charts to explore and files for Tableau, Power BI and
          Excel. All of it is invented, so you can share it with anyone.
        </p>
        <button type="button" class="btn btn-primary btn-lg" ?disabled=${busy} @click=${make}>
          ${busy ? "Making your data…" : "Make a small dataset"}
        </button>
        <p class="hero-hint">500 customers, two years of history. It takes about a second.</p>
        ${error ? html`<p class="field-error" role="alert">${icon("alert")} ${explain(error)}</p>` : nothing}
      </section>`,
      root,
    );
  }
  draw();
  return url.changed.on(draw);
};
