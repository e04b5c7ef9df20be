import type { CandidateSource } from "../domain/candidates/candidate-source.ts";
import type { CandidateView } from "../domain/candidates/view/candidate-view.ts";
import type { Reads } from "../domain/reads.ts";
import type { CandidateViews } from "./candidate-views.ts";

/** A source that shows a view, proven to be current, where there is one; else the database. */
export async function openViewSource(views: CandidateViews, reads: Reads): Promise<CandidateSource> {
  const view = await views.current();
  const source = await reads.openCandidateSource();
  return view === undefined ? source : createViewSource(view, source);
}

/** What a view can't tell is asked of the database: names that it has not seen, and trees in random order. */
function createViewSource(view: CandidateView, source: CandidateSource): CandidateSource {
  return {
    unknownResourceClasses: (names) =>
      askFor(
        names.filter((name) => !view.knowsResourceClass(name)),
        source.unknownResourceClasses,
      ),
    unknownTraits: (names) =>
      askFor(
        names.filter((name) => !view.knowsTrait(name)),
        source.unknownTraits,
      ),
    forests: (request, order) => (order.seed === undefined ? view.forests() : source.forests(request, order)),
  };
}

async function askFor(
  names: readonly string[],
  ask: (names: readonly string[]) => Promise<string[]>,
): Promise<string[]> {
  return names.length === 0 ? [] : ask(names);
}
