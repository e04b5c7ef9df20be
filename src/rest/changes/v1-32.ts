import type { Change } from "../change.ts";
import { listingQueries } from "./listing-queries.ts";

/** Before, membership could only be asked for. */
export const v1_32: Change = {
  since: 32,
  summary: "Aggregates can be forbidden (member_of=!AGGREGATE).",
  operations: listingQueries({ forbiddenAggregates: false }),
};
