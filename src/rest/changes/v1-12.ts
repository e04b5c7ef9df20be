import type { Change } from "../change.ts";
import { eachRequest } from "../representation/candidates.ts";
import { withoutKeys } from "../representation/without-keys.ts";
import { allocationList, allocationListSchema, allocationMap } from "./allocation-list.ts";

/** Before, allocations were written as a list, and shown as an object without the consumer's owner. */
export const v1_12: Change = {
  since: 12,
  summary: "Allocations are written in the form in which they are shown; they show their project and user.",
  operations: {
    "AllocationService.GetAllocations": {
      downgradeResponse: (response) => withoutKeys(response, ["project_id", "user_id"]),
    },
    "AllocationService.ReplaceAllocations": {
      bodySchema: allocationListSchema,
      upgradeRequest: allocationMap,
    },
    "CandidateService.ListAllocationCandidates": {
      downgradeResponse: (response) =>
        eachRequest(response, (request) => ({
          ...request,
          allocations: allocationList(request.allocations),
        })),
    },
  },
};
