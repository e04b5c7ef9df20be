import type { Change } from "../change.ts";
import { isObject } from "../shape/json-schema.ts";

/** Before, allocations belonged to nobody: to the owner that is configured for such. */
export const v1_08: Change = {
  since: 8,
  summary: "Allocations name the project and the user that they are for.",
  operations: {
    "AllocationService.ReplaceAllocations": {
      introduces: { body: ["project_id", "user_id"] },
      upgradeRequest: (body, { incompleteOwner }) =>
        isObject(body)
          ? { ...body, project_id: incompleteOwner.projectId, user_id: incompleteOwner.userId }
          : body,
    },
  },
};
