import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildForest } from "../../../src/domain/candidates/build-forest.ts";
import { type CompiledRequest, compileRequest } from "../../../src/domain/candidates/compiled-request.ts";
import { type Domains, domainsAt } from "../../../src/domain/candidates/domains.ts";
import type { Forest } from "../../../src/domain/candidates/forest.ts";
import { RootSearch } from "../../../src/domain/candidates/root-search.ts";
import { canBeTried, subtreeRequests, treesWithSubtrees } from "./random-subtrees.ts";

/** All assignments of a root, and in how many turns of so much work. */
function assignmentsOf(
  forest: Forest,
  request: CompiledRequest,
  given: { readonly domains: Domains; readonly turn: number },
) {
  const search = new RootSearch(forest, request, { domains: given.domains, covers: [] });
  const into = new Int32Array(request.needs.length);
  const assignments: string[] = [];
  for (let turns = 1; ; turns++) {
    const progress = search.advance({ left: given.turn });
    if (progress === "done") return { assignments: assignments.sort(), turns };
    if (progress === "found") {
      search.read(into);
      assignments.push(into.join(" "));
    }
  }
}

describe("RootSearch", () => {
  test("finds the same, each once, however little it does in a turn", () => {
    let turns = 0;
    fc.assert(
      fc.property(
        treesWithSubtrees,
        subtreeRequests,
        fc.integer({ min: 1, max: 40 }),
        (rows, asked, turn) => {
          fc.pre(canBeTried(rows, asked));
          const forest = buildForest(rows);
          const request = compileRequest(forest, asked);
          for (const root of forest.ownRoots) {
            const domains = domainsAt(forest, request, { root, work: { left: Number.POSITIVE_INFINITY } });
            if (domains === undefined) continue;
            const all = assignmentsOf(forest, request, { domains, turn: Number.POSITIVE_INFINITY });
            const some = assignmentsOf(forest, request, { domains, turn });
            expect(some.assignments).toEqual(all.assignments);
            expect(new Set(some.assignments).size).toBe(some.assignments.length);
            turns += some.turns - all.turns;
          }
        },
      ),
      { numRuns: 200 },
    );
    expect(turns).toBeGreaterThan(100); // so there were pauses, not only finds
  });
});
