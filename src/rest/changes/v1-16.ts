import type { Change } from "../change.ts";

/** Before, all candidates were listed, as far as the server's own limit. */
export const v1_16: Change = {
  since: 16,
  summary: "The number of allocation candidates can be limited.",
  operations: {
    "CandidateService.ListAllocationCandidates": { introduces: { query: ["limit"] } },
  },
};
