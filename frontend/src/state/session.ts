/**
 * What several panels share: the open dataset and its numbers, following the address.
 *
 * Knows how to load only through the functions it is given, and nothing of the page.
 */
import type { AnswerKey, Dataset, Options, Recommendations, Summary } from "../api/types";
import { Resource } from "./resource";
import type { Spot } from "./spot";
import { Signal, type UrlStore } from "./store";
import { FIRST_TABLE, type Filter, filterCount, fitFilter, monthsUpTo, NO_FILTER, type Vocabulary } from "./url";

/** How the shared things are loaded. */
export interface Loaders {
  options(signal: AbortSignal): Promise<Options>;
  dataset(id: string, signal: AbortSignal): Promise<Dataset>;
  summary(id: string, filter: Filter, signal: AbortSignal): Promise<Summary>;
  recommendations(id: string, signal: AbortSignal): Promise<Recommendations>;
  answers(id: string, signal: AbortSignal): Promise<AnswerKey>;
}

/** What the open dataset can be filtered by. */
export function vocabularyOf({ recipe }: Dataset): Vocabulary {
  return {
    region: recipe.regions,
    segment: recipe.segments,
    industry: recipe.industries,
    months: monthsUpTo(recipe.as_of, recipe.months),
  };
}

export class Session {
  readonly options: Resource<null, Options>;
  readonly dataset: Resource<string, Dataset>;
  readonly summary: Resource<{ id: string; filter: Filter }, Summary>;
  readonly recommendations: Resource<string, Recommendations>;
  /** What was hidden in the dataset. Idle until somebody asks to see it; never part of the address, so links give nothing away. */
  readonly answers: Resource<string, AnswerKey>;
  /** Somebody asked to be shown a chart; null when they are back at everything. */
  readonly spotted = new Signal<Spot | null>();
  #spot: Spot | null = null;
  /** Somebody asked to be shown the rows the address now chooses. */
  readonly rowsAsked = new Signal<void>();
  #rowsWanted = false;
  /** A dataset was made or removed: lists of datasets are out of date. */
  readonly datasetsChanged = new Signal<void>();
  readonly #url: UrlStore;
  readonly #stop: (() => void)[];

  constructor(url: UrlStore, loaders: Loaders) {
    this.#url = url;
    this.options = new Resource((_, signal) => loaders.options(signal));
    this.dataset = new Resource((id, signal) => loaders.dataset(id, signal));
    this.summary = new Resource(({ id, filter }, signal) => loaders.summary(id, filter, signal));
    this.recommendations = new Resource((id, signal) => loaders.recommendations(id, signal));
    this.answers = new Resource((id, signal) => loaders.answers(id, signal));
    this.#stop = [url.changed.on(() => this.#followAddress()), this.dataset.changed.on(() => this.#followFilter())];
    void this.options.load(null);
    this.#followDataset();
  }

  /** The dataset on screen, once it is ready to be explored. */
  get ready(): Dataset | null {
    const dataset = this.dataset.value;
    return dataset?.status === "ready" ? dataset : null;
  }

  /** Show a dataset, new or old, from its beginning. */
  open(dataset: Dataset): void {
    this.dataset.clear();
    this.#url.set({ dataset: dataset.id, filter: NO_FILTER, table: FIRST_TABLE });
  }

  /** Show none. */
  close(): void {
    this.#url.set({ dataset: null, filter: NO_FILTER, table: FIRST_TABLE });
  }

  /** The server does not have this dataset: if it is the open one, ask for it again, which shows that it is gone. */
  lose(id: string): void {
    if (this.ready?.id === id) this.dataset.retry();
  }

  /** What somebody asked to be shown, until they are back at everything. */
  get spot(): Spot | null {
    return this.#spot;
  }

  /** Show a chart narrowed to what it is about. */
  show(spot: Spot): void {
    this.#spot = spot;
    this.#url.set({ filter: spot.filter });
    this.spotted.emit(spot);
  }

  /** Show the rows the address now chooses. */
  askForRows(): void {
    this.#rowsWanted = true;
    this.rowsAsked.emit();
  }

  /** Whether somebody asked for the rows and has not been shown them. Asking takes the wish as fulfilled. */
  takeRowsWanted(): boolean {
    const wanted = this.#rowsWanted;
    this.#rowsWanted = false;
    return wanted;
  }

  /** All filters and date lines off. */
  showEverything(): void {
    this.#spot = null;
    this.#url.set({ filter: NO_FILTER });
    this.spotted.emit(null);
  }

  /** Ask again for everything that failed. */
  retryFailed(): void {
    for (const resource of [this.options, this.dataset, this.summary, this.recommendations, this.answers])
      if (resource.get().status === "failed") resource.retry();
  }

  /** Show what was hidden in the open dataset, or hide it again. */
  reveal(yes: boolean): void {
    if (yes && this.ready) void this.answers.load(this.ready.id);
    else this.answers.clear();
  }

  dispose(): void {
    for (const stop of this.#stop) stop();
  }

  #clear(): void {
    this.#spot = null;
    for (const resource of [this.summary, this.recommendations, this.answers]) resource.clear();
  }

  #followAddress(): void {
    // Whoever takes the last filter off, or goes back, has left what they were shown.
    if (this.#spot && filterCount(this.#spot.filter) > 0 && filterCount(this.#url.get().filter) === 0) {
      this.#spot = null;
      this.spotted.emit(null);
    }
    this.#followDataset();
  }

  #followDataset(): void {
    const { dataset } = this.#url.get();
    if (!dataset) {
      this.#clear();
      this.dataset.clear();
    } else if (this.dataset.key !== dataset) {
      this.#clear();
      void this.dataset.load(dataset);
    } else {
      this.#followFilter();
    }
  }

  #followFilter(): void {
    const dataset = this.ready;
    if (!dataset || dataset.id !== this.#url.get().dataset) return;
    if (this.recommendations.key !== dataset.id) void this.recommendations.load(dataset.id);
    const { filter, dropped } = fitFilter(this.#url.get().filter, vocabularyOf(dataset));
    if (dropped.length > 0) {
      this.#url.replace({ filter }, dropped);
      return; // the change of the address leads back here
    }
    const key = { id: dataset.id, filter };
    if (JSON.stringify(this.summary.key) !== JSON.stringify(key)) void this.summary.load(key);
  }
}
