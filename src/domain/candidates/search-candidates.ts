import type { Candidate } from "./candidate.ts";
import { createCandidateSearch, type SearchEnd, type SearchOptions } from "./candidate-search.ts";
import type { Forest } from "./forest.ts";
import type { CandidateRequest } from "./request.ts";

/**
 * The candidates of a request, one at a time and only as many as are taken, each once. Returns why there are no
 * more. For callers that have nothing else to do meanwhile; a server runs `CandidateSearch` by turns.
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
