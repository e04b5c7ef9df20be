import type { Reads } from "../reads.ts";
import { sumUsages, type TypeUsage, type UsageFilter } from "../usage.ts";

/** What to ask for to have the usages of all types as one. No type has this name: theirs are in capitals. */
const ALL_TYPES = "all";

/**
 * What the consumers of a project have, by their type; of type `all`, in one sum. Types of which nobody has
 * anything are not there, and neither is the sum where there is nothing to add.
 */
export async function listUsages(
  reads: Pick<Reads, "listUsages">,
  filter: UsageFilter,
): Promise<readonly TypeUsage[]> {
  if (filter.consumerType !== ALL_TYPES) {
    return reads.listUsages(filter);
  }
  const usages = await reads.listUsages({ ...filter, consumerType: undefined });
  return usages.length === 0 ? [] : [sumUsages(usages, ALL_TYPES)];
}
