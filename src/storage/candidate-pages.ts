import { buildForest } from "../domain/candidates/build-forest.ts";
import type { CandidateSource, ForestOrder } from "../domain/candidates/candidate-source.ts";
import type { CandidateTrees, TreePage } from "../domain/candidates/candidate-trees.ts";
import { type Forest, SHARING_TRAIT } from "../domain/candidates/forest.ts";
import type { CandidateRequest } from "../domain/candidates/request.ts";
import {
  candidateTreesStatement,
  type SharedAggregates,
  sharedAggregatesStatement,
  type TraitIds,
} from "./candidate-trees.ts";
import { createClassReads } from "./class-reads.ts";
import { isRoot, type ProviderArray, rowFromArray, traitIdsIn, uuidOf } from "./provider-array.ts";
import type { RunStatement } from "./statement.ts";
import { readTraitIds, readTraitNames } from "./trait-ids.ts";
import { createTraitReads } from "./trait-reads.ts";
import { type TreeConditions, treeConditions } from "./tree-conditions.ts";
import type { Turns } from "./turns.ts";

/** How many trees are read together: as many as are wanted, within these. */
const TREES_MIN = 32;

/**
 * For more of 100,000 trees the planner begins to look at all of them before it takes the oldest, which makes a tree
 * ten times as dear. In random order it always has to: then few large pages are best.
 */
const TREES_MAX = 256;
const RANDOM_TREES_MAX = 1024;

/** What searches that one page is not enough for do about the others. */
export interface FurtherPages {
  /** Who reads them: a few at a time, so that searches for everything leave connections and cores to others. */
  readonly turns: Turns;
  /** What there is instead of them, if there is: forests with the trees that are younger than a place. */
  instead(after: string): Promise<AsyncIterable<Forest> | undefined>;
}

/**
 * What a search looks at, read page by page: only trees that may serve the request, narrowed by the database's
 * indexes. Each page shows a moment of its own.
 */
export function createPagedSource(run: RunStatement, further?: FurtherPages): CandidateSource {
  return {
    unknownResourceClasses: createClassReads(run).unknownResourceClasses,
    unknownTraits: createTraitReads(run).unknownTraits,
    async *forests(request, order) {
      const read = pageReader(run, request, order);
      const { forest, next } = await read();
      yield forest;
      if (next !== undefined) yield* furtherForests(read, next, { further, order });
    },
  };
}

/** Reads the page that comes after a place, or the first. */
type ReadPage = (after?: string) => Promise<{ readonly forest: Forest; readonly next: string | undefined }>;

function pageReader(
  run: RunStatement,
  request: CandidateRequest,
  { treesWanted, seed }: ForestOrder,
): ReadPage {
  const most = seed === undefined ? TREES_MAX : RANDOM_TREES_MAX;
  const count = Math.min(Math.max(treesWanted, TREES_MIN), most);
  return async (after) => {
    const { rows, guestRoots, next } = await listCandidateTrees(run, request, { count, after, seed });
    return { forest: buildForest(rows, guestRoots), next };
  };
}

/** Each page has a turn of its own: who waits for something else between two keeps nobody from theirs. */
async function* furtherForests(
  read: ReadPage,
  first: string,
  { further, order }: { readonly further: FurtherPages | undefined; readonly order: ForestOrder },
): AsyncGenerator<Forest, undefined> {
  const pageOrInstead = async (place: string) => {
    await order.pause?.();
    const others = order.seed === undefined ? await further?.instead(place) : undefined;
    return others ?? (await read(place));
  };
  for (let after: string | undefined = first; after !== undefined; ) {
    const place: string = after;
    const endTurn = await further?.turns.take({ goesOn: place !== first });
    const page = await pageOrInstead(place).finally(endTurn);
    if (!("forest" in page)) {
      yield* page;
      return;
    }
    yield page.forest;
    after = page.next;
  }
}

/** Trees in which a request may find candidates: all in which there are any, and few more. */
export async function listCandidateTrees(
  run: RunStatement,
  request: CandidateRequest,
  page: TreePage,
): Promise<CandidateTrees> {
  const conditions = treeConditions(request);
  const traits = await traitIdsOf(run, conditions);
  const shared = await sharedAggregates(run, conditions, traits);
  const { statement, values } = candidateTreesStatement(conditions, traits, { shared, page });
  const rows = await run<TreeRow>(statement, values);
  const providers = rows.map(({ provider }) => provider);
  const places = rows.flatMap(({ place }) => place ?? []);
  const traitNames = await readTraitNames(run, traitIdsIn(providers));
  return {
    rows: providers.map((provider) => rowFromArray(provider, traitNames)),
    guestRoots: guestRootsOf(rows),
    next: places.length < page.count ? undefined : places.reduce(laterOf(page.seed === undefined)),
  };
}

/** A trait keeps its id for ever: to ask for it apart is not to see another moment. */
async function traitIdsOf(run: RunStatement, { root, parts }: TreeConditions): Promise<TraitIds> {
  const named = [root, ...parts].flatMap(({ requiredTraits = [], forbiddenTraits = [] }) => [
    ...requiredTraits.flat(),
    ...forbiddenTraits,
  ]);
  const byName = await readTraitIds(run, [SHARING_TRAIT, ...named]);
  // No trait has this id: where nobody can share, nobody does.
  return { byName, sharing: byName.get(SHARING_TRAIT) ?? -1 };
}

/**
 * What is shared is asked for before the trees are, and may be a moment older: a tree that is left out for it had
 * nothing to offer a moment ago. Nothing is where the request is for whatever there is.
 */
async function sharedAggregates(
  run: RunStatement,
  conditions: TreeConditions,
  traits: TraitIds,
): Promise<SharedAggregates> {
  if (conditions.parts.length === 0) return new Map();
  const { statement, values } = sharedAggregatesStatement(conditions, traits);
  const rows = await run<{ part: number; aggregates: string[] }>(statement, values);
  return new Map(rows.map(({ part, aggregates }) => [part, aggregates]));
}

interface TreeRow {
  /** Where a root that was asked for stands in the order; null for all others. */
  place: string | null;
  provider: ProviderArray;
}

/** The roots that nobody has asked for. */
function guestRootsOf(rows: readonly TreeRow[]): Set<string> {
  const guests = rows.filter(({ place, provider }) => place === null && isRoot(provider));
  return new Set(guests.map(({ provider }) => uuidOf(provider)));
}

/** Compares places in the order: ids as numbers, all else as texts. */
function laterOf(byAge: boolean): (a: string, b: string) => string {
  return byAge ? (a, b) => (BigInt(a) > BigInt(b) ? a : b) : (a, b) => (a > b ? a : b);
}
