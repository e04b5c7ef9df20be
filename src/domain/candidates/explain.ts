import { type Blocker, findBlockers } from "./blockers.ts";
import { ANY_TREE, type CompiledRequest, compileRequest, type Need } from "./compiled-request.ts";
import { domainsAt } from "./domains.ts";
import { avoidsAggregates, fitsCapacity, fitsMembership, fitsTraits, fitsTree, fitsUnits } from "./fits.ts";
import { type Forest, inventoryRow } from "./forest.ts";
import { isWantedRoot } from "./possible-roots.ts";
import type { CandidateRequest } from "./request.ts";

/** Why a request has no candidates, or how narrowly it has some: what each of its constraints leaves of what there is. */
export interface Explanation {
  /** For each class of the unsuffixed group and each suffixed group, in the order of the request. */
  readonly needs: readonly NeedExplanation[];
  /** How many roots there are, how many are as the request wants them, and in how many each need finds a provider. */
  readonly roots: { readonly all: number; readonly wanted: number; readonly complete: number };
  /**
   * Where some roots are complete and there is still no candidate: the constraints of which each, lifted alone, would
   * give one. Empty also where only lifting several would.
   */
  readonly blockers: readonly Blocker[];
}

/** What is left for one need after each of its constraints, in the order in which they are listed. */
export interface NeedExplanation {
  readonly suffix: string;
  readonly resourceClasses: readonly string[];
  readonly steps: readonly Step[];
}

/** How many providers meet a constraint and all that were listed before it. */
export interface Step {
  readonly constraint: Constraint;
  readonly providersLeft: number;
}

/** Constraints on one provider. Those of a request that are empty are not listed. */
export type Constraint =
  | "resource_class"
  | "units"
  | "capacity"
  | "required_traits"
  | "forbidden_traits"
  | "member_of"
  | "forbidden_aggregates"
  | "in_tree";

/**
 * Explains what becomes of a request. Looks at every provider, so it is for the caller who asks, not for every
 * answer. A provider is judged as in its own tree; what the unsuffixed group requires of traits together shows as
 * a blocker.
 */
export function explain(forest: Forest, request: CandidateRequest): Explanation {
  const compiled = compileRequest(forest, request);
  const wanted = [...forest.ownRoots].filter((root) => isWantedRoot(forest, compiled, root));
  const complete = wanted.filter((root) => isComplete(forest, compiled, root)).length;
  const names = request.groups.flatMap((group) =>
    group.suffix === "" ? [...group.resources.keys()].map((name) => [name]) : [[...group.resources.keys()]],
  );
  return {
    needs: compiled.needs.map((need, at) => ({
      suffix: need.suffix,
      resourceClasses: names[at]!,
      steps: stepsOf(forest, need),
    })),
    roots: { all: forest.ownRoots.length, wanted: wanted.length, complete },
    blockers: complete > 0 ? findBlockers(forest, compiled) : [],
  };
}

function isComplete(forest: Forest, request: CompiledRequest, root: number): boolean {
  return domainsAt(forest, request, { root, work: { left: 0 } }) !== undefined;
}

type Judge = (provider: number) => boolean;

function stepsOf(forest: Forest, need: Need): Step[] {
  let left = Array.from({ length: forest.uuids.length }, (_, at) => at);
  return judgesOf(forest, need).map(([constraint, judge]) => {
    left = left.filter(judge);
    return { constraint, providersLeft: left.length };
  });
}

function judgesOf(forest: Forest, need: Need): [Constraint, Judge][] {
  const place = (provider: number) => ({ provider, root: forest.roots[provider]! });
  const { required, forbidden } = need.traits;
  const all: [Constraint, boolean, Judge][] = [
    ...demandJudges(forest, need),
    ["required_traits", required.length > 0, (one) => fitsTraits(forest, one, { required, forbidden: [] })],
    ["forbidden_traits", forbidden.length > 0, (one) => fitsTraits(forest, one, { required: [], forbidden })],
    ["member_of", need.memberOf.length > 0, (one) => fitsMembership(forest, need, place(one))],
    [
      "forbidden_aggregates",
      need.forbiddenAggregates.length > 0,
      (one) => avoidsAggregates(forest, need, place(one)),
    ],
    ["in_tree", need.tree !== ANY_TREE, (one) => fitsTree(forest, need, place(one))],
  ];
  return all.flatMap(([constraint, asked, judge]) =>
    asked ? [[constraint, judge] as [Constraint, Judge]] : [],
  );
}

function demandJudges(forest: Forest, need: Need): [Constraint, boolean, Judge][] {
  const asked = need.demands.length > 0;
  const eachRow = (judge: (row: number, amount: number) => boolean): Judge => {
    return (provider) =>
      need.demands.every((demand) =>
        judge(inventoryRow(forest, provider, demand.resourceClass), demand.amount),
      );
  };
  return [
    ["resource_class", asked, eachRow((row) => row !== -1)],
    ["units", asked, eachRow((row, amount) => fitsUnits(forest, row, amount))],
    ["capacity", asked, eachRow((row, amount) => fitsCapacity(forest, row, amount))],
  ];
}
