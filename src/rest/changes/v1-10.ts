import type { Change } from "../change.ts";

/** Before, schedulers put candidates together themselves. */
export const v1_10: Change = {
  since: 10,
  summary: "Allocation candidates: which resource providers could serve a request together.",
  adds: ["CandidateService.ListAllocationCandidates"],
};
