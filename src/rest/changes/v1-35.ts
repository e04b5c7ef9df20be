import type { Change } from "../change.ts";

/** Before, a tree's root was judged only where it gave something. */
export const v1_35: Change = {
  since: 35,
  summary: "Allocation candidates can be asked for by traits of the root of their tree.",
  operations: {
    "CandidateService.ListAllocationCandidates": { introduces: { query: ["root_required"] } },
  },
};
