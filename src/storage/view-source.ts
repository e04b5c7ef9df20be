import type { CandidateSource } from "../domain/candidates/candidate-source.ts";
import type { CandidateView } from "../domain/candidates/view/candidate-view.ts";
import { createPagedSource } from "./candidate-pages.ts";
import type { CandidateViews } from "./candidate-views.ts";
import type { RunStatement } from "./statement.ts";
import { Turns } from "./turns.ts";

/**
 * How many searches read more than one page of trees at the same time where there is no view. Each keeps a connection
 * and a core of the database busy, and the one that reads the view should come first.
 */
const READERS_MAX = 2;

/**
 * Opens sources that show a view, proven to be current, where there is one; else the database, and the view after all
 * from where they are as soon as there is one.
 */
export function viewSources(views: CandidateViews, run: RunStatement): () => Promise<CandidateSource> {
  const turns = new Turns(READERS_MAX);
  const instead = async (after: string) => (await views.current())?.forestsAfter(Number(after));
  return async () => {
    const view = await views.current();
    const source = createPagedSource(run, { turns, instead });
    return view === undefined ? source : createViewSource(view, source);
  };
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
