import { PlacementError } from "../errors.ts";
import type { InventorySet } from "../inventory.ts";
import { isSettable } from "../inventory.ts";
import { inventoryInUse } from "../inventory-in-use.ts";
import type { ReplaceOutcome, Store } from "../store.ts";
import { isCanonicalUuid } from "../uuid.ts";
import { findProvider, refuseStale, refuseUnknown } from "./find-provider.ts";

/** All that a provider is to have, on the condition that its generation is the one given. */
export interface ReplaceInventories {
  readonly providerUuid: string;
  readonly generation: number;
  readonly inventories: InventorySet;
  /** Refuse inventories that leave nothing to allocate. */
  readonly refuseZeroCapacity: boolean;
}

/**
 * Makes a set of inventories all that a provider has, and returns its new generation. The generation moves also
 * when nothing differs. An inventory may become smaller than its use.
 * Refuses with RESOURCE_PROVIDER_NOT_FOUND, RESOURCE_PROVIDER_GENERATION_CONFLICT, INVENTORY_CAPACITY_INVALID,
 * RESOURCE_CLASS_UNKNOWN and INVENTORY_IN_USE, in this order.
 */
export async function replaceInventories(store: Store, request: ReplaceInventories): Promise<number> {
  const { providerUuid, generation, inventories } = request;
  if (!isCanonicalUuid(providerUuid)) {
    refuseUnknown(providerUuid);
  }
  const invalid = firstInvalid(inventories, { refuseZero: request.refuseZeroCapacity });
  if (invalid !== undefined) {
    const provider = await findProvider(store, providerUuid);
    if (provider.generation !== generation) {
      refuseStale(providerUuid, generation);
    }
    refuseCapacity({ providerUuid, resourceClass: invalid, refuseZero: request.refuseZeroCapacity });
  }
  return settle(await store.replaceInventories({ providerUuid, generation, inventories }), request);
}

function settle(outcome: ReplaceOutcome, request: ReplaceInventories): number {
  switch (outcome.kind) {
    case "replaced":
      return outcome.generation;
    case "no-provider":
      return refuseUnknown(request.providerUuid);
    case "stale":
      return refuseStale(request.providerUuid, request.generation);
    case "unknown-class":
      throw new PlacementError("RESOURCE_CLASS_UNKNOWN", {
        resource_provider_uuid: request.providerUuid,
        resource_class: outcome.resourceClass,
      });
    case "in-use":
      throw inventoryInUse(request.providerUuid, outcome.resourceClasses);
  }
}

function firstInvalid(inventories: InventorySet, rule: { refuseZero: boolean }): string | undefined {
  for (const [resourceClass, inventory] of inventories) {
    if (!isSettable(inventory, rule)) {
      return resourceClass;
    }
  }
  return undefined;
}

/** Says that an inventory leaves too little to allocate; `refuseZero` tells which of the two rules was broken. */
export function refuseCapacity(of: {
  providerUuid: string;
  resourceClass: string;
  refuseZero: boolean;
}): never {
  throw new PlacementError("INVENTORY_CAPACITY_INVALID", {
    resource_provider_uuid: of.providerUuid,
    resource_class: of.resourceClass,
    rule: of.refuseZero ? "reserved is greater than or equal to total" : "reserved is greater than total",
  });
}
