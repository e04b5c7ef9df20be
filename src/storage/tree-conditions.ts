import type { CandidateRequest, RequestGroup } from "../domain/candidates/request.ts";
import type { ProviderFilter } from "../domain/provider.ts";

/**
 * How many of a request's parts become conditions, from which the planner can begin. What the others ask for, the
 * search finds out: conditions only have to leave out most of what can't serve.
 */
const PARTS_MAX = 6;

/** What a tree must have to serve a request, as far as that can be said of single providers. */
export interface TreeConditions {
  /** What its root must be. */
  readonly root: ProviderFilter;
  /** For each, some provider of the tree, or some that shares with it, must pass. */
  readonly parts: readonly ProviderFilter[];
}

/**
 * What a request says of the trees that can serve it. Of trees that pass, a search may still find that they can't;
 * of trees that don't, it never finds that they can. The rules are those of `fitsNeed` of the domain.
 */
export function treeConditions(request: CandidateRequest): TreeConditions {
  const unsuffixed = request.groups.find((group) => group.suffix === "");
  const parts = request.groups.flatMap((group) =>
    group.suffix === "" ? partsOfUnsuffixed(group) : [filterOf(group)],
  );
  return {
    root: {
      requiredTraits: request.root?.requiredTraits,
      forbiddenTraits: request.root?.forbiddenTraits,
      forbiddenAggregates: unsuffixed?.forbiddenAggregates,
      inTree: unsuffixed?.inTree,
    },
    parts: distinct(parts)
      .toSorted((a, b) => narrowness(b) - narrowness(a))
      .slice(0, PARTS_MAX),
  };
}

/** One provider has all that a suffixed group asks for. */
function filterOf({ suffix: _, ...filter }: RequestGroup): ProviderFilter {
  return filter;
}

/**
 * Each class of the unsuffixed group may come from another provider, as may each of its traits. Aggregates must be
 * its provider's or the root's: in any case somebody of the tree, or a provider that shares with it, is in them.
 */
function partsOfUnsuffixed(group: RequestGroup): ProviderFilter[] {
  const { forbiddenTraits, memberOf } = group;
  return [
    ...[...group.resources].map((resource) => ({ resources: new Map([resource]), forbiddenTraits })),
    ...group.requiredTraits.map((set) => ({ requiredTraits: [set], forbiddenTraits })),
    ...(memberOf.length === 0 ? [] : [{ memberOf }]),
  ];
}

/** Groups often ask for the same several times over: one condition says it for all of them. */
function distinct(filters: readonly ProviderFilter[]): ProviderFilter[] {
  const key = (filter: ProviderFilter) =>
    JSON.stringify({ ...filter, resources: [...(filter.resources ?? [])] });
  return [...new Map(filters.map((filter) => [key(filter), filter])).values()];
}

/** How much a filter can be expected to leave out: one tree before few members before some trait before any inventory. */
function narrowness({ inTree, memberOf = [], requiredTraits = [] }: ProviderFilter): number {
  if (inTree !== undefined) return 3;
  if (memberOf.length > 0) return 2;
  return requiredTraits.length > 0 ? 1 : 0;
}
