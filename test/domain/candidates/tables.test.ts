import { describe, expect, test } from "vitest";
import { buildForest } from "../../../src/domain/candidates/build-forest.ts";
import { searchCandidates } from "../../../src/domain/candidates/search-candidates.ts";
import { summarize } from "../../../src/domain/candidates/summarize.ts";
import { bruteForce } from "./brute-force.ts";
import { allTables } from "./tables/all-tables.ts";
import type { Case } from "./tables/table.ts";
import { forestOf, printAllocations, printCandidate, requestOf } from "./text-form.ts";

describe.each(allTables)("candidates: $about", ({ forest: text, cases }) => {
  test.each(cases)("$why: $request", (one) => {
    const rows = forestOf(text);
    const forest = buildForest(rows);
    const request = requestOf(one.request);
    const found = [...searchCandidates(forest, request)];
    expectFound(found, one);
    if (one.summaries !== undefined) {
      const scope = request.oneProviderPerTree ? "allocating" : "trees";
      const described = summarize(forest, found, scope).map(({ uuid }) => uuid);
      expect(typeof one.summaries === "number" ? described.length : described.sort()).toEqual(
        typeof one.summaries === "number" ? one.summaries : [...one.summaries].sort(),
      );
    }
    if (request.limit === undefined) {
      expect(found.map(printCandidate).sort(), "by trying everything").toEqual(bruteForce(rows, request));
    }
  });
});

function expectFound(found: Parameters<typeof printCandidate>[0][], { expected }: Case): void {
  if (typeof expected === "number") {
    expect(found.map(printAllocations)).toHaveLength(expected);
  } else {
    const print = expected.some((line) => line.includes("[")) ? printCandidate : printAllocations;
    expect(found.map(print).sort()).toEqual([...expected].sort());
  }
}
