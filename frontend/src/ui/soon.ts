/** Work put off to a task of its own, so that the page hears its reader in between. */

/** Calls `work` once, in a task of its own, however often it is asked meanwhile. */
export function soon(work: () => void): () => void {
  let planned = false;
  return () => {
    if (planned) return;
    planned = true;
    setTimeout(() => {
      planned = false;
      work();
    });
  };
}

/** One piece of work after the other, each in a task of its own; what is asked for twice is done once. */
export class Queue<T> {
  readonly #waiting = new Set<T>();
  readonly #work: (item: T) => void;
  readonly #next = soon(() => this.#step());

  constructor(work: (item: T) => void) {
    this.#work = work;
  }

  /** Take these next, in this order, and forget what was waiting. */
  set(items: T[]): void {
    this.#waiting.clear();
    for (const item of items) this.#waiting.add(item);
    if (items.length > 0) this.#next();
  }

  #step(): void {
    const [item] = this.#waiting;
    if (item === undefined) return;
    this.#waiting.delete(item);
    this.#work(item);
    if (this.#waiting.size > 0) this.#next();
  }
}
