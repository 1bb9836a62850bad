/** The open dataset until there is something to explore: being fetched, being made, or gone. */
import { html, nothing, render, type TemplateResult } from "lit-html";
import { Failure } from "../api/client";
import { follow } from "../api/progress";
import type { Dataset, Progress } from "../api/types";
import type { Mount } from "../deps";
import * as format from "../ui/format";
import { errorState, explain, skeleton } from "../ui/states";

/** Stages as people would say them. */
const STAGES: Record<string, string> = { queued: "Waiting for its turn", building: "Making rows" };

export const mount: Mount = (root, { api, url, session, announcer }) => {
  let following: AbortController | null = null;
  let followed: string | null = null;
  let cancelling = false;
  let cancelError: Error | null = null;

  /** Start or stop asking about a build, as the open dataset says. */
  function keepUp(): void {
    const dataset = session.dataset.value;
    const building = dataset?.status === "building" ? dataset.id : null;
    if (building === followed) return;
    following?.abort();
    followed = building;
    cancelling = false;
    cancelError = null;
    if (!building) return;
    following = new AbortController();
    const { signal } = following;
    const sources = {
      open: () => new EventSource(api.events(building)),
      load: (s: AbortSignal) => api.dataset(building, s),
    };
    follow(sources, { progress: advance, dataset: tell }, signal).catch(() => {
      // Gone, or refused: ask in the ordinary way, which shows why.
      followed = null;
      if (!signal.aborted) session.dataset.retry();
    });
  }

  /** The stream tells how far it is; all else about the dataset is as it was. */
  function advance(progress: Progress): void {
    const dataset = session.dataset.value;
    if (dataset?.id === followed) tell({ ...dataset, progress } as Dataset);
  }

  function tell(dataset: Dataset): void {
    if (dataset.status === "building" && dataset.progress) {
      const { stage, done, total } = dataset.progress;
      announcer.progress(`${STAGES[stage] ?? stage}: ${format.count(done)} of ${format.count(total)}.`);
    } else if (dataset.status === "ready") {
      announcer.say(`${dataset.name} is ready.`);
      session.datasetsChanged.emit();
    }
    session.dataset.set(dataset);
  }

  async function cancel(id: string): Promise<void> {
    cancelling = true;
    cancelError = null;
    draw();
    try {
      await api.remove(id);
      following?.abort();
      announcer.say("The build was stopped.");
      session.datasetsChanged.emit();
      session.close();
    } catch (cause) {
      cancelError = cause as Error;
    }
    cancelling = false;
    draw();
  }

  function building(dataset: Dataset): TemplateResult {
    const { stage, done, total, seconds_left } = dataset.progress ?? {
      stage: "Starting",
      done: 0,
      total: 0,
      seconds_left: null,
    };
    return html`<section class="card build" aria-labelledby="build-title">
      <h1 id="build-title">Making ${dataset.name}</h1>
      <p class="muted">${format.plural(dataset.recipe.customers, "customer")}, ${dataset.recipe.months} months of history.</p>
      <progress aria-labelledby="build-title" max=${Math.max(1, total)} .value=${done}></progress>
      <div class="build-line">
        <span>${STAGES[stage] ?? stage}${total > 0 ? html`: ${format.count(done)} of ${format.count(total)}` : nothing}</span>
        <span>${seconds_left === null ? nothing : html`${format.wait(seconds_left)} left`}</span>
      </div>
      <button type="button" class="btn btn-quiet" ?disabled=${cancelling} @click=${() => cancel(dataset.id)}>
        ${cancelling ? "Stopping…" : "Cancel"}
      </button>
      ${cancelError ? html`<p class="field-error" role="alert">${explain(cancelError)}</p>` : nothing}
      <p class="hint">You can close or reload this page; the work goes on.</p>
    </section>`;
  }

  const startOver = html`<button type="button" class="btn btn-primary" @click=${() => session.close()}>Make a new dataset</button>`;

  function body(): TemplateResult | typeof nothing {
    if (!url.get().dataset) return nothing;
    const state = session.dataset.get();
    switch (state.status) {
      case "idle":
      case "ready": {
        const dataset = session.dataset.value;
        if (dataset?.status === "building") return building(dataset);
        if (dataset?.status === "failed")
          return html`<section class="card state-page">
            <h1>${dataset.name} could not be made</h1>
            <p>${dataset.problem?.detail ?? "Something went wrong on the server."}</p>
            ${startOver}
          </section>`;
        return nothing;
      }
      case "loading":
        return state.slow
          ? html`<section class="card" aria-label="Opening the dataset">${skeleton(5)}</section>`
          : nothing;
      case "failed": {
        const gone = state.error instanceof Failure && state.error.problem?.status === 404;
        return gone
          ? html`<section class="card state-page" role="alert">
              <h1>This dataset is not here</h1>
              <p>It may have been deleted, or made by another server. A dataset made with the same settings and seed is the same to the last letter.</p>
              ${startOver}
            </section>`
          : html`<section class="card">
              ${errorState(state.error, "The dataset could not be opened.", () => session.dataset.retry())}
            </section>`;
      }
    }
  }

  function draw(): void {
    render(body(), root);
  }

  keepUp();
  draw();
  const stop = [
    session.dataset.changed.on(() => {
      keepUp();
      draw();
    }),
    url.changed.on(draw),
  ];
  return () => {
    following?.abort();
    for (const end of stop) end();
  };
};
