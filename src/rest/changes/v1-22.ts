import type { Change } from "../change.ts";
import { listingQueries } from "./listing-queries.ts";

/** Before, traits could only be asked for. */
export const v1_22: Change = {
  since: 22,
  summary: "Traits can be forbidden (required=!TRAIT).",
  operations: listingQueries({ forbiddenTraits: false }),
};
