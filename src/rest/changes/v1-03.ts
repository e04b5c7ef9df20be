import type { Change } from "../change.ts";

/** Before, providers could be found by their name and uuid only. */
export const v1_03: Change = {
  since: 3,
  summary: "Resource providers can be listed by the aggregates that they are in (member_of).",
  operations: {
    "ResourceProviderService.ListResourceProviders": { introduces: { query: ["member_of"] } },
  },
};
