import type { Provider, ProviderFilter } from "../provider.ts";
import type { Reads } from "../reads.ts";
import { canonicalUuid } from "../uuid.ts";

/** The providers that pass all filters, oldest first. An empty name filters nothing. */
export function listProviders(reads: Reads, filter: ProviderFilter): Promise<Provider[]> {
  return reads.listProviders({
    name: filter.name === "" ? undefined : filter.name,
    uuid: filter.uuid === undefined ? undefined : canonicalUuid(filter.uuid),
  });
}
