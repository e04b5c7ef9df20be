import { PlacementError } from "../errors.ts";
import type { Provider } from "../provider.ts";
import type { Reads } from "../reads.ts";
import type { Transaction } from "../store.ts";
import { isCanonicalUuid } from "../uuid.ts";

/**
 * The provider with a uuid. A uuid is looked up as it stands: one in another form names nothing.
 * Refuses with RESOURCE_PROVIDER_NOT_FOUND.
 */
export async function findProvider(reads: Pick<Reads, "findProvider">, uuid: string): Promise<Provider> {
  return (isCanonicalUuid(uuid) ? await reads.findProvider(uuid) : undefined) ?? refuseUnknown(uuid);
}

/**
 * Like `findProvider`, and locks it against other writers; where a generation is given, on the condition that the
 * provider is at that one. Refuses with RESOURCE_PROVIDER_NOT_FOUND and RESOURCE_PROVIDER_GENERATION_CONFLICT.
 */
export async function lockProvider(
  transaction: Pick<Transaction, "lockProvider" | "findProvider">,
  uuid: string,
  generation?: number,
): Promise<Provider> {
  const locked = isCanonicalUuid(uuid) ? await transaction.lockProvider(uuid, generation) : undefined;
  if (locked !== undefined) return locked;
  if (generation === undefined) return refuseUnknown(uuid);
  await findProvider(transaction, uuid);
  return refuseStale(uuid, generation);
}

/** Says that no provider has this uuid. */
export function refuseUnknown(uuid: string): never {
  throw new PlacementError("RESOURCE_PROVIDER_NOT_FOUND", { resource_provider_uuid: uuid });
}

/** Says that a provider's generation is not the one that the caller has seen, but `current`, where that is known. */
export function refuseStale(uuid: string, generation: number, current?: number): never {
  throw new PlacementError("RESOURCE_PROVIDER_GENERATION_CONFLICT", {
    resource_provider_uuid: uuid,
    generation,
    ...(current === undefined ? {} : { current_generation: current }),
  });
}
