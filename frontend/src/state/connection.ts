/** Whether the server answers. Told by every call; while it does not, asks again until it does. */
import { Signal } from "./store";

/** How often an unreachable server is asked again, in milliseconds. */
export const RETRY_MS = 2000;
/** How often a quiet page checks that the server is still there, in milliseconds. */
export const HEARTBEAT_MS = 10_000;

export class Connection {
  #up = true;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly changed = new Signal<boolean>();
  readonly #ping: (signal: AbortSignal) => Promise<unknown>;
  readonly #awake: () => boolean;

  /** `ping` rejects while the server is away; `awake` says whether anybody is looking. */
  constructor(ping: (signal: AbortSignal) => Promise<unknown>, awake: () => boolean) {
    this.#ping = ping;
    this.#awake = awake;
    this.#plan();
  }

  get up(): boolean {
    return this.#up;
  }

  /** A call was answered, or was not. */
  report(up: boolean): void {
    if (up === this.#up) return;
    this.#up = up;
    this.#plan();
    this.changed.emit(up);
  }

  /** Ask now. */
  check(): void {
    clearTimeout(this.#timer);
    this.#ping(AbortSignal.timeout(HEARTBEAT_MS))
      .catch(() => undefined)
      .finally(() => this.#plan());
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#plan = () => undefined;
  }

  #plan = (): void => {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => (this.#up && !this.#awake() ? this.#plan() : this.check()),
      this.#up ? HEARTBEAT_MS : RETRY_MS,
    );
  };
}
