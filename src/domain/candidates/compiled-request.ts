import type { Forest } from "./forest.ts";
import type { CandidateRequest, RequestGroup, TraitDemand } from "./request.ts";

/** A request in the integers of one forest. What the forest does not know is -1 or left out, and matches nothing. */
export interface CompiledRequest {
  /** All that must find a provider: each class of the unsuffixed group, and each suffixed group. */
  readonly needs: readonly Need[];
  /** Whether there are suffixed groups to keep apart. */
  readonly isolate: boolean;
  readonly oneProviderPerTree: boolean;
  /** How many providers a candidate has at least: one for each of the groups that are kept apart. */
  readonly providersMin: number;
  /** Classes of which several needs may take from one inventory. */
  readonly contested: readonly number[];
  readonly root: CompiledTraits;
  /** Positions in `needs`, of at least two different needs each. */
  readonly sameSubtrees: readonly (readonly number[])[];
  /** What the providers of the unsuffixed group must have among them: one trait of each set. */
  readonly together: readonly (readonly number[])[];
}

/** Traits to have and not to have. A required set of unknown traits is empty, and nothing meets it. */
export interface CompiledTraits {
  readonly required: readonly (readonly number[])[];
  readonly forbidden: readonly number[];
}

/** What one provider has to give: a class of the unsuffixed group, or all of a suffixed group. */
export interface Need {
  readonly suffix: string;
  readonly demands: readonly Demand[];
  /** How much it asks for, each amount as a share of the largest that the request asks of that class. */
  readonly weight: number;
  /** Of the provider itself. Empty `required` for the unsuffixed group, which meets them together. */
  readonly traits: CompiledTraits;
  readonly memberOf: readonly (readonly number[])[];
  readonly forbiddenAggregates: readonly number[];
  /** How much work it is to look at a provider, in steps: more where many names are to be compared. */
  readonly cost: number;
  /** The root of the tree to stay in; `ANY_TREE`, or `NO_TREE` for a tree that is not in the forest. */
  readonly tree: number;
}

/** An amount of a class. */
export interface Demand {
  readonly resourceClass: number;
  readonly amount: number;
}

/** A need that may be met in any tree. */
export const ANY_TREE = -1;

/** A need that can't be met, since its tree is not there. */
export const NO_TREE = -2;

/** Puts a request into the integers of a forest, so that the search compares nothing but numbers. */
export function compileRequest(forest: Forest, request: CandidateRequest): CompiledRequest {
  const needs = weigh(request.groups.flatMap((group) => needsOf(forest, group)));
  const unsuffixed = request.groups.find((group) => group.suffix === "");
  const suffixed = needs.filter((need) => need.suffix !== "").length;
  const isolate = request.groupPolicy === "isolate" && suffixed > 1;
  return {
    needs,
    isolate,
    providersMin: isolate ? suffixed : 1,
    oneProviderPerTree: request.oneProviderPerTree,
    contested: contestedClasses(needs, { isolate: request.groupPolicy === "isolate" }),
    root: request.root === undefined ? { required: [], forbidden: [] } : compileTraits(forest, request.root),
    sameSubtrees: request.sameSubtrees
      .map((suffixes) => needs.flatMap((need, at) => (suffixes.includes(need.suffix) ? [at] : [])))
      .filter((positions) => positions.length > 1),
    together: unsuffixed === undefined ? [] : compileTraits(forest, unsuffixed).required,
  };
}

function weigh(needs: readonly Omit<Need, "weight">[]): Need[] {
  const largest = new Map<number, number>();
  for (const { resourceClass, amount } of needs.flatMap((need) => need.demands)) {
    largest.set(resourceClass, Math.max(amount, largest.get(resourceClass) ?? 0));
  }
  return needs.map((need) => ({
    ...need,
    weight: need.demands.reduce((sum, one) => sum + one.amount / largest.get(one.resourceClass)!, 0),
  }));
}

function needsOf(forest: Forest, group: RequestGroup): Omit<Need, "weight">[] {
  const demands = Array.from(group.resources, ([name, amount]) => ({
    resourceClass: forest.classNames.find(name),
    amount,
  }));
  const traits = compileTraits(forest, group);
  const memberOf = group.memberOf.map((set) => known(set.map((uuid) => forest.aggregateNames.find(uuid))));
  const forbiddenAggregates = known(
    group.forbiddenAggregates.map((uuid) => forest.aggregateNames.find(uuid)),
  );
  const names = [traits.required.flat(), traits.forbidden, memberOf.flat(), forbiddenAggregates];
  const shared = {
    suffix: group.suffix,
    memberOf,
    forbiddenAggregates,
    cost: 1 + (names.reduce((sum, { length }) => sum + length, 0) >> 3),
    tree: treeOf(forest, group.inTree),
  };
  return group.suffix === ""
    ? demands.map((demand) => ({ ...shared, demands: [demand], traits: { ...traits, required: [] } }))
    : [{ ...shared, demands, traits }];
}

/** The classes of which several needs may take from one inventory. */
export function contestedClasses(needs: readonly Need[], policy: { isolate: boolean }): number[] {
  const asking = new Map<number, Need[]>();
  for (const need of needs) {
    for (const { resourceClass } of need.demands) {
      asking.set(resourceClass, [...(asking.get(resourceClass) ?? []), need]);
    }
  }
  // Isolated groups never meet on a provider: only the unsuffixed group can join one of them there.
  const meet = (group: Need[]) =>
    group.length > 1 && (!policy.isolate || group.some((need) => need.suffix === ""));
  return [...asking].flatMap(([resourceClass, group]) => (meet(group) ? [resourceClass] : []));
}

function compileTraits(forest: Forest, traits: TraitDemand): CompiledTraits {
  return {
    required: traits.requiredTraits.map((set) => known(set.map((name) => forest.traitNames.find(name)))),
    forbidden: known(traits.forbiddenTraits.map((name) => forest.traitNames.find(name))),
  };
}

function treeOf(forest: Forest, uuid: string | undefined): number {
  if (uuid === undefined) {
    return ANY_TREE;
  }
  const provider = forest.uuids.find(uuid);
  return provider === -1 ? NO_TREE : forest.roots[provider]!;
}

function known(ids: readonly number[]): number[] {
  return ids.filter((id) => id !== -1);
}
