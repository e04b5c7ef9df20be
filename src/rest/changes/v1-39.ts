import type { Change } from "../change.ts";
import { listingQueries } from "./listing-queries.ts";

/** Before, of several `required` parameters only the last one counted. */
export const v1_39: Change = {
  since: 39,
  summary: "Traits can be asked for alternatively (required=in:A,B), and required can be repeated.",
  operations: listingQueries({ anyTraits: false }),
};
