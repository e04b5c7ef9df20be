import { PlacementError } from "../errors.ts";
import type { Store } from "../store.ts";
import { lockProvider } from "./find-provider.ts";

/**
 * Deletes a provider with its inventories.
 * Refuses with RESOURCE_PROVIDER_NOT_FOUND, RESOURCE_PROVIDER_HAS_CHILDREN and RESOURCE_PROVIDER_IN_USE.
 */
export function deleteProvider(store: Store, uuid: string): Promise<void> {
  return store.transaction(async (transaction) => {
    const provider = await lockProvider(transaction, uuid);
    const facts = { resource_provider_uuid: uuid };
    if ((await transaction.countChildren(provider.uuid)) > 0) {
      throw new PlacementError("RESOURCE_PROVIDER_HAS_CHILDREN", facts);
    }
    const view = await transaction.viewInventories(provider.uuid);
    if (view?.inventories.some((inventory) => inventory.used > 0)) {
      throw new PlacementError("RESOURCE_PROVIDER_IN_USE", facts);
    }
    await transaction.deleteProvider(provider.uuid);
  });
}
