import type { Store } from "../store.ts";
import {
  admitClaim,
  type ConsumerClaim,
  checkGenerations,
  claimOf,
  lockClaims,
  newConsumers,
  providersOf,
  touchedBy,
} from "./consumer-claims.ts";

/**
 * Makes sets of allocations all that their consumers have, all or nothing. Capacity is looked at as if all of it
 * happened at once, so that what one consumer gives back another may take. The generation of each provider from
 * whom something is wanted moves by one; of an empty set, those of the providers that the consumer leaves.
 * Refuses with CONSUMER_GENERATION_CONFLICT, ALLOCATION_PROVIDER_UNKNOWN, RESOURCE_CLASS_UNKNOWN,
 * ALLOCATION_INVENTORY_MISSING, UNIT_CONSTRAINT_VIOLATED and CAPACITY_EXCEEDED; then nothing was changed.
 */
export async function replaceAllocations(store: Store, claims: readonly ConsumerClaim[]): Promise<void> {
  const consumers = newConsumers(claims);
  if (consumers === undefined || !(await store.tryClaim(consumers))) {
    await replaceByTransaction(store, claims);
  }
}

/** The same, whoever the consumers are, and with the reason of a refusal. */
export function replaceByTransaction(store: Store, claims: readonly ConsumerClaim[]): Promise<void> {
  return store.transaction(async (transaction) => {
    const locked = await lockClaims(transaction, claims);
    checkGenerations(locked);
    const claim = claimOf(locked.writes);
    const providers = await transaction.lockProviders(providersOf(claim));
    await admitClaim(transaction, providers, claim);
    await transaction.writeAllocations({ consumers: locked.writes, touched: touchedBy(locked.writes) });
  });
}
