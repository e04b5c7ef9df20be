import type { Change } from "../change.ts";
import { withoutEach, withoutKeys } from "../representation/without-keys.ts";
import { withoutProperties, withProperty } from "../shape/json-schema.ts";
import { consumersWritten } from "./consumer-bodies.ts";

const written = consumersWritten({
  keys: ["consumer_generation"],
  capability: "ignore_consumer_generation",
});

/** Before, who wrote last won, and only DELETE took a consumer's last allocation. */
export const v1_28: Change = {
  since: 28,
  summary: "Consumers have a generation, and writing allocations depends on it; an empty set deletes them.",
  operations: {
    ...written,
    "AllocationService.GetAllocations": {
      downgradeResponse: (response) => withoutKeys(response, ["consumer_generation"]),
    },
    "AllocationService.ListResourceProviderAllocations": {
      downgradeResponse: (response) => withoutEach(response, "allocations", ["consumer_generation"]),
    },
    "AllocationService.ReplaceAllocations": {
      ...written["AllocationService.ReplaceAllocations"],
      bodySchema: (newer) =>
        withProperty(withoutProperties(newer, ["consumer_generation"]), "allocations", (set) => ({
          ...set,
          minProperties: 1,
        })),
    },
  },
};
