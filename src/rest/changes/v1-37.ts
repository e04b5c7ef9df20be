import type { Change } from "../change.ts";

/** Before, a provider that had a parent kept it. */
export const v1_37: Change = {
  since: 37,
  summary: "Resource providers can change their parent, and be made roots.",
  operations: {
    "ResourceProviderService.UpdateResourceProvider": { capabilities: ["refuse_reparenting"] },
  },
};
