import type { OperationChange } from "../change.ts";
import type { OperationName } from "../operation.ts";
import type { QueryForm } from "../query/query-grammar.ts";

/** The operations whose queries speak of traits and aggregates. */
const listing = [
  "ResourceProviderService.ListResourceProviders",
  "CandidateService.ListAllocationCandidates",
] as const satisfies readonly OperationName[];

/** What the queries of lists could not say before a change: it came to all of them at once. */
export function listingQueries(
  queryForm: Partial<QueryForm>,
): Readonly<Record<OperationName, OperationChange>> {
  return Object.fromEntries(listing.map((name) => [name, { queryForm }]));
}
