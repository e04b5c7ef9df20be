import { describe, expect, test } from "vitest";
import { buildForest } from "../../../src/domain/candidates/build-forest.ts";
import { explain, told } from "./explained.ts";
import { forestOf, requestOf } from "./text-form.ts";

describe("the look for blockers, where the request is a famous hard problem", () => {
  /** Amounts that add up to all there is on 15 devices of 8 units. */
  const amounts = [
    4, 4, 2, 2, 4, 4, 5, 3, 2, 3, 4, 4, 4, 5, 2, 4, 5, 2, 4, 4, 2, 2, 5, 5, 5, 4, 5, 2, 3, 2, 4, 4, 5, 1,
  ];
  const devices = ["CN X:1", ...Array.from({ length: 15 }, (_, at) => `  D${at} GPU:8`)].join("\n");
  const request = amounts.map((amount, at) => `resources_${at}=GPU:${amount}`).join(" ");

  test("gives up, and still tells what makes it hard", async () => {
    expect((await told(devices, request)).at(-1)).toBe("given_up: shared_capacity");
  });

  test("gives up the look for a blocker, and says so", async () => {
    const below = `${request} resources_X=X:1 same_subtree=_X,_0`;
    expect((await told(devices, below)).at(-1)).toBe("given_up: shared_capacity, cut");
  });

  test("does no more for many forests than for one", async () => {
    const forest = buildForest(forestOf(devices));
    const pausesOf = async (count: number) => {
      let pauses = 0;
      await explain(new Array(count).fill(forest), requestOf(request), async () => {
        pauses++;
      });
      return pauses;
    };
    expect(await pausesOf(20)).toBeLessThan((await pausesOf(1)) * 1.1);
  });

  test("pauses all the while, and stops when nobody waits any more", async () => {
    const forest = buildForest(forestOf(devices));
    let pauses = 0;
    await explain([forest], requestOf(request), async () => {
      pauses++;
    });
    expect(pauses).toBeGreaterThan(100);
    const gone = () => (--pauses < 50 ? Promise.reject(new Error("gone")) : undefined);
    await expect(explain([forest], requestOf(request), gone)).rejects.toThrow("gone");
  });
});
