import { describe, expect, test } from "vitest";
import { SharedRuns } from "../../src/storage/shared-runs.ts";

/** Runs that end when they are told to. */
function heldRuns() {
  const held: PromiseWithResolvers<number>[] = [];
  const runs = new SharedRuns(() => {
    const one = Promise.withResolvers<number>();
    held.push(one);
    return one.promise;
  });
  return { runs, held };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("SharedRuns", () => {
  test("gives each who asks a run that had not begun, and those who wait the same one", async () => {
    const { runs, held } = heldRuns();
    const asked = [runs.next(), runs.next(), runs.next()];
    expect(held).toHaveLength(1);
    held[0]!.resolve(1);
    await settled();
    expect(held).toHaveLength(2);
    // The second run is under way: whoever asks now waits for a third.
    asked.push(runs.next());
    held[1]!.resolve(2);
    await settled();
    held[2]!.resolve(3);
    expect(await Promise.all(asked)).toEqual([1, 2, 2, 3]);
    expect(held).toHaveLength(3);
  });

  test("goes on after a run that failed, which fails for those who got it only", async () => {
    const { runs, held } = heldRuns();
    const [failing, waiting] = [runs.next(), runs.next()];
    held[0]!.reject(new Error("lost"));
    await expect(failing).rejects.toThrow("lost");
    await settled();
    held[1]!.resolve(2);
    expect(await waiting).toBe(2);
    const later = runs.next();
    held[2]!.resolve(3);
    expect(await later).toBe(3);
  });
});
