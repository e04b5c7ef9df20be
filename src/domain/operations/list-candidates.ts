import { buildForest } from "../candidates/build-forest.ts";
import type { CandidateList } from "../candidates/candidate-list.ts";
import { type CandidateOptions, GrowingList } from "../candidates/growing-list.ts";
import type { CandidateRequest } from "../candidates/request.ts";
import type { Reads } from "../reads.ts";
import { checkNames } from "./candidate-names.ts";

export type { CandidateList, CandidateOptions };

/** What a list needs to read. */
type CandidateListReads = Pick<Reads, "listCandidateTrees" | "unknownTraits" | "unknownResourceClasses">;

/** How many trees are looked at together: as many as there are candidates wanted, within these. */
const TREES_MIN = 32;
const TREES_MAX = 1024;

/**
 * Finds out where a request fits. Trees are read by and by, and no more of them than it takes: whoever wants one
 * candidate does not wait until ten thousand hosts were looked at.
 * Refuses with RESOURCE_CLASS_UNKNOWN and TRAIT_UNKNOWN.
 */
export async function listCandidates(
  reads: CandidateListReads,
  request: CandidateRequest,
  options: CandidateOptions,
): Promise<CandidateList> {
  await checkNames(reads, request);
  const list = new GrowingList(request, options);
  const seed = options.random === undefined ? undefined : String(options.random());
  const count = Math.min(Math.max(list.wanted, TREES_MIN), TREES_MAX);
  let after: string | undefined;
  do {
    const trees = await reads.listCandidateTrees(request, { count, after, seed });
    after = trees.next;
    await list.addFrom(buildForest(trees.rows), { isLast: after === undefined });
  } while (after !== undefined && !list.isComplete);
  return list;
}
