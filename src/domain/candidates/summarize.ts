import type { Candidate } from "./candidate.ts";
import type { Forest } from "./forest.ts";
import { describer } from "./kept-summaries.ts";
import type { ProviderSummary } from "./provider-summary.ts";

/**
 * Describes providers that have to do with candidates, in the order of the forest. `trees`: all members of each tree
 * from which something is allocated, trees of sharing providers included, so that a caller sees what surrounds
 * a choice. `allocating`: only those allocated from, for callers that don't know of trees.
 */
export function summarize(
  forest: Forest,
  candidates: Iterable<Candidate>,
  scope: "trees" | "allocating",
): ProviderSummary[] {
  const { roots, uuids } = forest;
  const wanted = new Uint8Array(uuids.length);
  for (const candidate of candidates) {
    for (const { providerUuid } of candidate.allocations) {
      const provider = uuids.find(providerUuid);
      wanted[scope === "trees" ? roots[provider]! : provider] = 1;
    }
  }
  const describe = describer(forest);
  const summaries: ProviderSummary[] = [];
  for (let provider = 0; provider < wanted.length; provider++) {
    if (wanted[scope === "trees" ? roots[provider]! : provider] === 1) {
      summaries.push(describe(provider));
    }
  }
  return summaries;
}
