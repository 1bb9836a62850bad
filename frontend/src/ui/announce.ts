/** The one live region: says important things at once, and progress no more often than every five seconds. */

/** The least time between two announcements of progress, in milliseconds. */
export const QUIET_MS = 5000;

export class Announcer {
  #last = Number.NEGATIVE_INFINITY;
  readonly #region: HTMLElement;
  readonly #now: () => number;

  constructor(region: HTMLElement, now: () => number) {
    this.#region = region;
    this.#now = now;
  }

  /** Say it now. */
  say(text: string): void {
    this.#last = this.#now();
    this.#region.textContent = text;
  }

  /** Say it unless something was said in the last five seconds. */
  progress(text: string): void {
    if (this.#now() - this.#last >= QUIET_MS) this.say(text);
  }
}
