import { describe, expect, test, vi } from "vitest";
import { Failure } from "./client";
import { follow, type Sources } from "./progress";
import type { Dataset } from "./types";

/** A stream that says what the test tells it to. */
class FakeStream {
  closed = false;
  #listeners = new Map<string, (event: Event) => void>();
  addEventListener = ((name: string, listener: (event: Event) => void) => {
    this.#listeners.set(name, listener);
  }) as EventSource["addEventListener"];
  close = () => {
    this.closed = true;
  };
  say(name: string, data: unknown = {}) {
    this.#listeners.get(name)?.({ data: typeof data === "string" ? data : JSON.stringify(data) } as MessageEvent);
  }
}

const at = (status: string) => ({ id: "x", status }) as Dataset;

function setting(answers: (Dataset | Failure)[] = []) {
  const stream = new FakeStream();
  const told: string[] = [];
  let impatient = false;
  const sources: Sources = {
    open: () => stream,
    load: async () => {
      const next = answers.shift();
      if (next instanceof Failure) throw next;
      return next ?? at("ready");
    },
    // Nothing is waited for in these tests, unless one runs out of patience.
    wait: (_, signal) => {
      if (impatient || stream.closed) return Promise.resolve();
      return new Promise((resolve) => signal.addEventListener("abort", () => resolve()));
    },
  };
  const tell = {
    progress: ({ done }: { done: number }) => told.push(`at ${done}`),
    dataset: ({ status }: Dataset) => told.push(status),
  };
  return {
    stream,
    told,
    sources,
    tell,
    waitNoMore: () => {
      impatient = true;
    },
  };
}

describe("following a build", () => {
  test("hears how far it is and closes the stream at the end", async () => {
    const { stream, told, sources, tell } = setting();
    const done = follow(sources, tell, new AbortController().signal);
    stream.say("progress", { stage: "building", done: 3, total: 9, seconds_left: null });
    stream.say("progress", { stage: "building", done: 9, total: 9, seconds_left: 0 });
    stream.say("ready", at("ready"));
    await done;
    expect(told).toEqual(["at 3", "at 9", "ready"]);
    expect(stream.closed).toBe(true);
    stream.say("progress", { done: 99 });
    expect(told).toHaveLength(3);
  });

  test.each(["error", "deleted"])("asks when the stream says %s", async (name) => {
    const { stream, told, sources, tell } = setting([at("building"), at("ready")]);
    const done = follow(sources, tell, new AbortController().signal);
    stream.say(name);
    await done;
    expect(stream.closed).toBe(true);
    expect(told).toEqual(["building", "ready"]);
  });

  test("asks when the stream says nothing for long, or nonsense", async () => {
    for (const act of ["silence", "nonsense"]) {
      const { stream, told, sources, tell, waitNoMore } = setting();
      if (act === "silence") waitNoMore();
      const done = follow(sources, tell, new AbortController().signal);
      if (act === "nonsense") stream.say("progress", "{");
      await done;
      expect(told).toEqual(["ready"]);
      expect(stream.closed).toBe(true);
    }
  });

  test("asks where there are no streams at all", async () => {
    const { told, sources, tell } = setting();
    const open = () => {
      throw new Error("blocked");
    };
    await follow({ ...sources, open }, tell, new AbortController().signal);
    expect(told).toEqual(["ready"]);
  });

  test("waits for a server that goes away for a while, and passes on a refusal", async () => {
    const { stream, told, sources, tell, waitNoMore } = setting([
      new Failure("offline", "no"),
      at("building"),
      at("ready"),
    ]);
    const done = follow(sources, tell, new AbortController().signal);
    waitNoMore();
    stream.say("error");
    await done;
    expect(told).toEqual(["building", "ready"]);

    const gone = setting([new Failure("problem", "gone")]);
    const refused = follow(gone.sources, gone.tell, new AbortController().signal);
    gone.stream.say("deleted");
    await expect(refused).rejects.toThrow("gone");
  });

  test("ends and closes the stream when told to stop", async () => {
    const { stream, told, sources, tell } = setting();
    const load = vi.fn(sources.load);
    const controller = new AbortController();
    const done = follow({ ...sources, load }, tell, controller.signal);
    controller.abort();
    await done;
    expect(stream.closed).toBe(true);
    expect(load).not.toHaveBeenCalled();
    expect(told).toEqual([]);
  });
});
