import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Deadlines } from "../../../src/server/interceptors/deadlines.ts";

describe("deadlines", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test("ring each at its own time: the client's where that is less, else the limit", () => {
    const deadlines = new Deadlines(100);
    const rung: string[] = [];
    deadlines.start(undefined, () => rung.push("first"));
    vi.advanceTimersByTime(30);
    deadlines.start(undefined, () => rung.push("second"));
    deadlines.start(20, () => rung.push("client's"));
    deadlines.start(5000, () => rung.push("client's is longer"));
    vi.advanceTimersByTime(19);
    expect(rung).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(rung).toEqual(["client's"]);
    vi.advanceTimersByTime(49);
    expect(rung).toEqual(["client's"]);
    vi.advanceTimersByTime(1);
    expect(rung).toEqual(["client's", "first"]);
    vi.advanceTimersByTime(29);
    expect(rung).toEqual(["client's", "first"]);
    vi.advanceTimersByTime(1);
    expect(rung).toEqual(["client's", "first", "second", "client's is longer"]);
    vi.advanceTimersByTime(1000);
    expect(rung).toHaveLength(4);
  });

  test("don't ring once they are stopped, and need no timer any more when the last was", () => {
    const deadlines = new Deadlines(100);
    const ring = vi.fn();
    for (const allowed of [undefined, 50]) deadlines.start(allowed, ring).stop();
    vi.advanceTimersByTime(1000);
    expect(ring).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
    deadlines.start(undefined, ring);
    vi.advanceTimersByTime(100);
    expect(ring).toHaveBeenCalledOnce();
  });

  test("one that stops the next while it rings", () => {
    const deadlines = new Deadlines(100);
    const ring = vi.fn();
    deadlines.start(undefined, () => next.stop());
    const next = deadlines.start(undefined, ring);
    deadlines.start(undefined, ring);
    vi.advanceTimersByTime(100);
    expect(ring).toHaveBeenCalledOnce();
  });

  test("ring for others even if one fails", () => {
    const deadlines = new Deadlines(100);
    const ring = vi.fn();
    deadlines.start(undefined, () => {
      throw new Error("on purpose");
    });
    vi.advanceTimersByTime(10);
    deadlines.start(undefined, ring);
    expect(() => vi.advanceTimersByTime(90)).toThrow("on purpose");
    vi.advanceTimersByTime(10);
    expect(ring).toHaveBeenCalledOnce();
  });
});
