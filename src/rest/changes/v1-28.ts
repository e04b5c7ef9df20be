import type { Change } from "../change.ts";
import { withoutKeys } from "../representation/without-keys.ts";

/** Writing allocations without a consumer's generation is not served yet. */
export const v1_28: Change = {
  since: 28,
  summary: "Consumers have a generation, and writing allocations depends on it.",
  operations: {
    "AllocationService.GetAllocations": {
      downgradeResponse: (response) => withoutKeys(response, ["consumer_generation"]),
    },
  },
};
