/** The largest value of every integer of an inventory and of an allocation: 2^31 - 1. */
export const UNIT_MAX = 2_147_483_647;

/**
 * How much of one resource class a provider has, and in which amounts it may be allocated. Integers from 1
 * (`reserved`: 0) to `UNIT_MAX`; `allocationRatio` is finite and at most 3.40282e+38.
 */
export interface Inventory {
  readonly total: number;
  readonly reserved: number;
  readonly minUnit: number;
  readonly maxUnit: number;
  readonly stepSize: number;
  readonly allocationRatio: number;
}

/** An inventory as it is stored: `used` is the sum of all allocations from it. */
export interface StoredInventory extends Inventory {
  readonly resourceClass: string;
  readonly used: number;
}

/** What a provider has, seen at one moment. `updatedAt` is that of the inventory changed last, if there is any. */
export interface InventoryView {
  readonly generation: number;
  readonly updatedAt: Date | undefined;
  readonly inventories: readonly StoredInventory[];
}

/** A set of inventories by class that is to be what a provider has. */
export type InventorySet = ReadonlyMap<string, Inventory>;

/**
 * What can be allocated of an inventory in all: the unreserved total times the overcommit ratio. It is not
 * rounded: claims are compared with the exact product.
 */
export function capacity(inventory: Inventory): number {
  return (inventory.total - inventory.reserved) * inventory.allocationRatio;
}

/**
 * Whether an inventory may be set. Here the capacity is cut towards zero first, so that one which leaves less
 * than a unit counts as leaving nothing; `refuseZero` asks that it leaves something.
 *
 * Source: Placement's rule for `reserved` before and from microversion 1.26.
 */
export function isSettable(inventory: Inventory, options: { refuseZero: boolean }): boolean {
  const whole = Math.trunc(capacity(inventory));
  return options.refuseZero ? whole > 0 : whole >= 0;
}

/** Whether an amount may be allocated at once: within [minUnit, maxUnit] and a multiple of stepSize. */
export function fitsUnits(inventory: Inventory, amount: number): boolean {
  return amount >= inventory.minUnit && amount <= inventory.maxUnit && amount % inventory.stepSize === 0;
}

/**
 * Whether a consumer that has `held` of an inventory may have `amount` of it instead. Keeping or reducing is
 * always allowed, even where the inventory has shrunk below its use; anything more must fit into the capacity.
 */
export function fitsCapacity(inventory: StoredInventory, claim: { held: number; amount: number }): boolean {
  return claim.amount <= claim.held || inventory.used - claim.held + claim.amount <= capacity(inventory);
}
