/**
 * Something loaded from the server, where only the newest request counts.
 *
 * A new `load` aborts the one before; an answer that comes late all the same is thrown away, so old data never paints over new.
 */
import { Signal } from "./store";

/** After this many milliseconds without an answer a panel shows its skeleton. */
export const SLOW_MS = 300;

export type Loaded<T> =
  | { status: "idle" }
  /** `before` is the last value shown, for the moment until `slow`. */
  | { status: "loading"; slow: boolean; before: T | null }
  | { status: "ready"; value: T }
  | { status: "failed"; error: Error };

export class Resource<K, T> {
  #state: Loaded<T> = { status: "idle" };
  #key: K | null = null;
  #controller: AbortController | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #shown: T | null = null;
  readonly changed = new Signal<Loaded<T>>();
  readonly #load: (key: K, signal: AbortSignal) => Promise<T>;

  constructor(load: (key: K, signal: AbortSignal) => Promise<T>) {
    this.#load = load;
  }

  get(): Loaded<T> {
    return this.#state;
  }

  /** The value, when there is one that is not out of date. */
  get value(): T | null {
    return this.#state.status === "ready" ? this.#state.value : null;
  }

  get key(): K | null {
    return this.#key;
  }

  /** Ask for `key`, forgetting every question before. */
  async load(key: K): Promise<void> {
    this.#stop();
    const controller = new AbortController();
    this.#controller = controller;
    this.#key = key;
    this.#become({ status: "loading", slow: false, before: this.#shown });
    this.#timer = setTimeout(() => this.#become({ status: "loading", slow: true, before: null }), SLOW_MS);
    try {
      const value = await this.#load(key, controller.signal);
      if (this.#controller !== controller) return;
      this.set(value);
    } catch (cause) {
      if (this.#controller !== controller) return;
      clearTimeout(this.#timer);
      this.#shown = null;
      this.#become({ status: "failed", error: cause instanceof Error ? cause : new Error(String(cause)) });
    }
  }

  /** Ask the same question again. */
  retry(): void {
    if (this.#key !== null) void this.load(this.#key);
  }

  /** Take a value that came another way. */
  set(value: T): void {
    clearTimeout(this.#timer);
    this.#shown = value;
    this.#become({ status: "ready", value });
  }

  /** Forget everything. */
  clear(): void {
    this.#stop();
    this.#key = null;
    this.#shown = null;
    if (this.#state.status !== "idle") this.#become({ status: "idle" });
  }

  /** Call `listener` now and on every change; gives the way to stop. */
  watch(listener: (state: Loaded<T>) => void): () => void {
    listener(this.#state);
    return this.changed.on(listener);
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#controller?.abort();
    this.#controller = null;
  }

  #become(state: Loaded<T>): void {
    this.#state = state;
    this.changed.emit(state);
  }
}
