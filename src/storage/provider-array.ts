import type { AgedRow } from "../domain/candidates/view/aged-row.ts";
import type { StoredInventory } from "../domain/inventory.ts";

/**
 * A provider as `PROVIDER_ARRAY` selects it: id, uuid, generation, parent, root, ids of traits, aggregates, inventories;
 * null for an empty list.
 */
export type ProviderArray = [
  number,
  string,
  number,
  string | null,
  string,
  number[] | null,
  string[] | null,
  InventoryArray[] | null,
];

type InventoryArray = [string, number, number, number, number, number, number, number];

/** The uuid of a provider. */
export function uuidOf(provider: ProviderArray): string {
  return provider[1];
}

/** Whether a provider is a root. */
export function isRoot(provider: ProviderArray): boolean {
  return provider[3] === null;
}

/** The ids of all traits that some providers have. */
export function traitIdsIn(providers: readonly ProviderArray[]): Set<number> {
  const found = new Set<number>();
  for (const [, , , , , traits] of providers) {
    for (const id of traits ?? []) found.add(id);
  }
  return found;
}

/** The row of a provider. Its id is its age: who was created later has a greater one. */
export function rowFromArray(provider: ProviderArray, traitNames: ReadonlyMap<number, string>): AgedRow {
  const [age, uuid, generation, parentUuid, rootUuid, traits, aggregates, inventories] = provider;
  return {
    age,
    uuid,
    generation,
    parentUuid: parentUuid ?? undefined,
    rootUuid,
    traits: (traits ?? []).flatMap((id) => traitNames.get(id) ?? []),
    aggregates: aggregates ?? [],
    inventories: (inventories ?? []).map(inventoryFromArray),
  };
}

function inventoryFromArray(array: InventoryArray): StoredInventory {
  const [resourceClass, total, reserved, minUnit, maxUnit, stepSize, allocationRatio, used] = array;
  return { resourceClass, total, reserved, minUnit, maxUnit, stepSize, allocationRatio, used };
}
