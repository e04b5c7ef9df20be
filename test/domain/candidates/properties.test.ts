import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildForest } from "../../../src/domain/candidates/build-forest.ts";
import { searchCandidates } from "../../../src/domain/candidates/search-candidates.ts";
import { bruteForce } from "./brute-force.ts";
import { forests, requests } from "./random.ts";
import { canBeTried, subtreeRequests, treesWithSubtrees } from "./random-subtrees.ts";
import { printCandidate } from "./text-form.ts";

describe("searchCandidates()", () => {
  test("finds what trying everything finds, each once", () => {
    fc.assert(
      fc.property(forests, requests, (rows, request) => {
        const found = [...searchCandidates(buildForest(rows), request)].map(printCandidate);
        expect(found.sort()).toEqual(bruteForce(rows, request));
      }),
      { numRuns: 1000 },
    );
  });

  test("finds what trying everything finds where subtrees are asked for, several and with groups in common", () => {
    let found = 0;
    fc.assert(
      fc.property(treesWithSubtrees, subtreeRequests, (rows, request) => {
        fc.pre(canBeTried(rows, request));
        const candidates = [...searchCandidates(buildForest(rows), request)].map(printCandidate);
        expect(candidates.sort()).toEqual(bruteForce(rows, request));
        found += candidates.length;
      }),
      { numRuns: 150 },
    );
    expect(found).toBeGreaterThan(500);
  });
});
