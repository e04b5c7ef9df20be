import fc from "fast-check";
import { test } from "vitest";
import { buildForest } from "../../src/domain/candidates/build-forest.ts";
import type { CandidateList } from "../../src/domain/candidates/candidate-list.ts";
import { GrowingList } from "../../src/domain/candidates/growing-list.ts";
import { forests, requests } from "../domain/candidates/random.ts";

const whole = fc.double({ min: 0, max: 1e21, noNaN: true }).map(Math.trunc);
const uuids = fc.oneof(fc.uuid(), fc.string({ unit: "binary" }));
const names = fc.oneof(
  fc.constantFrom("VCPU", "__proto__", "1", "toString", ""),
  fc.string({ unit: "binary" }),
);

/** Lists with whatever could be in them, and texts of which real ones have none. */
const candidateLists: fc.Arbitrary<CandidateList> = fc.record({
  candidates: fc.array(
    fc.record({
      allocations: fc.uniqueArray(
        fc.record({
          providerUuid: uuids,
          resources: fc.uniqueArray(fc.record({ resourceClass: names, amount: fc.nat() }), {
            selector: ({ resourceClass }) => resourceClass,
            maxLength: 3,
          }),
        }),
        { selector: ({ providerUuid }) => providerUuid, maxLength: 3 },
      ),
      mappings: fc.uniqueArray(
        fc.record({ suffix: names, providerUuids: fc.array(uuids, { maxLength: 2 }) }),
        {
          selector: ({ suffix }) => suffix,
          maxLength: 3,
        },
      ),
    }),
    { maxLength: 4 },
  ),
  summaries: fc.uniqueArray(
    fc.record({
      uuid: uuids,
      rootUuid: uuids,
      parentUuid: fc.option(uuids, { nil: undefined }),
      generation: fc.nat(),
      traits: fc.array(names, { maxLength: 3 }),
      resources: fc.uniqueArray(fc.record({ resourceClass: names, capacity: whole, used: whole }), {
        selector: ({ resourceClass }) => resourceClass,
        maxLength: 3,
      }),
    }),
    { selector: ({ uuid }) => uuid, maxLength: 4 },
  ),
});

const summary = {
  uuid: "é",
  rootUuid: "日本",
  parentUuid: undefined,
  generation: 1,
  traits: ["HW", '"'],
  resources: [{ resourceClass: "VCPU", capacity: 1.5e10, used: 0 }],
};

/** Tests what writes lists of candidates: `check` compares what it writes of a list with another way of writing it. */
export function testOnCandidateLists(check: (list: CandidateList) => void): void {
  test("for lists that searches find", async () => {
    await fc.assert(
      fc.asyncProperty(forests, requests, async (rows, request) => {
        const list = new GrowingList(request, { candidatesMax: 20, pause: () => undefined });
        await list.addFrom(buildForest(rows));
        check(list);
      }),
      { numRuns: 200 },
    );
  });

  test("for lists with anything in them", () => {
    fc.assert(fc.property(candidateLists, check), { numRuns: 500 });
  });

  test("again for a summary that was written before, and beside others", () => {
    check({ candidates: [], summaries: [summary] });
    check({ candidates: [], summaries: [{ ...summary, uuid: "other" }, summary] });
  });
}
