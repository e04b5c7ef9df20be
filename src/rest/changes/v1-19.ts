import type { Change } from "../change.ts";
import { withoutKeys } from "../representation/without-keys.ts";
import type { Json } from "../shape/json-schema.ts";

const downgradeResponse = (response: Json) => withoutKeys(response, ["resource_provider_generation"]);

/** Before, aggregates were a bare list, and who wrote last won. */
export const v1_19: Change = {
  since: 19,
  summary: "The aggregates of a resource provider are read and replaced with its generation.",
  operations: {
    "AggregateService.ListAggregates": { downgradeResponse },
    "AggregateService.ReplaceAggregates": {
      bodySchema: ({ properties }) => properties?.aggregates ?? {},
      upgradeRequest: (aggregates) => ({ aggregates }),
      downgradeResponse,
      capabilities: ["ignore_generation"],
    },
  },
};
