import type { Change } from "../change.ts";
import { withoutKeys } from "../representation/without-keys.ts";
import { withProperty } from "../shape/json-schema.ts";

/** Before, who wrote last won. Writing so is not served yet: it is refused for what it lacks. */
export const v1_28: Change = {
  since: 28,
  summary: "Consumers have a generation, and writing allocations depends on it; an empty set deletes them.",
  operations: {
    "AllocationService.GetAllocations": {
      downgradeResponse: (response) => withoutKeys(response, ["consumer_generation"]),
    },
    "AllocationService.ReplaceAllocations": {
      introduces: { body: ["consumer_generation"] },
      bodySchema: (newer) => withProperty(newer, "allocations", (set) => ({ ...set, minProperties: 1 })),
    },
  },
};
