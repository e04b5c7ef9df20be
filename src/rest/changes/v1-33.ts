import type { Change } from "../change.ts";
import { groupParameters, groupSchemas } from "../query/request-groups.ts";

/** Before, groups had numbers. */
export const v1_33: Change = {
  since: 33,
  summary: "Groups of requirements have names.",
  operations: {
    "CandidateService.ListAllocationCandidates": {
      querySchema: (newer) => ({ ...newer, patternProperties: groupSchemas(groupParameters, "numbers") }),
      queryForm: { suffixes: "numbers" },
    },
  },
};
