import type { Change } from "../change.ts";

/** Before, only resource providers told what was in use of them. */
export const v1_09: Change = {
  since: 9,
  summary: "The usages of a project, or of a user in it, can be shown.",
  adds: ["UsageService.GetUsages"],
};
