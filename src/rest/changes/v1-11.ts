import type { Change } from "../change.ts";
import { providersWithoutLink } from "./provider-links.ts";

/** The path had been there since 1.0, but no link led to it. */
export const v1_11: Change = {
  since: 11,
  summary: "Resource providers link to the allocations on them.",
  operations: providersWithoutLink("allocations"),
};
