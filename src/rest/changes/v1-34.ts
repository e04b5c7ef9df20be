import type { Change } from "../change.ts";

/** Candidates are not served yet, but what they say of their groups is accepted where it comes back. */
export const v1_34: Change = {
  since: 34,
  summary: "Allocation candidates tell which provider serves which group; writers may send it back.",
  operations: {
    "AllocationService.ReplaceAllocations": { introduces: { body: ["mappings"] } },
  },
};
