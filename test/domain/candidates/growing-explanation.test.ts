import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildForest } from "../../../src/domain/candidates/build-forest.ts";
import { compileRequest } from "../../../src/domain/candidates/compiled-request.ts";
import { fitsNeed } from "../../../src/domain/candidates/fits.ts";
import { searchCandidates } from "../../../src/domain/candidates/search-candidates.ts";
import { explain, printed, told } from "./explained.ts";
import { paged } from "./paged.ts";
import { forests, requests } from "./random.ts";
import { forestOf, requestOf } from "./text-form.ts";

const cloud = `
  CN1 VCPU:8/8 DISK:100 +SSD @a
    G1 GPU:1
    G2 GPU:1
  CN2 VCPU:8 DISK:100,max=20 @a @b
  CN3 VCPU:8 +SSD @b`;

describe("GrowingExplanation", () => {
  test("tells how many providers each constraint leaves", async () => {
    expect(
      await told(
        cloud,
        "resources_X=VCPU:1,DISK:50 required_X=!SSD member_of_X=a member_of_X=!b in_tree_X=CN1",
      ),
    ).toEqual([
      "_X VCPU,DISK > resource_class 2 > units 1 > capacity 0 > forbidden_traits 0 > member_of 0 > forbidden_aggregates 0 > in_tree 0",
      "roots 3 > wanted 3 > complete 0",
      "none: no blockers",
    ]);
  });

  test("takes the classes of the unsuffixed group one by one", async () => {
    expect((await told(cloud, "resources=VCPU:1,DISK:10,GPU:1 required=SSD")).slice(0, -1)).toEqual([
      "'' VCPU > resource_class 3 > units 3 > capacity 2",
      "'' DISK > resource_class 2 > units 2 > capacity 2",
      "'' GPU > resource_class 2 > units 2 > capacity 2",
      "roots 3 > wanted 3 > complete 0",
    ]);
  });

  test("tells of roots that are not wanted", async () => {
    expect((await told(cloud, "resources=VCPU:1 root_required=!SSD")).at(-2)).toBe(
      "roots 3 > wanted 1 > complete 1",
    );
  });

  test("takes a tree for complete that has too few providers to keep groups apart", async () => {
    const request = "resources_X=VCPU:1 resources_Y=VCPU:1 group_policy=isolate";
    expect((await told("A VCPU:8", request)).slice(-2)).toEqual([
      "roots 1 > wanted 1 > complete 1",
      "none: group_policy",
    ]);
  });

  test.each([
    ["nothing where there are candidates", "resources=GPU:1", "found: no blockers"],
    [
      "isolation",
      "resources_X=GPU:1 resources_Y=DISK:1 resources_Z=DISK:1 group_policy=isolate",
      "none: group_policy",
    ],
    [
      "the subtree",
      "resources_X=GPU:1 required_X=!SSD resources_Y=GPU:1 same_subtree=_X,_Y group_policy=isolate",
      "none: same_subtree",
    ],
    ["traits of the unsuffixed group", "resources=GPU:1 required=SSD", "none: required_traits"],
    [
      "room for several groups",
      "resources_X=GPU:1 resources_Y=GPU:1 resources_Z=GPU:1",
      "none: shared_capacity",
    ],
    [
      "trees for one who knows none",
      "resources=GPU:1,DISK:1 one_provider_per_tree",
      "none: one_provider_per_tree",
    ],
    [
      "nothing where only several together would help",
      "resources=GPU:1 required=SSD resources_X=GPU:1 resources_Y=GPU:1",
      "none: no blockers",
    ],
  ])("names what stands in the way: %s", async (_, request, outcome) => {
    expect((await told(cloud, request)).at(-1)).toBe(outcome);
  });

  test("sums over forests, also where one knows nothing of a name", async () => {
    const two = ["A VCPU:1 +SSD @a\nB VCPU:1/1", "C VCPU:1"];
    expect(await told(two, "resources=VCPU:1 required=!SSD member_of=!a")).toEqual([
      "'' VCPU > resource_class 3 > units 3 > capacity 2 > forbidden_traits 1 > forbidden_aggregates 1",
      "roots 3 > wanted 3 > complete 1",
      "found: no blockers",
    ]);
    expect((await told(two, "resources_X=VCPU:1 required_X=SSD in_tree_X=A"))[0]).toBe(
      "_X VCPU > resource_class 3 > units 3 > capacity 2 > required_traits 1 > in_tree 1",
    );
  });

  test.each([
    [
      "what stands in the way in any forest",
      ["A GPU:2 +SSD\n  A1 NET:1", "B DISK:1\n  B1 GPU:2\n    B2 NET:1 +SSD"],
      "resources_X=GPU:1 resources_Y=GPU:1 resources_Z=NET:1 required_Z=SSD group_policy=isolate same_subtree=_X,_Z",
      "none: group_policy",
    ],
    [
      "all of several that each stand in the way",
      ["A VCPU:1 GPU:1", "B VCPU:9\n  B1 GPU:1\n  B2 GPU:1"],
      "resources_X=GPU:1 resources_Y=GPU:1 same_subtree=_X,_Y",
      "none: same_subtree shared_capacity",
    ],
    [
      "nothing where there is a candidate in another forest",
      ["A GPU:1", "B GPU:1", "C GPU:2"],
      "resources_X=GPU:1 resources_Y=GPU:1",
      "found: no blockers",
    ],
  ])("tells %s", async (_, shown, request, outcome) => {
    expect((await told(shown, request)).at(-1)).toBe(outcome);
  });

  test("tells the same of several forests as of one, whoever shares", async () => {
    const treesMax = fc.integer({ min: 1, max: 4 });
    await fc.assert(
      fc.asyncProperty(forests, requests, treesMax, async (rows, request, count) => {
        const pages = paged(rows, count).map((page) => buildForest(page.rows, page.guestRoots));
        const whole = await explain([buildForest(rows)], request);
        expect(printed(await explain(pages, request))).toEqual(printed(whole));
      }),
      { numRuns: 500 },
    );
  });

  test("agrees with what the search finds, and counts whom it would take", async () => {
    await fc.assert(
      fc.asyncProperty(forests, requests, async (rows, request) => {
        const forest = buildForest(rows);
        const { needs, roots, outcome } = await explain([forest], request);
        const isFound = searchCandidates(forest, request).next().done === false;
        expect(outcome).toBe(isFound ? "found" : "none");
        expect(roots.complete).toBeGreaterThanOrEqual(isFound ? 1 : 0);
        const fitting = compileRequest(forest, request).needs.map(
          (need) =>
            rows.filter((_, provider) => fitsNeed(forest, need, { provider, root: forest.roots[provider]! }))
              .length,
        );
        expect(needs.map(({ steps }) => steps.at(-1)?.providersLeft ?? rows.length)).toEqual(fitting);
      }),
      { numRuns: 500 },
    );
  });

  test("pauses while it counts", async () => {
    const hosts = Array.from({ length: 3000 }, (_, at) => `CN${at} VCPU:1/1`).join("\n");
    let pauses = 0;
    const pause = async () => {
      pauses++;
    };
    await explain([buildForest(forestOf(hosts))], requestOf("resources=VCPU:1"), pause);
    // Each provider is judged once by itself, and each root is looked at.
    expect(pauses).toBeGreaterThanOrEqual(6);
  });
});
