import type { CompiledRequest, Demand } from "./compiled-request.ts";
import type { Forest } from "./forest.ts";

/** One way to allocate all that a request asks for. It was possible at the moment of the forest. */
export interface Candidate {
  /** Distinct providers. Groups without resources allocate nothing, so their providers may be missing here. */
  readonly allocations: readonly CandidateAllocation[];
  /** Distinct suffixes, one for every group. */
  readonly mappings: readonly GroupMapping[];
}

/** What a candidate takes from one provider: the sums of what all groups take there, classes distinct. */
export interface CandidateAllocation {
  readonly providerUuid: string;
  readonly resources: readonly CandidateResource[];
}

/** An amount of a class. */
export interface CandidateResource {
  readonly resourceClass: string;
  readonly amount: number;
}

/** The distinct providers that serve a group: one, or for the unsuffixed group up to one for each of its classes. */
export interface GroupMapping {
  readonly suffix: string;
  readonly providerUuids: readonly string[];
}

/** Writes an assignment (by need, a provider of the forest) down as a candidate. Nothing in it is shared with others. */
export function writeCandidate(forest: Forest, request: CompiledRequest, assignment: Int32Array): Candidate {
  return {
    allocations: writeAllocations(forest, request, assignment),
    mappings: writeMappings(forest, request, assignment),
  };
}

function writeAllocations(
  forest: Forest,
  request: CompiledRequest,
  assignment: Int32Array,
): CandidateAllocation[] {
  const providers: number[] = [];
  const resources: { resourceClass: string; amount: number }[][] = [];
  for (let need = 0; need < assignment.length; need++) {
    const { demands } = request.needs[need]!;
    if (demands.length > 0) {
      // Few providers are in a candidate: looking along them is faster than any map.
      let at = providers.indexOf(assignment[need]!);
      if (at === -1) {
        at = providers.push(assignment[need]!) - 1;
        resources.push([]);
      }
      addDemands(forest, resources[at]!, demands);
    }
  }
  return providers.map((provider, at) => ({
    providerUuid: forest.uuids[provider]!,
    resources: resources[at]!,
  }));
}

function addDemands(
  forest: Forest,
  resources: { resourceClass: string; amount: number }[],
  demands: readonly Demand[],
): void {
  for (const demand of demands) {
    const resourceClass = forest.classNames.nameOf(demand.resourceClass);
    const known = resources.find((resource) => resource.resourceClass === resourceClass);
    if (known === undefined) {
      resources.push({ resourceClass, amount: demand.amount });
    } else {
      known.amount += demand.amount;
    }
  }
}

function writeMappings(forest: Forest, request: CompiledRequest, assignment: Int32Array): GroupMapping[] {
  const mappings: GroupMapping[] = [];
  let unsuffixed: string[] | undefined;
  for (let need = 0; need < assignment.length; need++) {
    const { suffix } = request.needs[need]!;
    const uuid = forest.uuids[assignment[need]!]!;
    if (suffix !== "" || unsuffixed === undefined) {
      const providerUuids = [uuid];
      mappings.push({ suffix, providerUuids });
      unsuffixed = suffix === "" ? providerUuids : unsuffixed;
    } else if (!unsuffixed.includes(uuid)) {
      unsuffixed.push(uuid);
    }
  }
  return mappings;
}
