/** The open dataset until there is something to explore: being fetched, being made, or gone. */
import { html, nothing, render, type TemplateResult } from "lit-html";
import { Failure, isGone } from "../api/client";
import { follow } from "../api/progress";
import type { Dataset, Progress } from "../api/types";
import type { Mount } from "../deps";
import * as format from "../ui/format";
import { errorState, explain, skeleton } from "../ui/states";

/** Stages as people would say them. */
const STAGES: Record<string, string> = { queued: "Waiting for its turn", building: "Making the rows" };

/** How far a build is: in customers while they are made, which is how people think of it. */
function soFar({ stage, done, total }: Progress, { customers }: Dataset["recipe"]): string {
  const name = STAGES[stage] ?? stage;
  if (total === 0 || stage === "queued") return name;
  if (stage !== "building") return `${name}: ${format.count(done)} of ${format.count(total)}`;
  return `${name}: ${format.count(Math.floor((customers * done) / total))} of ${format.plural(customers, "customer")}`;
}

export const mount: Mount = (root, { api, url, session, announcer }) => {
  let following: AbortController | null = null;
  let followed: string | null = null;
  let busy = false;
  let error: Error | null = null;
  /** The dataset last shown, which may be gone by now. */
  let last: Dataset | null = null;

  /** Start or stop asking about a build, as the open dataset says. */
  function keepUp(): void {
    const dataset = session.dataset.value;
    const building = dataset?.status === "building" ? dataset.id : null;
    if (building === followed) return;
    following?.abort();
    followed = building;
    busy = false;
    error = null;
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
      announcer.progress(`${soFar(dataset.progress, dataset.recipe)}.`);
    } else if (dataset.status === "ready") {
      announcer.say(`${dataset.name} is ready.`);
      session.datasetsChanged.emit();
    }
    session.dataset.set(dataset);
  }

  async function cancel(id: string): Promise<void> {
    busy = true;
    error = null;
    draw();
    try {
      await api.remove(id);
      following?.abort();
      announcer.say("The build was stopped.");
      session.datasetsChanged.emit();
      session.close();
    } catch (cause) {
      error = cause as Error;
    }
    busy = false;
    draw();
  }

  async function makeAgain({ recipe }: Dataset): Promise<void> {
    busy = true;
    error = null;
    draw();
    try {
      const dataset = await api.create(recipe, AbortSignal.timeout(60_000));
      announcer.say(`${dataset.name} is being opened.`);
      session.datasetsChanged.emit();
      session.open(dataset);
    } catch (cause) {
      error = cause as Error;
    }
    busy = false;
    draw();
  }

  function building(dataset: Dataset): TemplateResult {
    const progress = dataset.progress ?? { stage: "Starting", done: 0, total: 0, seconds_left: null };
    const { done, total, seconds_left } = progress;
    return html`<section class="card build" aria-labelledby="build-title">
      <h1 id="build-title">Making ${dataset.name}</h1>
      <p class="muted">${format.plural(dataset.recipe.customers, "customer")}, ${dataset.recipe.months} months of history.</p>
      <progress aria-labelledby="build-title" max=${Math.max(1, total)} .value=${done}></progress>
      <div class="build-line">
        <span>${soFar(progress, dataset.recipe)}</span>
        <span>${seconds_left === null ? nothing : html`${format.wait(seconds_left)} left`}</span>
      </div>
      <button type="button" class="btn btn-quiet" ?disabled=${busy} @click=${() => cancel(dataset.id)}>
        ${busy ? "Stopping…" : "Cancel"}
      </button>
      ${failure()}
      <p class="hint">You can close or reload this page; the work goes on.</p>
    </section>`;
  }

  const failure = () => (error ? html`<p class="field-error" role="alert">${explain(error)}</p>` : nothing);

  const startOver = (look = "btn-primary") =>
    html`<button type="button" class="btn ${look}" @click=${() => session.close()}>Make a new dataset</button>`;

  function gone(): TemplateResult {
    const known = last?.id === url.get().dataset ? last : null;
    return html`<section class="card state-page" role="alert">
      <h1>This dataset is not here</h1>
      <p>It may have been deleted, or made by another server, or the server was started anew. A dataset made with the same settings and seed is the same to the last letter.</p>
      ${
        known
          ? html`<button type="button" class="btn btn-primary" ?disabled=${busy} @click=${() => makeAgain(known)}>
              ${busy ? "Making your data…" : `Make ${known.name} again`}
            </button>`
          : nothing
      }
      ${startOver(known ? "btn-quiet" : "btn-primary")}
      ${failure()}
    </section>`;
  }

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
            ${startOver()}
          </section>`;
        return nothing;
      }
      case "loading":
        return state.slow
          ? html`<section class="card" aria-label="Opening the dataset">${skeleton(5)}</section>`
          : nothing;
      case "failed":
        return state.error instanceof Failure && isGone(state.error.problem)
          ? gone()
          : html`<section class="card">
              ${errorState(state.error, "The dataset could not be opened.", () => session.dataset.retry())}
            </section>`;
    }
  }

  function draw(): void {
    render(body(), root);
  }

  keepUp();
  draw();
  const stop = [
    session.dataset.changed.on(() => {
      last = session.dataset.value ?? last;
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
