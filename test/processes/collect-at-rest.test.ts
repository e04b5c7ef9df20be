import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { collectAtRest, LOOK_MS } from "../../src/processes/collect-at-rest.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A process that works as much as is given between any two looks, in milliseconds, and at which of them it collects. */
function collectionsOf(work: readonly number[], collectionMs = 100): number[] {
  let workedMs = 500;
  const collections: number[] = [];
  let look = 0;
  const collect = () => {
    collections.push(look);
    workedMs += collectionMs;
  };
  collectAtRest(collect, () => workedMs * 1000);
  for (const ms of work) {
    look += 1;
    workedMs += ms;
    vi.advanceTimersByTime(LOOK_MS);
  }
  vi.clearAllTimers();
  return collections;
}

describe("a process collects its garbage", () => {
  test.each([
    { when: "once a spell of work is over", work: [4000, 3000, 10, 10, 10], collections: [3] },
    { when: "after each spell", work: [2000, 10, 10, 2000, 2000, 10], collections: [2, 6] },
    { when: "not while it works", work: [150, 150, 5000, 5000, 150], collections: [] },
    { when: "not after little work", work: [500, 10, 10], collections: [] },
    { when: "after much little work", work: new Array(30).fill(90), collections: [12, 24] },
    { when: "not when it never worked", work: [10, 10, 10, 10], collections: [] },
  ])("$when", ({ work, collections }) => {
    expect(collectionsOf(work)).toEqual(collections);
  });

  test("not because of the collection before", () => {
    expect(collectionsOf([1000, 10, 10, 10, 10], 5000)).toEqual([2]);
  });
});
