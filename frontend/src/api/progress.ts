/** Following a build by asking again every second: it keeps asking while the server is away, and stops when told. */
import { Failure } from "./client";
import type { Dataset } from "./types";

/** How often a build is asked about, in milliseconds. */
export const POLL_MS = 1000;

/** A pause that ends at once when aborted. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/**
 * Ask `load` for the dataset until it is no longer building, telling `tell` each time.
 *
 * Rejects with what `load` rejects with, except that a server away for a while is waited for.
 */
export async function follow(
  load: (signal: AbortSignal) => Promise<Dataset>,
  tell: (dataset: Dataset) => void,
  signal: AbortSignal,
  wait: typeof pause = pause,
): Promise<void> {
  while (!signal.aborted) {
    await wait(POLL_MS, signal);
    if (signal.aborted) return;
    try {
      const dataset = await load(signal);
      if (signal.aborted) return;
      tell(dataset);
      if (dataset.status !== "building") return;
    } catch (cause) {
      if (signal.aborted) return;
      if (!(cause instanceof Failure && cause.kind === "offline")) throw cause;
    }
  }
}
