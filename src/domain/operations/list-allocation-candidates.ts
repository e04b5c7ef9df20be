import { buildForest } from "../candidates/build-forest.ts";
import type { Candidate } from "../candidates/candidate.ts";
import { type CandidateSearch, createCandidateSearch } from "../candidates/candidate-search.ts";
import type { Forest } from "../candidates/forest.ts";
import { HOLDERS_MAX, type Holders, narrowTrees } from "../candidates/narrow-trees.ts";
import type { CandidateRequest, TraitDemand } from "../candidates/request.ts";
import type { Random } from "../candidates/shuffle.ts";
import { type ProviderSummary, summarize } from "../candidates/summarize.ts";
import type { Reads } from "../reads.ts";
import { refuseUnknownClasses } from "./resource-classes.ts";
import { refuseUnknownTraits } from "./traits.ts";

/** The most candidates in one answer, whatever the caller's limit. */
export const CANDIDATES_MAX = 100_000;

/**
 * The most allocations from a provider in all candidates of one answer, together: candidates of many groups are
 * large. It makes some 50 MB of JSON.
 */
const ALLOCATIONS_MAX = 250_000;

/** How many candidates are taken between two pauses, some 1 ms. A search pauses by itself only where it finds none. */
const CANDIDATES_PER_TURN = 64;

/** Where a request fits, and what the providers around have. */
export interface AllocationCandidates {
  readonly candidates: readonly Candidate[];
  readonly summaries: readonly ProviderSummary[];
}

/** What a search is run with. */
export interface SearchHost {
  /** Lets others have their turn. Rejects when nobody waits for the answer any more. */
  readonly pause: () => Promise<void>;
  /** Makes candidates come in random order. */
  readonly random?: Random | undefined;
}

type NeededReads = Pick<Reads, "countHolders" | "listSharers" | "viewTrees">;

/**
 * Lists ways to allocate all that a request asks for. Trees are read as far as they are needed: with a limit, at
 * first some more than it takes when each has a candidate, and four times as many while that was not enough.
 * Refuses with TRAIT_UNKNOWN (those of the root first) and RESOURCE_CLASS_UNKNOWN.
 */
export async function listAllocationCandidates(
  reads: NeededReads,
  request: CandidateRequest,
  host: SearchHost,
): Promise<AllocationCandidates> {
  const holders = await countHolders(reads, request);
  const query = narrowTrees(request, { sharers: await reads.listSharers(), holders });
  const limit = Math.min(request.limit ?? CANDIDATES_MAX, CANDIDATES_MAX);
  // Of a random order the first roots can be any.
  const whole = request.limit === undefined || host.random !== undefined;
  for (let rootsMax = firstRootsMax(limit); ; rootsMax *= 4) {
    const trees = await reads.viewTrees({ ...query, rootsMax: whole ? undefined : rootsMax });
    const forest = buildForest(trees.providers);
    const search = createCandidateSearch(forest, { ...request, limit }, { random: host.random });
    const candidates = await runSearch(search, host.pause);
    if (isSettled(forest, search, trees.lastRootUuid)) {
      const scope = request.oneProviderPerTree ? "allocating" : "trees";
      return { candidates, summaries: summarize(forest, candidates, scope) };
    }
  }
}

/**
 * Whether more trees would not change what a search has found: there are none, or it has ended before it came to
 * the last of those that were read.
 */
function isSettled(forest: Forest, search: CandidateSearch, lastRootUuid: string | undefined): boolean {
  const last = lastRootUuid === undefined ? undefined : forest.positions.get(lastRootUuid);
  return last === undefined || (search.nextRoot !== -1 && search.nextRoot <= last);
}

/** Enough where four trees of five have a candidate. */
function firstRootsMax(limit: number): number {
  return 16 + Math.ceil(limit * 1.25);
}

async function runSearch(search: CandidateSearch, pause: () => Promise<void>): Promise<Candidate[]> {
  const candidates: Candidate[] = [];
  let allocations = 0;
  while (allocations < ALLOCATIONS_MAX) {
    const turn = search.advance();
    if (turn.kind === "ended") {
      break;
    }
    if (turn.kind === "candidate") {
      candidates.push(turn.candidate);
      allocations += turn.candidate.allocations.length;
    }
    if (turn.kind === "paused" || candidates.length % CANDIDATES_PER_TURN === 0) {
      await pause();
    }
  }
  return candidates;
}

async function countHolders(reads: NeededReads, { groups, root }: CandidateRequest): Promise<Holders> {
  const ofRoot = root === undefined ? [] : traitsOf(root);
  const classes = [...new Set(groups.flatMap((group) => [...group.resources.keys()]))];
  const traits = [...new Set([...ofRoot, ...groups.flatMap(traitsOf)])];
  const aggregates = [...new Set(groups.flatMap((group) => group.memberOf.flat()))];
  const holders = await reads.countHolders({ classes, traits, aggregates, max: HOLDERS_MAX });
  const unknown = traits.filter((name) => !holders.traits.has(name));
  refuseUnknownTraits(unknown.filter((name) => ofRoot.includes(name)));
  refuseUnknownClasses(classes.filter((name) => !holders.classes.has(name)));
  refuseUnknownTraits(unknown);
  return holders;
}

function traitsOf({ requiredTraits, forbiddenTraits }: TraitDemand): string[] {
  return [...requiredTraits.flat(), ...forbiddenTraits];
}
