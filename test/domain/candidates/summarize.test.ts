import { describe, expect, test } from "vitest";
import { buildForest } from "../../../src/domain/candidates/build-forest.ts";
import { searchCandidates } from "../../../src/domain/candidates/search-candidates.ts";
import { summarize } from "../../../src/domain/candidates/summarize.ts";
import { forestOf, requestOf } from "./text-form.ts";

const forest = buildForest(
  forestOf(`
    CN1 VCPU:3/1,ratio=1.5 MEM:64 +T +U
      N1 GPU:1
    CN2 VCPU:1`),
);

describe("summarize()", () => {
  test("describes a provider with all that it has, capacities in whole units", () => {
    const found = searchCandidates(forest, requestOf("resources=GPU:1"));
    expect(summarize(forest, found, "trees")).toEqual([
      {
        uuid: "CN1",
        rootUuid: "CN1",
        parentUuid: undefined,
        generation: 0,
        traits: ["T", "U"],
        resources: [
          { resourceClass: "VCPU", capacity: 4, used: 1 },
          { resourceClass: "MEM", capacity: 64, used: 0 },
        ],
      },
      {
        uuid: "N1",
        rootUuid: "CN1",
        parentUuid: "CN1",
        generation: 0,
        traits: [],
        resources: [{ resourceClass: "GPU", capacity: 1, used: 0 }],
      },
    ]);
  });

  test("describes only those allocated from to callers that know no trees", () => {
    const found = searchCandidates(forest, requestOf("resources=GPU:1"));
    expect(summarize(forest, found, "allocating").map(({ uuid }) => uuid)).toEqual(["N1"]);
  });

  test("describes a provider once for all answers of a forest", () => {
    const [gpu, vcpu] = ["GPU", "VCPU"].map((name) =>
      searchCandidates(forest, requestOf(`resources=${name}:1`)),
    );
    const [, first] = summarize(forest, gpu ?? [], "trees");
    const [, again] = summarize(forest, vcpu ?? [], "trees");
    expect(first?.uuid).toBe("N1");
    expect(again).toBe(first);
  });

  test("describes nobody beside no candidates", () => {
    expect(summarize(forest, [], "trees")).toEqual([]);
  });
});
