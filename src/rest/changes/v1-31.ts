import type { Change } from "../change.ts";
import { groupSchemas } from "../query/request-groups.ts";

/** Before, only providers could be listed by their tree. */
export const v1_31: Change = {
  since: 31,
  summary: "Allocation candidates can be asked for by the tree that they are in (in_tree).",
  operations: {
    "CandidateService.ListAllocationCandidates": {
      querySchema: (newer) => ({
        ...newer,
        patternProperties: groupSchemas(["resources", "required", "member_of"], "numbers"),
      }),
    },
  },
};
