import type { CompiledRequest, Demand } from "./compiled-request.ts";
import type { Forest } from "./forest.ts";

/** One way to allocate all that a request asks for. It was possible at the moment of the forest. Parts are shared. */
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

/**
 * Writes assignments of a request down as candidates. What is the same in many of them, what is taken from a provider
 * that serves one need or all of them, is one object in all: most lists have no other.
 */
export class CandidateWriter {
  readonly #forest: Forest;
  readonly #request: CompiledRequest;
  /** By need: what it takes where nobody else takes from the same provider. */
  readonly #alone: readonly (readonly CandidateResource[])[];
  /** What is taken from a provider that serves all needs. */
  readonly #together: readonly CandidateResource[];

  constructor(forest: Forest, request: CompiledRequest) {
    this.#forest = forest;
    this.#request = request;
    this.#alone = request.needs.map((_, need) => this.#sum([need]));
    this.#together = this.#sum([...request.needs.keys()]);
  }

  /** Writes an assignment: by need, a provider of the forest. */
  write(assignment: Int32Array): Candidate {
    return { allocations: this.#allocations(assignment), mappings: this.#mappings(assignment) };
  }

  #allocations(assignment: Int32Array): CandidateAllocation[] {
    const { needs } = this.#request;
    const providers: number[] = [];
    const served: number[][] = [];
    for (let need = 0; need < assignment.length; need++) {
      if (needs[need]!.demands.length > 0) {
        // Few providers are in a candidate: looking along them is faster than any map.
        const at = providers.indexOf(assignment[need]!);
        if (at === -1) {
          providers.push(assignment[need]!);
          served.push([need]);
        } else {
          served[at]!.push(need);
        }
      }
    }
    return providers.map((provider, at) => ({
      providerUuid: this.#forest.uuids.at(provider),
      resources: this.#resources(served[at]!),
    }));
  }

  #resources(needs: readonly number[]): readonly CandidateResource[] {
    if (needs.length === 1) return this.#alone[needs[0]!]!;
    return needs.length === this.#request.needs.length ? this.#together : this.#sum(needs);
  }

  #sum(needs: readonly number[]): CandidateResource[] {
    const resources: { resourceClass: string; amount: number }[] = [];
    for (const need of needs) addDemands(this.#forest, resources, this.#request.needs[need]!.demands);
    return resources;
  }

  #mappings(assignment: Int32Array): GroupMapping[] {
    const mappings: GroupMapping[] = [];
    let unsuffixed: string[] | undefined;
    for (let need = 0; need < assignment.length; need++) {
      const { suffix } = this.#request.needs[need]!;
      const uuid = this.#forest.uuids.at(assignment[need]!);
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
