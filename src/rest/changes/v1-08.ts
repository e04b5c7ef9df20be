import type { Change } from "../change.ts";

/** Before, allocations belonged to nobody. Writing such is not served yet: it is refused for what it lacks. */
export const v1_08: Change = {
  since: 8,
  summary: "Allocations name the project and the user that they are for.",
  operations: {
    "AllocationService.ReplaceAllocations": { introduces: { body: ["project_id", "user_id"] } },
  },
};
