import type { Change } from "../change.ts";
import { eachSummary } from "../representation/candidates.ts";
import { withoutKeys } from "../representation/without-keys.ts";

/** Before, no two providers of a candidate were of one tree, and nobody was told of trees. */
export const v1_29: Change = {
  since: 29,
  summary: "Allocation candidates can be spread over a tree of resource providers.",
  operations: {
    "CandidateService.ListAllocationCandidates": {
      capabilities: ["one_provider_per_tree"],
      downgradeResponse: (response) =>
        eachSummary(response, (summary) =>
          withoutKeys(summary, ["parent_provider_uuid", "root_provider_uuid"]),
        ),
    },
  },
};
