import type { Reads } from "../reads.ts";
import type { Store } from "../store.ts";
import type { ProviderTraits } from "../trait.ts";
import { isCanonicalUuid } from "../uuid.ts";
import { lockProvider, refuseUnknown } from "./find-provider.ts";
import { checkTraits } from "./traits.ts";

/** The traits of a provider. Refuses with RESOURCE_PROVIDER_NOT_FOUND. */
export async function viewTraits(
  reads: Pick<Reads, "viewTraits">,
  providerUuid: string,
): Promise<ProviderTraits> {
  const view = isCanonicalUuid(providerUuid) ? await reads.viewTraits(providerUuid) : undefined;
  return view ?? refuseUnknown(providerUuid);
}

/**
 * Makes a set of traits all that a provider has, on the condition that its generation is the one given. The
 * generation moves by one where the set changes, and stays where it doesn't.
 * Refuses with RESOURCE_PROVIDER_NOT_FOUND, RESOURCE_PROVIDER_GENERATION_CONFLICT and TRAIT_UNKNOWN.
 */
export function replaceTraits(
  store: Store,
  request: { providerUuid: string; generation: number; traits: readonly string[] },
): Promise<ProviderTraits> {
  return store.transaction(async (transaction) => {
    const provider = await lockProvider(transaction, request.providerUuid, request.generation);
    await checkTraits(transaction, request.traits);
    const present = await viewTraits(transaction, provider.uuid);
    if (isSameSet(present, request.traits)) {
      return present;
    }
    await transaction.replaceTraits(provider, request.traits);
    return viewTraits(transaction, provider.uuid);
  });
}

/**
 * Takes all traits from a provider. The generation moves by one where there were some; it is not compared.
 * Refuses with RESOURCE_PROVIDER_NOT_FOUND.
 */
export function deleteTraits(store: Store, providerUuid: string): Promise<void> {
  return store.transaction(async (transaction) => {
    const provider = await lockProvider(transaction, providerUuid);
    const { traits } = await viewTraits(transaction, provider.uuid);
    if (traits.length > 0) {
      await transaction.replaceTraits(provider, []);
    }
  });
}

function isSameSet(present: ProviderTraits, wanted: readonly string[]): boolean {
  const names = new Set(wanted);
  return names.size === present.traits.length && present.traits.every(({ name }) => names.has(name));
}
