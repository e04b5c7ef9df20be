import type { Change } from "../change.ts";
import { listingQueries } from "./listing-queries.ts";

/**
 * Before, of several `required` parameters only the last one counted. Explanations are no part of any microversion of
 * Placement's; they take queries in their newest form alone.
 */
export const v1_39: Change = {
  since: 39,
  summary: "Traits can be asked for alternatively (required=in:A,B), and required can be repeated.",
  adds: ["CandidateService.ExplainAllocationCandidates"],
  operations: listingQueries({ anyTraits: false }),
};
