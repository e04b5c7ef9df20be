import type { Allocation } from "./allocation.ts";
import { PlacementError } from "./errors.ts";
import { capacity, fitsCapacity, fitsUnits } from "./inventory.ts";
import { inStandardOrder } from "./resource-class.ts";
import type { LockedProvider } from "./store.ts";

/** What consumers are to have in the place of what they have. Several of them are judged as one. */
export interface Claim {
  readonly held: readonly Allocation[];
  /** In the order of the request; of one inventory there may be several, each another consumer's. */
  readonly wanted: readonly Allocation[];
}

/**
 * What speaks against a claim, or undefined where nothing does. Unknown providers count before all else, then
 * unknown classes, then providers that have no inventory of any class of the request, then the first objection in
 * its order. `unknownClasses` are those that don't exist of the classes wanted.
 *
 * The invariant: no claim creates or increases an overage. Since all consumers of a claim change at once, what one
 * gives back another may take.
 */
export function judgeClaim(
  providers: ReadonlyMap<string, LockedProvider>,
  claim: Claim,
  unknownClasses: readonly string[] = [],
): PlacementError | undefined {
  const objection =
    unknownProvider(providers, claim.wanted) ??
    unknownClass(unknownClasses, claim.wanted) ??
    bareProviders(providers, claim.wanted);
  if (objection !== undefined) {
    return objection;
  }
  const held = new Sums();
  for (const allocation of claim.held) {
    held.add(allocation);
  }
  const wanted = new Sums();
  for (const allocation of claim.wanted) {
    const amount = wanted.add(allocation);
    const objection = judge(providers, allocation, { held: held.of(allocation), amount });
    if (objection !== undefined) {
      return objection;
    }
  }
  return undefined;
}

/** Says that an allocation is wanted of a provider that does not exist; undefined where all of them do. */
export function unknownProvider(
  providers: ReadonlyMap<string, LockedProvider>,
  wanted: readonly Allocation[],
): PlacementError | undefined {
  const nowhere = wanted.find((allocation) => !providers.has(allocation.providerUuid));
  return (
    nowhere &&
    new PlacementError("ALLOCATION_PROVIDER_UNKNOWN", { resource_provider_uuid: nowhere.providerUuid })
  );
}

function unknownClass(
  unknownClasses: readonly string[],
  wanted: readonly Allocation[],
): PlacementError | undefined {
  const nothing = wanted.find((allocation) => unknownClasses.includes(allocation.resourceClass));
  return nothing && new PlacementError("RESOURCE_CLASS_UNKNOWN", factsOf(nothing));
}

/** Says which providers can give nothing that is wanted, of them or of others. */
function bareProviders(
  providers: ReadonlyMap<string, LockedProvider>,
  wanted: readonly Allocation[],
): PlacementError | undefined {
  const classes = [...new Set(wanted.map((allocation) => allocation.resourceClass))];
  const uuids = [...new Set(wanted.map((allocation) => allocation.providerUuid))];
  const bare = uuids.filter((uuid) => !classes.some((name) => providers.get(uuid)?.inventories.has(name)));
  if (bare.length === 0) {
    return undefined;
  }
  return new PlacementError("ALLOCATION_INVENTORY_MISSING", {
    resource_provider_uuid: bare.join(","),
    resource_class: inStandardOrder(classes).join(","),
  });
}

/** `sums.amount` is all that is wanted of the inventory up to this allocation, itself included. */
function judge(
  providers: ReadonlyMap<string, LockedProvider>,
  allocation: Allocation,
  sums: { held: number; amount: number },
): PlacementError | undefined {
  const { providerUuid, resourceClass, amount } = allocation;
  const inventory = providers.get(providerUuid)?.inventories.get(resourceClass);
  if (inventory === undefined) {
    return new PlacementError("ALLOCATION_INVENTORY_MISSING", factsOf(allocation));
  }
  if (!fitsUnits(inventory, amount)) {
    return new PlacementError("UNIT_CONSTRAINT_VIOLATED", {
      ...factsOf(allocation),
      requested: amount,
      min_unit: inventory.minUnit,
      max_unit: inventory.maxUnit,
      step_size: inventory.stepSize,
    });
  }
  if (!fitsCapacity(inventory, sums)) {
    return new PlacementError("CAPACITY_EXCEEDED", {
      ...factsOf(allocation),
      requested: amount,
      used: inventory.used,
      capacity: capacity(inventory),
    });
  }
  return undefined;
}

function factsOf({ providerUuid, resourceClass }: Allocation): Record<string, string> {
  return { resource_provider_uuid: providerUuid, resource_class: resourceClass };
}

/** Sums of amounts by inventory. */
class Sums {
  readonly #amounts = new Map<string, number>();

  /** Returns the sum with the allocation. */
  add(allocation: Allocation): number {
    const amount = this.of(allocation) + allocation.amount;
    this.#amounts.set(keyOf(allocation), amount);
    return amount;
  }

  of(allocation: Allocation): number {
    return this.#amounts.get(keyOf(allocation)) ?? 0;
  }
}

function keyOf(allocation: Allocation): string {
  return `${allocation.providerUuid}/${allocation.resourceClass}`;
}
