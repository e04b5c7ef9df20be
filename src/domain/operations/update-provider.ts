import { PlacementError } from "../errors.ts";
import type { Provider } from "../provider.ts";
import type { Store, Transaction } from "../store.ts";
import { canonicalUuid } from "../uuid.ts";
import { findProvider, lockProvider } from "./find-provider.ts";

/**
 * Renames a provider and, where a parent is given and it has none, hangs it below that parent. The generation
 * does not move: what the provider has stays as it is.
 * Refuses with RESOURCE_PROVIDER_NOT_FOUND, PARENT_PROVIDER_NOT_FOUND, PARENT_PROVIDER_INVALID and
 * RESOURCE_PROVIDER_NAME_TAKEN.
 */
export function updateProvider(
  store: Store,
  request: { uuid: string; name: string; parentUuid: string | undefined },
): Promise<Provider> {
  return store.transaction(async (transaction) => {
    const provider = await lockProvider(transaction, request.uuid);
    if (request.parentUuid !== undefined) {
      await hang(transaction, provider, canonicalUuid(request.parentUuid));
    }
    if (request.name !== provider.name) {
      await transaction.renameProvider(provider.uuid, request.name);
    }
    return findProvider(transaction, provider.uuid);
  });
}

async function hang(transaction: Transaction, provider: Provider, parentUuid: string): Promise<void> {
  if (provider.parentUuid === parentUuid) {
    return;
  }
  const facts = { resource_provider_uuid: provider.uuid, parent_provider_uuid: parentUuid };
  if (provider.parentUuid !== undefined) {
    throw new PlacementError("PARENT_PROVIDER_INVALID", facts, {
      message: "the provider has another parent",
    });
  }
  const parent = await transaction.findProvider(parentUuid);
  if (parent === undefined) {
    throw new PlacementError("PARENT_PROVIDER_NOT_FOUND", facts);
  }
  if (parent.rootUuid === provider.uuid) {
    throw new PlacementError("PARENT_PROVIDER_INVALID", facts, {
      message: "the parent is below the provider",
    });
  }
  await transaction.adoptProvider(provider.uuid, parent);
}
