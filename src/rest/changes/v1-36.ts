import type { Change } from "../change.ts";

/** Before, only `in_tree` told groups where to stand, and each of them had to ask for something. */
export const v1_36: Change = {
  since: 36,
  summary: "Groups can be required to be served from one subtree; some may ask for no resources.",
  operations: {
    "CandidateService.ListAllocationCandidates": {
      introduces: { query: ["same_subtree"] },
      queryForm: { resourcelessGroups: false },
    },
  },
};
