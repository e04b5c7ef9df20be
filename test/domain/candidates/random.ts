import fc from "fast-check";
import type { ProviderRow } from "../../../src/domain/candidates/build-forest.ts";
import { SHARING_TRAIT } from "../../../src/domain/candidates/forest.ts";
import type { CandidateRequest, RequestGroup } from "../../../src/domain/candidates/request.ts";
import type { StoredInventory } from "../../../src/domain/inventory.ts";

const classes = ["VCPU", "MEM", "DISK"];
const traits = ["T", "U", "V"];
const aggregates = ["a", "b"];
const suffixes = ["_X", "_Y", "_Z"];
const names = ["P0", "P1", "P2", "P3", "P4", "P5", "P6", "P7"];

/** Constraints that are seldom there leave room for candidates, and still meet each other now and then. */
export function mostly<T>(usual: T, other: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof({ weight: 5, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other });
}

/** An inventory of a class, with something in it for small amounts. */
export const inventoryOf = (resourceClass: string): fc.Arbitrary<StoredInventory> =>
  fc.record({
    resourceClass: fc.constant(resourceClass),
    total: fc.integer({ min: 2, max: 4 }),
    used: mostly(0, fc.integer({ min: 0, max: 2 })),
    reserved: mostly(0, fc.constant(1)),
    minUnit: mostly(1, fc.constant(2)),
    maxUnit: mostly(100, fc.constant(2)),
    stepSize: mostly(1, fc.constant(2)),
    allocationRatio: mostly(1, fc.constantFrom(1.5, 2)),
  });

const rarely = { maxLength: 2 };

/** Small forests of up to 8 providers in a few trees, some of them sharing. */
export const forests: fc.Arbitrary<ProviderRow[]> = fc
  .array(
    fc.record({
      /** How far back the parent is; none where that is too far. */
      back: fc.constantFrom(1, 1, 1, 2, 2, 3, 9),
      classes: fc.subarray(classes, { minLength: 2 }),
      traits: fc.subarray(traits, rarely),
      shares: fc.constantFrom(true, false, false),
      aggregates: fc.subarray(aggregates),
    }),
    { minLength: 1, maxLength: names.length },
  )
  .chain((drafts) =>
    fc.tuple(...drafts.map((draft) => fc.tuple(...draft.classes.map(inventoryOf)))).map((inventories) => {
      const rows: ProviderRow[] = [];
      drafts.forEach((draft, at) => {
        const parent = rows[at - draft.back];
        rows.push({
          uuid: names[at]!,
          generation: at,
          parentUuid: parent?.uuid,
          rootUuid: parent?.rootUuid ?? names[at]!,
          traits: draft.shares ? [...draft.traits, SHARING_TRAIT] : draft.traits,
          aggregates: draft.aggregates,
          inventories: inventories[at]!,
        });
      });
      return rows;
    }),
  );

const sets = (from: string[]) =>
  fc.array(fc.subarray(from, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 2 });

const group = (suffix: string): fc.Arbitrary<RequestGroup> =>
  fc
    .record({
      classes: fc.subarray(classes, { minLength: suffix === "" ? 1 : 0 }),
      amounts: fc.array(fc.constantFrom(1, 1, 1, 2), { minLength: 3, maxLength: 3 }),
      requiredTraits: mostly([], sets(traits)),
      forbiddenTraits: mostly([], fc.subarray(traits, { minLength: 1, maxLength: 1 })),
      memberOf: mostly([], sets(aggregates)),
      forbiddenAggregates: mostly([], fc.subarray(aggregates, { minLength: 1, maxLength: 1 })),
      inTree: mostly(undefined, fc.constantFrom<string | undefined>(...names)),
    })
    .map(({ classes, amounts, ...rest }) => ({
      ...rest,
      suffix,
      resources: new Map(classes.map((name, at) => [name, amounts[at]!])),
    }));

const rootDemand = fc.record({
  requiredTraits: fc.subarray(traits, rarely).map((names) => names.map((name) => [name])),
  forbiddenTraits: fc.subarray(traits, rarely),
});

/** Requests of up to four groups, at least one of them with resources. */
export const requests: fc.Arbitrary<CandidateRequest> = fc
  .tuple(fc.boolean(), fc.integer({ min: 0, max: suffixes.length }))
  .filter(([loose, count]) => loose || count > 0)
  .chain(([loose, count]) => {
    const used = suffixes.slice(0, count);
    return fc.record({
      groups: fc.tuple(...[...(loose ? [""] : []), ...used].map(group)),
      groupPolicy: fc.constantFrom<"none" | "isolate">("none", "isolate"),
      root: mostly<CandidateRequest["root"]>(undefined, rootDemand),
      sameSubtrees: mostly<string[][]>([], fc.array(fc.subarray(used), { maxLength: 2 })),
      oneProviderPerTree: fc.constantFrom(true, false, false, false),
    });
  })
  .filter(({ groups }) => groups.some(({ resources }) => resources.size > 0));
