import { unknownProvider } from "../claim.ts";
import { PlacementError } from "../errors.ts";
import { type InventorySet, isSettable } from "../inventory.ts";
import { findRemains, interimInventories } from "../reshape.ts";
import type { LockedProvider, Store } from "../store.ts";
import { isCanonicalUuid } from "../uuid.ts";
import {
  admitClaim,
  type ConsumerClaim,
  checkGenerations,
  claimOf,
  lockClaims,
  providersOf,
  touchedBy,
} from "./consumer-claims.ts";
import { refuseStale } from "./find-provider.ts";
import { refuseCapacity } from "./replace-inventories.ts";
import { checkResourceClasses } from "./resource-classes.ts";

/** All that a provider is to have, on the condition that its generation is the one given. */
export interface ProviderShape {
  readonly providerUuid: string;
  readonly generation: number;
  readonly inventories: InventorySet;
}

/** What providers and consumers are to have together. No two shapes are for one provider. */
export interface Reshape {
  readonly shapes: readonly ProviderShape[];
  readonly claims: readonly ConsumerClaim[];
}

/**
 * Replaces inventories and allocations together, all or nothing, so that what is in use can move from one provider
 * to another. In between each provider has the inventories of before and after; allocations are judged by these,
 * and then those that are to go must not be in use.
 *
 * The generations move as in the steps that this stands for: of each provider by one for the inventories that it
 * gets, if there are any, by one for those that it loses, also where there are none, and by one as
 * `replaceAllocations` moves it.
 *
 * Refuses with RESOURCE_PROVIDER_UNKNOWN and RESOURCE_PROVIDER_GENERATION_CONFLICT, provider by provider; then with
 * CONSUMER_GENERATION_CONFLICT, ALLOCATION_PROVIDER_UNKNOWN, INVENTORY_CAPACITY_INVALID, RESOURCE_CLASS_UNKNOWN,
 * ALLOCATION_INVENTORY_MISSING, UNIT_CONSTRAINT_VIOLATED, CAPACITY_EXCEEDED and INVENTORY_IN_USE.
 */
export function reshape(store: Store, { shapes, claims }: Reshape): Promise<void> {
  return store.transaction(async (transaction) => {
    const locked = await lockClaims(transaction, claims);
    const claim = claimOf(locked.writes);
    const named = shapes.map((shape) => shape.providerUuid).filter(isCanonicalUuid);
    const present = await transaction.lockProviders([...new Set([...named, ...providersOf(claim)])]);
    checkProviders(shapes, present);
    checkGenerations(locked);
    refuse(unknownProvider(present, claim.wanted));
    checkCapacities(shapes);
    await checkResourceClasses(transaction, [
      ...new Set(shapes.flatMap((one) => [...one.inventories.keys()])),
    ]);

    await admitClaim(transaction, interimInventories(present, shapes), claim);
    const { removed, objection } = findRemains(present, shapes, claim);
    refuse(objection);

    const put = shapes.filter((shape) => shape.inventories.size > 0);
    await transaction.putInventories(new Map(put.map((shape) => [shape.providerUuid, shape.inventories])));
    await transaction.writeAllocations({ consumers: locked.writes, touched: touchedBy(locked.writes) });
    await transaction.removeInventories(removed);
  });
}

function checkProviders(
  shapes: readonly ProviderShape[],
  present: ReadonlyMap<string, LockedProvider>,
): void {
  for (const { providerUuid, generation } of shapes) {
    const locked = present.get(providerUuid);
    if (locked === undefined) {
      throw new PlacementError("RESOURCE_PROVIDER_UNKNOWN", { resource_provider_uuid: providerUuid });
    }
    if (locked.provider.generation !== generation) {
      refuseStale(providerUuid, generation, locked.provider.generation);
    }
  }
}

function checkCapacities(shapes: readonly ProviderShape[]): void {
  for (const { providerUuid, inventories } of shapes) {
    for (const [resourceClass, inventory] of inventories) {
      if (!isSettable(inventory, { refuseZero: false })) {
        refuseCapacity({ providerUuid, resourceClass, refuseZero: false });
      }
    }
  }
}

function refuse(objection: PlacementError | undefined): void {
  if (objection !== undefined) {
    throw objection;
  }
}
