/**
 * Following a build: by the server's events where they come, by asking every second where they do not.
 *
 * The stream holds one of the browser's few connections to the server, so it is closed as soon as the build has ended.
 */
import { Failure } from "./client";
import type { Dataset, Progress } from "./types";

/** How often a build is asked about, in milliseconds. */
export const POLL_MS = 1000;
/** A stream that says nothing for so long is held back by something in between: ask instead. In milliseconds. */
export const SILENT_MS = 4000;

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

/** The parts of an EventSource that are used. */
export type Stream = Pick<EventSource, "addEventListener" | "close">;

/** What is told of a build: how far it is, or the dataset as it stands. */
export interface Teller {
  progress(progress: Progress): void;
  dataset(dataset: Dataset): void;
}

/** What following needs from the world. */
export interface Sources {
  open(): Stream;
  load(signal: AbortSignal): Promise<Dataset>;
  wait?: typeof pause;
}

/** Follow a build to its end: events first, asking where they fail. Rejects with what asking rejects with. */
export async function follow(sources: Sources, tell: Teller, signal: AbortSignal): Promise<void> {
  if (await listen(sources, tell, signal)) return;
  await poll(sources, tell, signal);
}

/** Listen to the stream. Resolves to whether it told the end, and is closed in every case. */
function listen({ open, wait = pause }: Sources, tell: Teller, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    let stream: Stream;
    try {
      stream = open();
    } catch {
      resolve(false);
      return;
    }
    const over = new AbortController();
    const end = (told: boolean) => {
      over.abort();
      stream.close();
      resolve(told);
    };
    let heard = 0;
    const watch = async (): Promise<void> => {
      const before = heard;
      await wait(SILENT_MS, over.signal);
      if (over.signal.aborted) return;
      if (heard === before) end(false);
      else await watch();
    };
    const on = <T>(name: string, then: (data: T) => void) =>
      stream.addEventListener(name, (event) => {
        if (over.signal.aborted) return;
        heard += 1;
        try {
          then(JSON.parse((event as MessageEvent<string>).data) as T);
        } catch {
          end(false);
        }
      });
    on<Progress>("progress", (progress) => tell.progress(progress));
    for (const name of ["ready", "failed"])
      on<Dataset>(name, (dataset) => {
        end(true);
        tell.dataset(dataset);
      });
    // Asking says in the ordinary way that it is gone.
    on("deleted", () => end(false));
    stream.addEventListener("error", () => end(false));
    signal.addEventListener("abort", () => end(true));
    void watch();
  });
}

/** Ask until the dataset is no longer building. A server away for a while is waited for. */
async function poll({ load, wait = pause }: Sources, tell: Teller, signal: AbortSignal): Promise<void> {
  for (let first = true; !signal.aborted; first = false) {
    if (!first) await wait(POLL_MS, signal);
    if (signal.aborted) return;
    try {
      const dataset = await load(signal);
      if (signal.aborted) return;
      tell.dataset(dataset);
      if (dataset.status !== "building") return;
    } catch (cause) {
      if (signal.aborted) return;
      if (!(cause instanceof Failure && cause.kind === "offline")) throw cause;
    }
  }
}
