import type { Change } from "../change.ts";

/** Before, clients had to ask for what they had just created. */
export const v1_20: Change = {
  since: 20,
  summary: "Creating a resource provider answers 200 and shows it, instead of 201 and nothing.",
  operations: {
    "ResourceProviderService.CreateResourceProvider": { status: 201, emptyBody: true },
  },
};
