import type { Change } from "../change.ts";

/** Before, an allocation could not move from one consumer to another without being free in between. */
export const v1_13: Change = {
  since: 13,
  summary: "The allocations of several consumers can be written at once.",
  adds: ["AllocationService.BatchReplaceAllocations"],
};
