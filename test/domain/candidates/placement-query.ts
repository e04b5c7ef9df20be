import type { CandidateRequest, RequestGroup } from "../../../src/domain/candidates/request.ts";
import type { ServerNames } from "./placement-lab.ts";

/**
 * The query that asks Placement for a request: in the words of 1.39, or of 1.28 for callers that don't know of trees.
 */
export function queryOf(request: CandidateRequest, names: ServerNames): string {
  const query = new URLSearchParams({ group_policy: request.groupPolicy });
  for (const [at, group] of request.groups.entries()) {
    // Suffixes were numbers once.
    const suffix = request.oneProviderPerTree && group.suffix !== "" ? String(at + 1) : group.suffix;
    addGroup(query, { ...group, suffix }, { names, old: request.oneProviderPerTree });
  }
  const root = [
    ...(request.root?.requiredTraits ?? []).flat().map(names.nameOf),
    ...forbiddenOf(request.root, names),
  ];
  if (root.length > 0) {
    query.append("root_required", root.join(","));
  }
  for (const suffixes of request.sameSubtrees) {
    if (suffixes.length > 0) {
      query.append("same_subtree", suffixes.join(","));
    }
  }
  return query.toString();
}

/**
 * What is left of a request that Placement's query has words for: groups that ask for something, those without
 * resources in a same-subtree set, and for a version that knows no trees nothing that came later.
 */
export function sayable(request: CandidateRequest): CandidateRequest {
  const groups = request.groups.filter(asksSomething);
  const suffixes = groups.map((group) => group.suffix).filter((suffix) => suffix !== "");
  const marks = groups.some((group) => group.resources.size === 0);
  if (!request.oneProviderPerTree) {
    const sets = request.sameSubtrees.map((set) => set.filter((suffix) => suffixes.includes(suffix)));
    return { ...request, groups, sameSubtrees: marks ? [...sets, suffixes] : sets };
  }
  return {
    ...request,
    groups: groups.filter((group) => group.resources.size > 0).map(plainly),
    root: undefined,
    sameSubtrees: [],
  };
}

function asksSomething(group: RequestGroup): boolean {
  const filters = [group.requiredTraits, group.forbiddenTraits, group.memberOf, group.forbiddenAggregates];
  return (
    group.resources.size > 0 || group.inTree !== undefined || filters.some((filter) => filter.length > 0)
  );
}

function plainly(group: RequestGroup): RequestGroup {
  return {
    ...group,
    requiredTraits: group.requiredTraits.map((set) => set.slice(0, 1)),
    forbiddenAggregates: [],
    inTree: undefined,
  };
}

function addGroup(
  query: URLSearchParams,
  group: RequestGroup,
  how: { names: ServerNames; old: boolean },
): void {
  const { names } = how;
  const { suffix } = group;
  const resources = [...group.resources].map(([name, amount]) => `${names.nameOf(name)}:${amount}`);
  if (resources.length > 0) {
    query.append(`resources${suffix}`, resources.join(","));
  }
  for (const words of traitWords(group, how)) {
    query.append(`required${suffix}`, words);
  }
  for (const set of group.memberOf) {
    query.append(`member_of${suffix}`, `in:${set.map(names.aggregateOf).join(",")}`);
  }
  for (const aggregate of group.forbiddenAggregates) {
    query.append(`member_of${suffix}`, `!${names.aggregateOf(aggregate)}`);
  }
  if (group.inTree !== undefined) {
    query.append(`in_tree${suffix}`, names.uuidOf(group.inTree));
  }
}

function traitWords(group: RequestGroup, how: { names: ServerNames; old: boolean }): string[] {
  const required = group.requiredTraits.map((set) => set.map(how.names.nameOf).join(","));
  const forbidden = forbiddenOf(group, how.names);
  if (how.old) {
    return required.length + forbidden.length > 0 ? [[...required, ...forbidden].join(",")] : [];
  }
  return [...required.map((set) => `in:${set}`), ...forbidden];
}

function forbiddenOf(
  traits: { forbiddenTraits: readonly string[] } | undefined,
  names: ServerNames,
): string[] {
  return (traits?.forbiddenTraits ?? []).map((name) => `!${names.nameOf(name)}`);
}
