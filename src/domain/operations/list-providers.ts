import type { Provider, ProviderFilter } from "../provider.ts";
import type { Reads } from "../reads.ts";
import { canonicalUuid } from "../uuid.ts";
import { checkResourceClasses } from "./resource-classes.ts";
import { checkTraits } from "./traits.ts";

/**
 * The providers that pass all filters, oldest first. An empty name filters nothing; uuids may be in any form.
 * Refuses with TRAIT_UNKNOWN and RESOURCE_CLASS_UNKNOWN.
 */
export async function listProviders(
  reads: Pick<Reads, "listProviders" | "unknownTraits" | "unknownResourceClasses">,
  filter: ProviderFilter,
): Promise<Provider[]> {
  await checkTraits(reads, [...(filter.requiredTraits ?? []).flat(), ...(filter.forbiddenTraits ?? [])]);
  await checkResourceClasses(reads, [...(filter.resources?.keys() ?? [])]);
  return reads.listProviders({
    ...filter,
    name: filter.name === "" ? undefined : filter.name,
    uuid: filter.uuid === undefined ? undefined : canonicalUuid(filter.uuid),
    inTree: filter.inTree === undefined ? undefined : canonicalUuid(filter.inTree),
    memberOf: filter.memberOf?.map((set) => set.map(canonicalUuid)),
    forbiddenAggregates: filter.forbiddenAggregates?.map(canonicalUuid),
  });
}
