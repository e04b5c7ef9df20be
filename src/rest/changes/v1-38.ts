import type { Change } from "../change.ts";
import { allUsages } from "../representation/type-usages.ts";
import { withoutKeys } from "../representation/without-keys.ts";
import { consumersWritten } from "./consumer-bodies.ts";

/** Before, usages were not told apart by who has them. */
export const v1_38: Change = {
  since: 38,
  summary: "Consumers have a type, by which usages can be told apart.",
  operations: {
    ...consumersWritten({ keys: ["consumer_type"], capability: "untyped" }),
    "AllocationService.GetAllocations": {
      downgradeResponse: (response) => withoutKeys(response, ["consumer_type"]),
    },
    "UsageService.GetUsages": {
      introduces: { query: ["consumer_type"] },
      downgradeResponse: allUsages,
    },
  },
};
