import { PlacementError } from "../errors.ts";
import type { Provider } from "../provider.ts";
import type { Reads } from "../reads.ts";
import { isCanonicalUuid } from "../uuid.ts";

/**
 * The provider with a uuid. A uuid is looked up as it stands: one in another form names nothing.
 * Refuses with RESOURCE_PROVIDER_NOT_FOUND.
 */
export async function findProvider(reads: Pick<Reads, "findProvider">, uuid: string): Promise<Provider> {
  return (isCanonicalUuid(uuid) ? await reads.findProvider(uuid) : undefined) ?? refuseUnknown(uuid);
}

/** Like `findProvider`, and locks it against other writers. */
export async function lockProvider(
  transaction: { lockProvider(uuid: string): Promise<Provider | undefined> },
  uuid: string,
): Promise<Provider> {
  return (isCanonicalUuid(uuid) ? await transaction.lockProvider(uuid) : undefined) ?? refuseUnknown(uuid);
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
