import type { Change } from "../change.ts";

/** Before, what was in use could not move to another provider of its tree without being free in between. */
export const v1_30: Change = {
  since: 30,
  summary: "Inventories and the allocations on them can be moved together (reshaper).",
  adds: ["ReshaperService.Reshape"],
};
