import { PlacementError } from "../errors.ts";
import type { InventoryView } from "../inventory.ts";
import { type Inventory, isSettable } from "../inventory.ts";
import { inventoryInUse } from "../inventory-in-use.ts";
import type { Provider } from "../provider.ts";
import type { Store, Transaction } from "../store.ts";
import { lockProvider } from "./find-provider.ts";
import { refuseCapacity } from "./replace-inventories.ts";
import { refuseMissing } from "./view-inventories.ts";

/** Names one inventory of a provider. */
export interface InventoryName {
  readonly providerUuid: string;
  readonly resourceClass: string;
}

/** One inventory as it is to be. */
export interface SetInventory extends InventoryName {
  readonly inventory: Inventory;
  /** Refuse an inventory that leaves nothing to allocate. */
  readonly refuseZeroCapacity: boolean;
}

/**
 * Adds an inventory of a class that the provider does not have, and returns the provider's new generation.
 * Refuses with RESOURCE_PROVIDER_NOT_FOUND, INVENTORY_CAPACITY_INVALID, RESOURCE_CLASS_UNKNOWN and
 * INVENTORY_EXISTS.
 */
export function createInventory(store: Store, request: SetInventory): Promise<number> {
  return change(store, request, async (transaction, provider, view) => {
    checkCapacity(request);
    if ((await transaction.findResourceClass(request.resourceClass)) === undefined) {
      throw new PlacementError("RESOURCE_CLASS_UNKNOWN", factsOf(request));
    }
    if (has(view, request.resourceClass)) {
      throw new PlacementError("INVENTORY_EXISTS", factsOf(request));
    }
    return put(transaction, provider, request);
  });
}

/**
 * Replaces the inventory of one class on the condition that the provider's generation is the one given, and
 * returns the new generation.
 * Refuses with RESOURCE_PROVIDER_NOT_FOUND, RESOURCE_PROVIDER_GENERATION_CONFLICT, INVENTORY_CAPACITY_INVALID,
 * RESOURCE_CLASS_NOT_FOUND and INVENTORY_NOT_FOUND.
 */
export function updateInventory(
  store: Store,
  request: SetInventory & { generation: number },
): Promise<number> {
  return change(store, request, async (transaction, provider, view) => {
    checkCapacity(request);
    if ((await transaction.findResourceClass(request.resourceClass)) === undefined) {
      throw new PlacementError("RESOURCE_CLASS_NOT_FOUND", factsOf(request));
    }
    if (!has(view, request.resourceClass)) {
      refuseMissing(request);
    }
    return put(transaction, provider, request);
  });
}

/**
 * Removes the inventory of one class.
 * Refuses with RESOURCE_PROVIDER_NOT_FOUND, INVENTORY_NOT_FOUND and INVENTORY_IN_USE.
 */
export function deleteInventory(store: Store, request: InventoryName): Promise<number> {
  return change(store, request, (transaction, provider, view) => {
    if (!has(view, request.resourceClass)) {
      refuseMissing(request);
    }
    return remove(transaction, provider, view, [request.resourceClass]);
  });
}

/** Removes all inventories of a provider. Refuses with RESOURCE_PROVIDER_NOT_FOUND and INVENTORY_IN_USE. */
export function deleteInventories(store: Store, request: { providerUuid: string }): Promise<number> {
  return change(store, request, (transaction, provider, view) =>
    remove(
      transaction,
      provider,
      view,
      view.inventories.map((inventory) => inventory.resourceClass),
    ),
  );
}

function change<T>(
  store: Store,
  request: { providerUuid: string; generation?: number },
  work: (transaction: Transaction, provider: Provider, view: InventoryView) => Promise<T>,
): Promise<T> {
  return store.transaction(async (transaction) => {
    const provider = await lockProvider(transaction, request.providerUuid, request.generation);
    const view = await transaction.viewInventories(provider.uuid);
    return work(transaction, provider, view ?? { generation: 0, updatedAt: undefined, inventories: [] });
  });
}

function put(transaction: Transaction, provider: Provider, request: SetInventory): Promise<number> {
  return transaction.changeInventories(provider, {
    put: new Map([[request.resourceClass, request.inventory]]),
  });
}

function remove(
  transaction: Transaction,
  provider: Provider,
  view: InventoryView,
  classes: readonly string[],
): Promise<number> {
  const used = view.inventories.filter((one) => one.used > 0 && classes.includes(one.resourceClass));
  if (used.length > 0) {
    throw inventoryInUse(
      provider.uuid,
      used.map((one) => one.resourceClass),
    );
  }
  return transaction.changeInventories(provider, { remove: classes });
}

function checkCapacity(request: SetInventory): void {
  const refuseZero = request.refuseZeroCapacity;
  if (!isSettable(request.inventory, { refuseZero })) {
    refuseCapacity({ ...request, refuseZero });
  }
}

function has(view: InventoryView, resourceClass: string): boolean {
  return view.inventories.some((one) => one.resourceClass === resourceClass);
}

function factsOf(request: InventoryName): Record<string, string> {
  return { resource_provider_uuid: request.providerUuid, resource_class: request.resourceClass };
}
