import { CandidateLook } from "./candidate-look.ts";
import { SEARCH_WORK_MAX } from "./candidate-search.ts";
import { type CompiledRequest, contestedClasses } from "./compiled-request.ts";
import type { Forest } from "./forest.ts";

/** A constraint on a candidate as a whole. `required_traits`: those of the unsuffixed group. */
export type Blocker =
  | "group_policy"
  | "same_subtree"
  | "required_traits"
  | "shared_capacity"
  | "one_provider_per_tree";

/** Whether there are candidates: some, none, or none found before the look for one took too much work. */
export type CandidateOutcome = "found" | "none" | "given_up";

/** How much the look for one blocker may do, over all forests: together they do half of what a search may. */
const BLOCKER_WORK_MAX = SEARCH_WORK_MAX / 10;

/** How a constraint is lifted from a request; undefined where the request does not have it. */
const lift: Readonly<Record<Blocker, (request: CompiledRequest) => CompiledRequest | undefined>> = {
  group_policy: (request) =>
    request.isolate
      ? {
          ...request,
          isolate: false,
          providersMin: 1,
          contested: contestedClasses(request.needs, { isolate: false }),
        }
      : undefined,
  same_subtree: (request) => (request.sameSubtrees.length > 0 ? { ...request, sameSubtrees: [] } : undefined),
  required_traits: (request) => (request.together.length > 0 ? { ...request, together: [] } : undefined),
  shared_capacity: (request) => (request.contested.length > 0 ? { ...request, contested: [] } : undefined),
  one_provider_per_tree: (request) =>
    request.oneProviderPerTree ? { ...request, oneProviderPerTree: false } : undefined,
};

const all = Object.keys(lift) as Blocker[];

/**
 * Looks for a candidate in forest after forest, and as long as there is none for the constraints of which each,
 * lifted alone, gives one in any of them.
 */
export class BlockerLook {
  readonly #asked = new CandidateLook(SEARCH_WORK_MAX);
  readonly #lifted = new Map(all.map((blocker) => [blocker, new CandidateLook(BLOCKER_WORK_MAX)]));

  /** Looks at one more forest. Needless where some need finds no provider at any root: that stays when these are lifted. */
  async lookAt(
    forest: Forest,
    request: CompiledRequest,
    pause: () => Promise<void> | undefined,
  ): Promise<void> {
    await this.#asked.lookAt(forest, request, pause);
    for (const [blocker, look] of this.#lifted) {
      if (this.#asked.hasFound) return;
      const lifted = lift[blocker](request);
      if (lifted !== undefined) await look.lookAt(forest, lifted, pause);
    }
  }

  /** What has come of it so far. */
  get found(): { outcome: CandidateOutcome; blockers: Blocker[]; blockersCut: boolean } {
    if (this.#asked.hasFound) return { outcome: "found", blockers: [], blockersCut: false };
    return {
      outcome: this.#asked.isGivenUp ? "given_up" : "none",
      blockers: all.filter((blocker) => this.#lifted.get(blocker)?.hasFound),
      blockersCut: [...this.#lifted.values()].some((look) => look.isGivenUp),
    };
  }
}
