import type { Candidate } from "./candidate.ts";
import { createCandidateSearch, type SearchEnd, type SearchOptions } from "./candidate-search.ts";
import type { Forest } from "./forest.ts";
import type { CandidateRequest } from "./request.ts";

/**
 * The candidates of a request, one at a time and only as many as are taken, each once. Returns why there are no
 * more. For callers that have nothing else to do meanwhile; a server runs a `CandidateSearch` by turns.
 *
 * They are those that Placement gives, but for faults of it (seen on 8.0.0) that are not repeated here:
 * - It loses candidates where sharing providers alone serve the unsuffixed group beside suffixed ones: of all trees
 *   that could be combined with them it keeps one.
 * - It sums amounts in objects that several candidates share, where isolated groups and the unsuffixed one ask
 *   for the same class.
 * - A group without resources that only forbids, or only names a tree, matches nothing there, and the tree is not
 *   looked at where it asks for more. Here such a group is served as any other.
 * - It fails where a child provider shares with a tree while its own tree is out of the running.
 */
export function* searchCandidates(
  forest: Forest,
  request: CandidateRequest,
  options: SearchOptions = {},
): Generator<Candidate, SearchEnd, undefined> {
  const search = createCandidateSearch(forest, request, options);
  for (;;) {
    const turn = search.advance();
    if (turn.kind === "candidate") {
      yield turn.candidate;
    }
    if (turn.kind === "ended") {
      return turn.end;
    }
  }
}
