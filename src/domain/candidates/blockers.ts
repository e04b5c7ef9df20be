import { CandidateSearch } from "./candidate-search.ts";
import { type CompiledRequest, contestedClasses } from "./compiled-request.ts";
import type { Forest } from "./forest.ts";

/** A constraint on a candidate as a whole. `required_traits`: those of the unsuffixed group. */
export type Blocker =
  | "group_policy"
  | "same_subtree"
  | "required_traits"
  | "shared_capacity"
  | "one_provider_per_tree";

/** What one look at a lifted constraint may do, so that an explanation stays cheaper than a search. */
const LOOK_WORK_MAX = 2_000_000;

/** A request with one constraint lifted. Lifting what it does not ask for changes nothing. */
const lifted: Record<Blocker, (request: CompiledRequest) => CompiledRequest> = {
  group_policy: (request) => ({
    ...request,
    isolate: false,
    providersMin: 1,
    contested: contestedClasses(request.needs, { isolate: false }),
  }),
  same_subtree: (request) => ({ ...request, sameSubtrees: [] }),
  required_traits: (request) => ({ ...request, together: [] }),
  shared_capacity: (request) => ({ ...request, contested: [] }),
  one_provider_per_tree: (request) => ({ ...request, oneProviderPerTree: false }),
};

/** The constraints of which each, lifted alone, gives a request a candidate. None where it has one anyway. */
export function findBlockers(forest: Forest, request: CompiledRequest): Blocker[] {
  if (hasCandidate(forest, request)) {
    return [];
  }
  const all = Object.keys(lifted) as Blocker[];
  return all.filter((blocker) => hasCandidate(forest, lifted[blocker](request)));
}

function hasCandidate(forest: Forest, request: CompiledRequest): boolean {
  const search = new CandidateSearch(forest, request, { workMax: LOOK_WORK_MAX });
  for (;;) {
    const turn = search.advance();
    if (turn.kind !== "paused") {
      return turn.kind === "candidate";
    }
  }
}
