import type { Allocation } from "./allocation.ts";
import { PlacementError } from "./errors.ts";
import { capacity, fitsCapacity, fitsUnits } from "./inventory.ts";
import type { LockedProvider } from "./store.ts";

/**
 * What speaks against a consumer having `wanted` in the place of `held`, or undefined where nothing does. The
 * first objection counts, in the order of the request; unknown providers before all else.
 *
 * The invariant: no claim creates or increases an overage.
 */
export function judgeClaim(
  providers: ReadonlyMap<string, LockedProvider>,
  claim: { readonly held: readonly Allocation[]; readonly wanted: readonly Allocation[] },
): PlacementError | undefined {
  const unknown = claim.wanted.find((allocation) => !providers.has(allocation.providerUuid));
  if (unknown !== undefined) {
    return new PlacementError("ALLOCATION_PROVIDER_UNKNOWN", {
      resource_provider_uuid: unknown.providerUuid,
    });
  }
  const held = new Map(claim.held.map((allocation) => [keyOf(allocation), allocation.amount]));
  for (const allocation of claim.wanted) {
    const objection = judge(providers, allocation, held.get(keyOf(allocation)) ?? 0);
    if (objection !== undefined) {
      return objection;
    }
  }
  return undefined;
}

function judge(
  providers: ReadonlyMap<string, LockedProvider>,
  allocation: Allocation,
  held: number,
): PlacementError | undefined {
  const { providerUuid, resourceClass, amount } = allocation;
  const facts = { resource_provider_uuid: providerUuid, resource_class: resourceClass };
  const inventory = providers.get(providerUuid)?.inventories.get(resourceClass);
  if (inventory === undefined) {
    return new PlacementError("ALLOCATION_INVENTORY_MISSING", facts);
  }
  if (!fitsUnits(inventory, amount)) {
    return new PlacementError("UNIT_CONSTRAINT_VIOLATED", {
      ...facts,
      requested: amount,
      min_unit: inventory.minUnit,
      max_unit: inventory.maxUnit,
      step_size: inventory.stepSize,
    });
  }
  if (!fitsCapacity(inventory, { held, amount })) {
    return new PlacementError("CAPACITY_EXCEEDED", {
      ...facts,
      requested: amount,
      used: inventory.used,
      capacity: capacity(inventory),
    });
  }
  return undefined;
}

function keyOf(allocation: Allocation): string {
  return `${allocation.providerUuid}/${allocation.resourceClass}`;
}
