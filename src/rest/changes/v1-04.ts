import type { Change } from "../change.ts";

/** Before, schedulers compared inventories and usages themselves. */
export const v1_04: Change = {
  since: 4,
  summary: "Resource providers can be listed by what they could still provide (resources).",
  operations: {
    "ResourceProviderService.ListResourceProviders": { introduces: { query: ["resources"] } },
  },
};
