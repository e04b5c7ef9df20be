import type { Candidate } from "./candidate.ts";
import type { ProviderSummary } from "./provider-summary.ts";

/** Ways to satisfy a request, and the providers that have to do with them. */
export interface CandidateList {
  readonly candidates: readonly Candidate[];
  readonly summaries: readonly ProviderSummary[];
}
