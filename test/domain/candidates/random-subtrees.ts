import fc from "fast-check";
import type { ProviderRow } from "../../../src/domain/candidates/build-forest.ts";
import { SHARING_TRAIT } from "../../../src/domain/candidates/forest.ts";
import type { CandidateRequest, RequestGroup } from "../../../src/domain/candidates/request.ts";
import { inventoryOf, mostly } from "./random.ts";

const classes = ["A", "B", "C", "D", "E"];
const suffixes = ["_1", "_2", "_3", "_4", "_5"];
const traits = ["T", "U"];

/** The providers of larger forests have names beyond those of the small ones. */
const nameOf = (at: number) => `P${at}`;

/** How many ways there are to give each group somebody, at most: all are tried to know what is right. */
const WAYS_MAX = 4000;

/**
 * Trees that are deep, wide or both, in which most providers have most of what is asked for. Some share, in trees of
 * their own or below the root of another.
 */
export const treesWithSubtrees: fc.Arbitrary<ProviderRow[]> = fc
  .record({
    drafts: fc.array(
      fc.record({
        /** Where the parent is, counted from the start; none where that is not before the provider itself. */
        parent: fc.nat(13),
        classes: fc.subarray(classes, { minLength: 3 }),
        traits: fc.subarray(traits),
        shares: mostly(false, fc.boolean()),
        aggregates: mostly<string[]>([], fc.subarray(["a", "b"])),
      }),
      { minLength: 4, maxLength: 14 },
    ),
    shape: fc.constantFrom("chain", "siblings", "any", "two"),
  })
  .chain(({ drafts, shape }) =>
    fc.tuple(...drafts.map((draft) => fc.tuple(...draft.classes.map(inventoryOf)))).map((inventories) => {
      const rows: ProviderRow[] = [];
      drafts.forEach((draft, at) => {
        const parent = rows[parentAt(shape, at, draft.parent)];
        rows.push({
          uuid: nameOf(at),
          generation: at,
          parentUuid: parent?.uuid,
          rootUuid: parent?.rootUuid ?? nameOf(at),
          traits: draft.shares ? [...draft.traits, SHARING_TRAIT] : draft.traits,
          aggregates: draft.aggregates,
          inventories: inventories[at]!,
        });
      });
      return rows;
    }),
  );

function parentAt(shape: string, at: number, drawn: number): number {
  if (shape === "chain") return drawn % 4 === 0 ? at - 2 : at - 1;
  if (shape === "siblings") return at === 0 ? -1 : drawn % 3 === 0 ? at - 1 : 0;
  if (shape === "two" && at === 5) return -1;
  return at === 0 ? -1 : drawn < at ? drawn : at - 1;
}

const group = (suffix: string, at: number): fc.Arbitrary<RequestGroup> =>
  fc
    .record({
      classes: fc.oneof<fc.MaybeWeightedArbitrary<string[]>[]>(
        { weight: 4, arbitrary: fc.constant([classes[at % classes.length]!]) },
        { weight: 2, arbitrary: fc.constant(["A"]) },
        { weight: 2, arbitrary: fc.constant<string[]>([]) },
        { weight: 1, arbitrary: fc.subarray(classes, { minLength: 1, maxLength: 2 }) },
      ),
      amount: mostly(1, fc.constant(2)),
      requiredTraits: mostly<string[][]>([], fc.constantFrom([["T"]], [["U"]], [["T", "U"]])),
      forbiddenTraits: mostly<string[]>([], fc.constant(["T"])),
      memberOf: fc.constant<string[][]>([]),
      forbiddenAggregates: mostly<string[]>([], mostly<string[]>([], fc.constant(["a"]))),
      inTree: mostly<string | undefined>(
        undefined,
        mostly<string | undefined>(undefined, fc.nat(13).map(nameOf)),
      ),
    })
    .map(({ classes: asked, amount, ...rest }) => ({
      ...rest,
      suffix,
      resources: new Map((asked.length === 0 && suffix === "" ? ["A"] : asked).map((name) => [name, amount])),
    }));

/**
 * Requests whose same-subtree sets are one or several, apart from each other, within each other or with groups in
 * common; groups are often the same but for their suffix.
 */
export const subtreeRequests: fc.Arbitrary<CandidateRequest> = fc
  .record({ loose: mostly(false, fc.boolean()), count: fc.integer({ min: 2, max: suffixes.length }) })
  .chain(({ loose, count }) => {
    const used = suffixes.slice(0, count);
    const drafts = fc.tuple(...used.map(group));
    return fc.record({
      groups: fc
        .tuple(loose ? fc.tuple(group("", 0)) : fc.constant([]), drafts, mostly(false, fc.constant(true)))
        .map(([first, others, alike]) => [
          ...first,
          ...(alike ? others.map((one) => ({ ...others[0]!, suffix: one.suffix })) : others),
        ]),
      groupPolicy: fc.constantFrom<"none" | "isolate">("none", "none", "isolate"),
      root: mostly<CandidateRequest["root"]>(
        undefined,
        fc.constant({ requiredTraits: [["T"]], forbiddenTraits: [] }),
      ),
      sameSubtrees: fc.oneof(
        { weight: 2, arbitrary: fc.tuple(fc.subarray(used, { minLength: 2 })) },
        {
          weight: 3,
          arbitrary: fc.array(fc.subarray(used, { minLength: 2 }), { minLength: 2, maxLength: 3 }),
        },
        { weight: 1, arbitrary: fc.constant([used.slice(0, 2), used.slice(-2)]) },
      ),
      oneProviderPerTree: fc.constant(false),
    });
  })
  .filter(({ groups }) => groups.some(({ resources }) => resources.size > 0));

/** Whether all ways to serve a request can be tried. */
export function canBeTried(rows: readonly ProviderRow[], { groups }: CandidateRequest): boolean {
  const ways = groups.reduce((product, { suffix, resources }) => {
    const needs = suffix === "" ? [...resources.keys()].map((name) => [name]) : [[...resources.keys()]];
    return needs.reduce((so, names) => so * Math.max(1, countWith(rows, names)), product);
  }, 1);
  return ways <= WAYS_MAX;
}

function countWith(rows: readonly ProviderRow[], names: readonly string[]): number {
  return rows.filter(({ inventories }) =>
    names.every((name) => inventories.some(({ resourceClass }) => resourceClass === name)),
  ).length;
}
