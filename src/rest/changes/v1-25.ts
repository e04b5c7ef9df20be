import type { Change } from "../change.ts";
import type { JsonSchema } from "../shape/json-schema.ts";

/** The query when all of it was one group, and its resources a must. */
function ungrouped({ properties = {} }: JsonSchema): JsonSchema {
  const { limit = {} } = properties;
  return {
    type: "object",
    properties: {
      resources: { type: "string" },
      limit,
      required: { type: ["string"] },
      member_of: { type: ["string"] },
    },
    required: ["resources"],
    additionalProperties: false,
  };
}

/** Before, all that was asked for could come from any providers of a tree. */
export const v1_25: Change = {
  since: 25,
  summary: "Allocation candidates can be asked for by numbered groups of requirements.",
  operations: {
    "CandidateService.ListAllocationCandidates": {
      querySchema: ungrouped,
      queryForm: { suffixes: "none" },
    },
  },
};
