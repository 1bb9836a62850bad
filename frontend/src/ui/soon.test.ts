import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Queue, soon } from "./soon";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("work asked for many times is done once, later, and again when asked again", () => {
  const work = vi.fn();
  const ask = soon(work);
  ask();
  ask();
  expect(work).not.toHaveBeenCalled();
  vi.runAllTimers();
  expect(work).toHaveBeenCalledTimes(1);
  ask();
  vi.runAllTimers();
  expect(work).toHaveBeenCalledTimes(2);
});

test("a queue does each piece in a task of its own, in order, and drops what is no longer wanted", () => {
  const done: string[] = [];
  const queue = new Queue<string>((item) => done.push(item));
  queue.set(["a", "b", "a"]);
  expect(done).toEqual([]);
  vi.advanceTimersToNextTimer();
  expect(done).toEqual(["a"]);
  queue.set(["c"]);
  vi.runAllTimers();
  expect(done).toEqual(["a", "c"]);
  queue.set([]);
  vi.runAllTimers();
  expect(done).toEqual(["a", "c"]);
});
