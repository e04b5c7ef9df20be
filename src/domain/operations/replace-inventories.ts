import { PlacementError } from "../errors.ts";
import type { InventorySet } from "../inventory.ts";
import { isSettable } from "../inventory.ts";
import { inventoryInUse } from "../inventory-in-use.ts";
import type { Store, Transaction } from "../store.ts";
import { isCanonicalUuid } from "../uuid.ts";
import { lockProvider } from "./find-provider.ts";

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
  const mayPass = isCanonicalUuid(request.providerUuid) && firstInvalid(request) === undefined;
  const generation = mayPass ? await store.tryReplaceInventories(request) : undefined;
  return generation ?? replaceInventoriesByTransaction(store, request);
}

/** The same, also where inventories go, and with the reason of a refusal. */
export function replaceInventoriesByTransaction(store: Store, request: ReplaceInventories): Promise<number> {
  const { providerUuid, generation, inventories } = request;
  return store.transaction(async (transaction) => {
    const provider = await lockProvider(transaction, providerUuid, generation);
    checkCapacities(request);
    await checkClasses(transaction, request);
    return transaction.changeInventories(provider, {
      put: inventories,
      remove: await classesToGo(transaction, request),
    });
  });
}

function checkCapacities(request: ReplaceInventories): void {
  const resourceClass = firstInvalid(request);
  if (resourceClass !== undefined) {
    const { providerUuid, refuseZeroCapacity: refuseZero } = request;
    refuseCapacity({ providerUuid, resourceClass, refuseZero });
  }
}

async function checkClasses(transaction: Transaction, request: ReplaceInventories): Promise<void> {
  const [unknown] = await transaction.unknownResourceClasses([...request.inventories.keys()]);
  if (unknown !== undefined) {
    throw new PlacementError("RESOURCE_CLASS_UNKNOWN", {
      resource_provider_uuid: request.providerUuid,
      resource_class: unknown,
    });
  }
}

/** The classes that the provider has and is not to have any more, of which nothing may be used. */
async function classesToGo(transaction: Transaction, request: ReplaceInventories): Promise<string[]> {
  const view = await transaction.viewInventories(request.providerUuid);
  const going = (view?.inventories ?? []).filter((one) => !request.inventories.has(one.resourceClass));
  const used = going.filter((one) => one.used > 0);
  if (used.length > 0) {
    throw inventoryInUse(
      request.providerUuid,
      used.map((one) => one.resourceClass),
    );
  }
  return going.map((one) => one.resourceClass);
}

function firstInvalid({ inventories, refuseZeroCapacity }: ReplaceInventories): string | undefined {
  for (const [resourceClass, inventory] of inventories) {
    if (!isSettable(inventory, { refuseZero: refuseZeroCapacity })) {
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
