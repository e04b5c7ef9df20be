import { PlacementError } from "./errors.ts";
import { inStandardOrder } from "./resource-class.ts";

/** Says that inventories can't go, because consumers have allocations of them. */
export function inventoryInUse(providerUuid: string, resourceClasses: readonly string[]): PlacementError {
  return new PlacementError("INVENTORY_IN_USE", {
    resource_provider_uuid: providerUuid,
    resource_classes: inStandardOrder(resourceClasses).join(","),
  });
}
