import type { Claim } from "./claim.ts";
import type { PlacementError } from "./errors.ts";
import type { InventorySet } from "./inventory.ts";
import { inventoryInUse } from "./inventory-in-use.ts";
import type { LockedProvider } from "./store.ts";

/** The inventories that a provider is to have in the end. */
interface Shape {
  readonly providerUuid: string;
  readonly inventories: InventorySet;
}

/** The providers as they are in between: with the inventories of before and after, where both are with those of after. */
export function interimInventories(
  present: ReadonlyMap<string, LockedProvider>,
  shapes: readonly Shape[],
): ReadonlyMap<string, LockedProvider> {
  const interim = new Map(present);
  for (const { providerUuid, inventories } of shapes) {
    const locked = present.get(providerUuid);
    if (locked !== undefined) {
      const all = new Map(locked.inventories);
      for (const [resourceClass, inventory] of inventories) {
        all.set(resourceClass, { ...inventory, resourceClass, used: all.get(resourceClass)?.used ?? 0 });
      }
      interim.set(providerUuid, { ...locked, inventories: all });
    }
  }
  return interim;
}

/**
 * The classes that each provider is to lose, and what speaks against it: that after the claim one of them is still
 * in use.
 */
export function findRemains(
  present: ReadonlyMap<string, LockedProvider>,
  shapes: readonly Shape[],
  claim: Claim,
): {
  readonly removed: ReadonlyMap<string, readonly string[]>;
  readonly objection: PlacementError | undefined;
} {
  const changes = changesOf(claim);
  const removed = new Map<string, readonly string[]>();
  let objection: PlacementError | undefined;
  for (const { providerUuid, inventories } of shapes) {
    const going = [...(present.get(providerUuid)?.inventories.values() ?? [])].filter(
      ({ resourceClass }) => !inventories.has(resourceClass),
    );
    removed.set(
      providerUuid,
      going.map(({ resourceClass }) => resourceClass),
    );
    const used = going.filter(
      ({ resourceClass, used }) => used + (changes.get(`${providerUuid}/${resourceClass}`) ?? 0) > 0,
    );
    if (used.length > 0) {
      objection ??= inventoryInUse(
        providerUuid,
        used.map(({ resourceClass }) => resourceClass),
      );
    }
  }
  return { removed, objection };
}

/** By how much a claim changes the use of each inventory. */
function changesOf({ held, wanted }: Claim): ReadonlyMap<string, number> {
  const changes = new Map<string, number>();
  const add = (providerUuid: string, resourceClass: string, amount: number) => {
    const key = `${providerUuid}/${resourceClass}`;
    changes.set(key, (changes.get(key) ?? 0) + amount);
  };
  for (const { providerUuid, resourceClass, amount } of held) {
    add(providerUuid, resourceClass, -amount);
  }
  for (const { providerUuid, resourceClass, amount } of wanted) {
    add(providerUuid, resourceClass, amount);
  }
  return changes;
}
