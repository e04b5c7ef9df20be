import type { Change } from "../change.ts";
import { withoutKeys } from "../representation/without-keys.ts";

/** Writing allocations without a consumer's type is not served yet: it is refused for what it lacks. */
export const v1_38: Change = {
  since: 38,
  summary: "Consumers have a type.",
  operations: {
    "AllocationService.GetAllocations": {
      downgradeResponse: (response) => withoutKeys(response, ["consumer_type"]),
    },
    "AllocationService.ReplaceAllocations": { introduces: { body: ["consumer_type"] } },
  },
};
