import { buildForest } from "../domain/candidates/build-forest.ts";
import type { CandidateSource } from "../domain/candidates/candidate-source.ts";
import type { CandidateTrees, TreePage } from "../domain/candidates/candidate-trees.ts";
import { SHARING_TRAIT } from "../domain/candidates/forest.ts";
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

/** How many trees are read together: as many as are wanted, within these. */
const TREES_MIN = 32;
const TREES_MAX = 1024;

/**
 * What a search looks at, read page by page: only trees that may serve the request, narrowed by the database's
 * indexes. Each page shows a moment of its own.
 */
export function createPagedSource(run: RunStatement): CandidateSource {
  return {
    unknownResourceClasses: createClassReads(run).unknownResourceClasses,
    unknownTraits: createTraitReads(run).unknownTraits,
    async *forests(request, { treesWanted, seed }) {
      const count = Math.min(Math.max(treesWanted, TREES_MIN), TREES_MAX);
      let after: string | undefined;
      do {
        const trees = await listCandidateTrees(run, request, { count, after, seed });
        after = trees.next;
        yield buildForest(trees.rows, trees.guestRoots);
      } while (after !== undefined);
    },
  };
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
