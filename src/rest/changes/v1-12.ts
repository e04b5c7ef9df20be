import type { Change } from "../change.ts";
import { withoutKeys } from "../representation/without-keys.ts";

/** The list form of requests before it is not served yet. */
export const v1_12: Change = {
  since: 12,
  summary: "Allocations are written in the form in which they are shown; they show their project and user.",
  operations: {
    "AllocationService.GetAllocations": {
      downgradeResponse: (response) => withoutKeys(response, ["project_id", "user_id"]),
    },
  },
};
