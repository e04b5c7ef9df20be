import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { collectAtRest, LOOK_MS } from "../../src/processes/collect-at-rest.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** How much a process worked since the look before, in milliseconds, and to how many megabytes it has come. */
type Spell = number | readonly [workMs: number, rssMb: number];

/** At which looks at a process it collects. It begins with 120 MB, and stays at 200 where nothing else is said. */
function collectionsOf(spells: readonly Spell[], collectionMs = 100): number[] {
  let [workMs, rssMb] = [500, 120];
  const collections: number[] = [];
  let look = 0;
  const collect = () => {
    collections.push(look);
    workMs += collectionMs;
    rssMb -= 70;
  };
  collectAtRest(collect, () => ({ workUs: workMs * 1000, rssBytes: rssMb * 2 ** 20 }));
  for (const spell of spells) {
    look += 1;
    const [ms, mb] = typeof spell === "number" ? [spell, 200] : spell;
    workMs += ms;
    rssMb = mb;
    vi.advanceTimersByTime(LOOK_MS);
  }
  vi.clearAllTimers();
  return collections;
}

describe("a process collects its garbage", () => {
  test.each([
    { when: "once a spell of work is over", work: [4000, 3000, 10, 10, 10, 10], collections: [4] },
    { when: "after each spell", work: [2000, 10, 10, 2000, 2000, 10, 10], collections: [3, 7] },
    { when: "not while it works", work: [150, 150, 5000, 5000, 150], collections: [] },
    { when: "not in a short break", work: [5000, 10, 5000, 10, 5000, 10], collections: [] },
    { when: "not after little work", work: [500, 10, 10, 10], collections: [] },
    { when: "after much little work", work: new Array(30).fill(90), collections: [12, 24] },
    { when: "not when it never worked", work: [10, 10, 10, 10], collections: [] },
  ])("$when", ({ work, collections }) => {
    expect(collectionsOf(work)).toEqual(collections);
  });

  test("not because of the collection before", () => {
    expect(collectionsOf([1000, 10, 10, 10, 10, 10], 5000)).toEqual([3]);
  });

  test("not where V8 has given back meanwhile what it grew by", () => {
    const resting: Spell[] = [
      [10, 300],
      [10, 135],
      [10, 135],
    ];
    expect(collectionsOf([[4000, 300], ...resting])).toEqual([]);
    expect(collectionsOf([[4000, 300], ...resting, [10, 137]])).toEqual([5]);
  });

  test("by what it has grown since, in however many spells", () => {
    const spell = (rssMb: number): Spell[] => [
      [2000, rssMb],
      [10, rssMb],
      [10, rssMb],
    ];
    expect(collectionsOf([...spell(127), ...spell(133), ...spell(139)])).toEqual([9]);
  });
});
