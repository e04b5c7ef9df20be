import type { ProviderAggregates } from "../aggregate.ts";
import type { Reads } from "../reads.ts";
import type { Store } from "../store.ts";
import { canonicalUuid, isCanonicalUuid } from "../uuid.ts";
import { lockProvider, refuseUnknown } from "./find-provider.ts";

/** A set of aggregates that is to be all that a provider is in. */
export interface ReplaceAggregates {
  readonly providerUuid: string;
  /** UUIDs in any form. */
  readonly aggregates: readonly string[];
  /** The generation that the caller has seen; undefined: neither compare nor move it. */
  readonly generation: number | undefined;
}

/** The aggregates of a provider. Refuses with RESOURCE_PROVIDER_NOT_FOUND. */
export async function viewAggregates(
  reads: Pick<Reads, "viewAggregates">,
  providerUuid: string,
): Promise<ProviderAggregates> {
  const view = isCanonicalUuid(providerUuid) ? await reads.viewAggregates(providerUuid) : undefined;
  return view ?? refuseUnknown(providerUuid);
}

/**
 * Makes a set of aggregates all that a provider is in. Where the caller has sent a generation it moves by one,
 * also when nothing differs.
 * Refuses with RESOURCE_PROVIDER_NOT_FOUND and RESOURCE_PROVIDER_GENERATION_CONFLICT.
 */
export function replaceAggregates(store: Store, request: ReplaceAggregates): Promise<ProviderAggregates> {
  const { generation } = request;
  return store.transaction(async (transaction) => {
    const provider = await lockProvider(transaction, request.providerUuid, generation);
    await transaction.replaceAggregates(provider, {
      aggregates: request.aggregates.map(canonicalUuid),
      moveGeneration: generation !== undefined,
    });
    return viewAggregates(transaction, provider.uuid);
  });
}
