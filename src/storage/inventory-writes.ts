import type { EntityManager } from "@mikro-orm/postgresql";
import { PlacementError } from "../domain/errors.ts";
import type { InventorySet, Inventory as Wanted } from "../domain/inventory.ts";
import { inventoryInUse } from "../domain/inventory-in-use.ts";
import type { Provider } from "../domain/provider.ts";
import type { Transaction } from "../domain/store.ts";
import { violates } from "./driver-errors.ts";
import { Inventory } from "./entities/inventory.ts";
import { ResourceProvider } from "./entities/resource-provider.ts";
import type { ChangedTrees } from "./note-changes.ts";

/** The writes of inventories by the unit of work. */
export type InventoryWrites = Pick<Transaction, "changeInventories">;

/** Writes inventories in the transaction that an entity manager has open. */
export function createInventoryWrites(em: EntityManager, changed: ChangedTrees): InventoryWrites {
  return {
    async changeInventories(provider, changes) {
      changed.ofProviders([provider.uuid]);
      const row = await em.findOneOrFail(ResourceProvider, { uuid: provider.uuid });
      const present = await em.find(Inventory, { providerId: row.id });
      put(em, row.id, present, changes.put ?? new Map());
      for (const inventory of present) {
        if (changes.remove?.includes(inventory.resourceClass)) {
          em.remove(inventory);
        }
      }
      // A change of its inventories alone would leave the provider's row, and so its version, as it is.
      row.updatedAt = new Date();
      await flush(em, provider, changes);
      return row.generation;
    },
  };
}

function put(em: EntityManager, providerId: number, present: readonly Inventory[], set: InventorySet): void {
  // One time for all, as a statement has: the provider's newest must not depend on the order.
  const updatedAt = new Date();
  for (const [resourceClass, inventory] of set) {
    const row = present.find((one) => one.resourceClass === resourceClass);
    if (row === undefined) {
      em.persist(em.create(Inventory, { ...inventory, providerId, resourceClass, updatedAt, used: 0 }));
    } else if (differs(row, inventory)) {
      em.assign(row, { ...inventory, updatedAt });
    }
  }
}

/** What is as it was keeps its time. */
function differs(row: Inventory, wanted: Wanted): boolean {
  return (Object.keys(wanted) as (keyof Wanted)[]).some((key) => row[key] !== wanted[key]);
}

async function flush(
  em: EntityManager,
  provider: Provider,
  changes: { readonly put?: InventorySet; readonly remove?: readonly string[] },
): Promise<void> {
  try {
    await em.flush();
  } catch (error) {
    if (violates(error, "inventories_resource_class_fkey")) {
      throw new PlacementError("RESOURCE_CLASS_UNKNOWN", {
        resource_provider_uuid: provider.uuid,
        resource_class: [...(changes.put?.keys() ?? [])].join(","),
      });
    }
    if (violates(error, "allocations_inventory_fkey")) {
      throw inventoryInUse(provider.uuid, changes.remove ?? []);
    }
    throw error;
  }
}
