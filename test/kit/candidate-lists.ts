import fc from "fast-check";
import type { CandidateList } from "../../src/domain/candidates/candidate-list.ts";

const whole = fc.double({ min: 0, max: 1e21, noNaN: true }).map(Math.trunc);
const uuids = fc.oneof(fc.uuid(), fc.string({ unit: "binary" }));
const names = fc.oneof(
  fc.constantFrom("VCPU", "__proto__", "1", "toString", ""),
  fc.string({ unit: "binary" }),
);

/** Lists with whatever could be in them, and texts of which real ones have none. */
export const candidateLists: fc.Arbitrary<CandidateList> = fc.record({
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
