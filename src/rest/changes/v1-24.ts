import type { Change } from "../change.ts";
import { listingQueries } from "./listing-queries.ts";

/** Before, membership in one of several aggregates was all that could be asked for. */
export const v1_24: Change = {
  since: 24,
  summary: "member_of can be repeated, to ask for members of several aggregates.",
  operations: listingQueries({ repeatedMemberOf: false }),
};
