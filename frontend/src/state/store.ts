/** A small store over the browser's history: one state, read from and written to the address. */
import { type Dropped, formatUrl, parseUrl, type UrlState } from "./url";

export type Listener<T> = (value: T) => void;

/** Listeners and nothing else. */
export class Signal<T> {
  #listeners = new Set<Listener<T>>();

  emit(value: T): void {
    for (const listener of [...this.#listeners]) listener(value);
  }

  /** Call `listener` on every value to come; gives the way to stop. */
  on(listener: Listener<T>): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** The parts of `window` the store needs. */
export type Browser = Pick<Window, "location" | "history" | "addEventListener" | "removeEventListener">;

/** The state in the address. `set` adds a step to the history, `replace` does not. */
export class UrlStore {
  #state: UrlState;
  #dropped: Dropped[];
  readonly changed = new Signal<UrlState>();
  /** Told whenever the list of left-out parameters changes. */
  readonly droppedChanged = new Signal<Dropped[]>();
  readonly #browser: Browser;

  constructor(browser: Browser) {
    this.#browser = browser;
    const { state, dropped } = parseUrl(browser.location.search);
    this.#state = state;
    this.#dropped = dropped;
    if (dropped.length > 0) this.#write("replaceState");
    browser.addEventListener("popstate", this.#onPop);
  }

  get(): UrlState {
    return this.#state;
  }

  get dropped(): Dropped[] {
    return this.#dropped;
  }

  set(patch: Partial<UrlState>): void {
    const before = formatUrl(this.#state);
    this.#state = { ...this.#state, ...patch };
    if (formatUrl(this.#state) === before) return;
    this.#write("pushState");
    this.dismiss();
    this.changed.emit(this.#state);
  }

  /** Correct the address without a step in the history, naming what was left out. */
  replace(patch: Partial<UrlState>, dropped: Dropped[] = []): void {
    this.#state = { ...this.#state, ...patch };
    this.#write("replaceState");
    if (dropped.length > 0) {
      this.#dropped = [...this.#dropped, ...dropped];
      this.droppedChanged.emit(this.#dropped);
    }
    this.changed.emit(this.#state);
  }

  /** The reader has seen what was left out. */
  dismiss(): void {
    if (this.#dropped.length === 0) return;
    this.#dropped = [];
    this.droppedChanged.emit([]);
  }

  dispose(): void {
    this.#browser.removeEventListener("popstate", this.#onPop);
  }

  #write(how: "pushState" | "replaceState"): void {
    this.#browser.history[how](null, "", formatUrl(this.#state) || this.#browser.location.pathname);
  }

  #onPop = (): void => {
    const { state, dropped } = parseUrl(this.#browser.location.search);
    this.#state = state;
    this.#dropped = dropped;
    this.droppedChanged.emit(dropped);
    this.changed.emit(state);
  };
}
