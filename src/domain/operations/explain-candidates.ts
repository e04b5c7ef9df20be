import type { Explanation } from "../candidates/explanation.ts";
import { GrowingExplanation } from "../candidates/growing-explanation.ts";
import type { CandidateRequest } from "../candidates/request.ts";
import type { Reads } from "../reads.ts";
import { checkNames } from "./candidate-names.ts";
import type { CandidateOptions } from "./list-candidates.ts";

/** A request that asks for nothing, and so leaves no tree out. */
const ANYTHING: CandidateRequest = {
  groups: [],
  groupPolicy: "none",
  sameSubtrees: [],
  oneProviderPerTree: false,
};

/**
 * Explains why a request fits nowhere, or how narrowly it fits. Unlike a search it is shown every tree, since those
 * that can't serve the request are what it tells of.
 * Refuses with RESOURCE_CLASS_UNKNOWN and TRAIT_UNKNOWN.
 */
export async function explainCandidates(
  reads: Pick<Reads, "openCandidateSource">,
  request: CandidateRequest,
  { pause }: Pick<CandidateOptions, "pause">,
): Promise<Explanation> {
  const source = await reads.openCandidateSource();
  await checkNames(source, request);
  const explanation = new GrowingExplanation(request, pause);
  for await (const forest of source.forests(ANYTHING, { treesWanted: Number.POSITIVE_INFINITY, pause })) {
    await explanation.addFrom(forest);
    await pause();
  }
  return explanation;
}
