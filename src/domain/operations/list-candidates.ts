import type { CandidateList } from "../candidates/candidate-list.ts";
import { type CandidateOptions, GrowingList } from "../candidates/growing-list.ts";
import type { CandidateRequest } from "../candidates/request.ts";
import type { Reads } from "../reads.ts";
import { checkNames } from "./candidate-names.ts";

export type { CandidateList, CandidateOptions };

/**
 * Finds out where a request fits. Forests are taken by and by, and no more of them than it takes: whoever wants one
 * candidate does not wait until ten thousand hosts were looked at.
 * Refuses with RESOURCE_CLASS_UNKNOWN and TRAIT_UNKNOWN.
 */
export async function listCandidates(
  reads: Pick<Reads, "openCandidateSource">,
  request: CandidateRequest,
  options: CandidateOptions,
): Promise<CandidateList & Pick<GrowingList, "isCut">> {
  const source = await reads.openCandidateSource();
  await checkNames(source, request);
  const list = new GrowingList(request, options);
  const seed = options.random === undefined ? undefined : String(options.random());
  const { pause } = options;
  for await (const forest of source.forests(request, { treesWanted: list.wanted, seed, pause })) {
    await list.addFrom(forest);
    if (list.isComplete) break;
    await pause();
  }
  return list;
}
