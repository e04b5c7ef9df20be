import { PlacementError } from "../errors.ts";
import type { InventoryView, StoredInventory } from "../inventory.ts";
import type { Reads } from "../reads.ts";
import { isCanonicalUuid } from "../uuid.ts";
import { refuseUnknown } from "./find-provider.ts";

/** What a provider has. Refuses with RESOURCE_PROVIDER_NOT_FOUND. */
export async function viewInventories(reads: Reads, providerUuid: string): Promise<InventoryView> {
  const view = isCanonicalUuid(providerUuid) ? await reads.viewInventories(providerUuid) : undefined;
  return view ?? refuseUnknown(providerUuid);
}

/** One inventory of a provider. Refuses with RESOURCE_PROVIDER_NOT_FOUND and INVENTORY_NOT_FOUND. */
export async function viewInventory(
  reads: Reads,
  request: { providerUuid: string; resourceClass: string },
): Promise<InventoryView & { readonly inventory: StoredInventory }> {
  const view = await viewInventories(reads, request.providerUuid);
  const inventory = view.inventories.find((one) => one.resourceClass === request.resourceClass);
  return inventory === undefined ? refuseMissing(request) : { ...view, inventory };
}

/** Says that a provider has no inventory of a class. */
export function refuseMissing(request: { providerUuid: string; resourceClass: string }): never {
  throw new PlacementError("INVENTORY_NOT_FOUND", {
    resource_provider_uuid: request.providerUuid,
    resource_class: request.resourceClass,
  });
}
