import type { Change } from "../change.ts";

/** Before, only candidates could be asked for by traits. */
export const v1_18: Change = {
  since: 18,
  summary: "Resource providers can be listed by the traits that they have (required).",
  operations: {
    "ResourceProviderService.ListResourceProviders": { introduces: { query: ["required"] } },
  },
};
