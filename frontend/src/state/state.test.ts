import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Failure } from "../api/client";
import { Connection, HEARTBEAT_MS, RETRY_MS } from "./connection";
import { Resource, SLOW_MS } from "./resource";
import { UrlStore } from "./store";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A loader whose answers come when the test says so. */
function byHand() {
  const asked: { key: string; answer: (value: string) => void; fail: (error: Error) => void; signal: AbortSignal }[] =
    [];
  const load = (key: string, signal: AbortSignal) =>
    new Promise<string>((answer, fail) => asked.push({ key, answer, fail, signal }));
  return { asked, resource: new Resource(load) };
}

describe("a resource", () => {
  test("shows only the newest answer, whatever order they come in", async () => {
    const { asked, resource } = byHand();
    const shown: string[] = [];
    resource.changed.on((state) => state.status === "ready" && shown.push(state.value));
    void resource.load("old");
    void resource.load("new");
    expect(asked[0]?.signal.aborted).toBe(true);
    asked[1]?.answer("new data");
    await vi.runAllTimersAsync();
    asked[0]?.answer("old data");
    await vi.runAllTimersAsync();
    expect(shown).toEqual(["new data"]);
  });

  test("turns to its skeleton only when the answer takes long", async () => {
    const { asked, resource } = byHand();
    void resource.load("a");
    asked[0]?.answer("A");
    await vi.advanceTimersByTimeAsync(0);
    void resource.load("b");
    expect(resource.get()).toEqual({ status: "loading", slow: false, before: "A" });
    await vi.advanceTimersByTimeAsync(SLOW_MS);
    expect(resource.get()).toEqual({ status: "loading", slow: true, before: null });
  });

  test("keeps an error until asked again", async () => {
    const { asked, resource } = byHand();
    void resource.load("a");
    asked[0]?.fail(new Failure("offline", "no"));
    await vi.runAllTimersAsync();
    expect(resource.get().status).toBe("failed");
    resource.retry();
    asked[1]?.answer("A");
    await vi.runAllTimersAsync();
    expect(resource.value).toBe("A");
  });

  test("forgets a late answer after it was cleared", async () => {
    const { asked, resource } = byHand();
    void resource.load("a");
    resource.clear();
    asked[0]?.answer("A");
    await vi.runAllTimersAsync();
    expect(resource.get()).toEqual({ status: "idle" });
  });
});

describe("the connection", () => {
  test("asks again until the server is back, and says so once", async () => {
    const pings: number[] = [];
    const heard: boolean[] = [];
    const connection: Connection = new Connection(
      async () => {
        pings.push(Date.now());
        if (pings.length < 3) throw new Failure("offline", "no");
        connection.report(true);
      },
      () => true,
    );
    connection.changed.on((up) => heard.push(up));
    connection.report(false);
    await vi.advanceTimersByTimeAsync(3 * RETRY_MS + 10);
    expect(pings).toHaveLength(3);
    expect(heard).toEqual([false, true]);
    connection.dispose();
  });

  test("leaves the server alone while nobody looks", async () => {
    const ping = vi.fn(async () => undefined);
    const connection = new Connection(ping, () => false);
    await vi.advanceTimersByTimeAsync(5 * HEARTBEAT_MS);
    expect(ping).not.toHaveBeenCalled();
    connection.dispose();
  });
});

describe("the store", () => {
  test("writes the address, and reads it back when the reader goes back", () => {
    history.replaceState(null, "", "/?region=Europe");
    const store = new UrlStore(window);
    store.set({ filter: { ...store.get().filter, region: ["APAC"] } });
    expect(location.search).toBe("?region=APAC");
    history.replaceState(null, "", "/?region=Europe");
    window.dispatchEvent(new PopStateEvent("popstate"));
    expect(store.get().filter.region).toEqual(["Europe"]);
    store.dispose();
  });

  test("takes bad parameters out of the address and says which", () => {
    history.replaceState(null, "", "/?region=Europe&limit=7");
    const store = new UrlStore(window);
    expect(location.search).toBe("?region=Europe");
    expect(store.dropped).toMatchObject([{ name: "limit", given: "7" }]);
    store.set({ filter: { ...store.get().filter, segment: ["SMB"] } });
    expect(store.dropped).toEqual([]);
    store.dispose();
  });

  test("adds no step to the history for a change that is none", () => {
    history.replaceState(null, "", "/?region=Europe");
    const store = new UrlStore(window);
    const heard = vi.fn();
    store.changed.on(heard);
    store.set({ filter: { ...store.get().filter } });
    expect(heard).not.toHaveBeenCalled();
    store.dispose();
  });
});
