import type { Change } from "../change.ts";

/** Before, only providers could be asked for by aggregates. */
export const v1_21: Change = {
  since: 21,
  summary: "Allocation candidates can be asked for by aggregates.",
  operations: {
    "CandidateService.ListAllocationCandidates": { introduces: { query: ["member_of"] } },
  },
};
