import type { Allocation, Consumer } from "../allocation.ts";
import { judgeClaim } from "../claim.ts";
import { PlacementError } from "../errors.ts";
import type { Store, Transaction } from "../store.ts";
import { canonicalUuid, isCanonicalUuid } from "../uuid.ts";

/** All that a consumer is to have. */
export interface ReplaceAllocations {
  readonly consumerUuid: string;
  readonly projectId: string;
  readonly userId: string;
  readonly consumerType: string;
  /** The generation that the caller has seen; undefined says that the consumer does not exist. */
  readonly consumerGeneration: number | undefined;
  readonly allocations: readonly Allocation[];
}

/**
 * Makes a set of allocations all that a consumer has. The generation of each provider in the set moves by one; of
 * an empty set, those of the providers that it leaves.
 * Refuses with CONSUMER_GENERATION_CONFLICT, ALLOCATION_PROVIDER_UNKNOWN, RESOURCE_CLASS_UNKNOWN,
 * ALLOCATION_INVENTORY_MISSING, UNIT_CONSTRAINT_VIOLATED and CAPACITY_EXCEEDED; then nothing was changed.
 */
export function replaceAllocations(store: Store, request: ReplaceAllocations): Promise<void> {
  const uuid = canonicalUuid(request.consumerUuid);
  return store.transaction(async (transaction) => {
    const consumer = await transaction.lockConsumer(uuid);
    checkConsumer(consumer, { uuid, generation: request.consumerGeneration });
    const held = consumer === undefined ? [] : await transaction.allocationsOf(uuid);
    await admit(transaction, { held, wanted: request.allocations });
    if (consumer === undefined && request.allocations.length === 0) {
      return;
    }
    await transaction.writeAllocations({
      consumer: { ...request, uuid },
      held,
      wanted: request.allocations,
      touched: providersOf(request.allocations.length > 0 ? request.allocations : held),
    });
  });
}

/** Gives back all that a consumer has; no provider's generation moves. Refuses with CONSUMER_NOT_FOUND. */
export function deleteAllocations(store: Store, consumerUuid: string): Promise<void> {
  return store.transaction(async (transaction) => {
    const consumer = isCanonicalUuid(consumerUuid) ? await transaction.lockConsumer(consumerUuid) : undefined;
    if (consumer === undefined) {
      throw new PlacementError("CONSUMER_NOT_FOUND", { consumer_uuid: consumerUuid });
    }
    const held = await transaction.allocationsOf(consumerUuid);
    await transaction.lockProviders(providersOf(held));
    await transaction.writeAllocations({ consumer, held, wanted: [], touched: [] });
  });
}

function checkConsumer(
  consumer: Consumer | undefined,
  seen: { uuid: string; generation: number | undefined },
): void {
  if (consumer?.generation !== seen.generation) {
    throw new PlacementError("CONSUMER_GENERATION_CONFLICT", {
      consumer_uuid: seen.uuid,
      ...(seen.generation === undefined ? {} : { generation: seen.generation }),
      ...(consumer === undefined ? {} : { current_generation: consumer.generation }),
    });
  }
}

async function admit(
  transaction: Transaction,
  claim: { held: readonly Allocation[]; wanted: readonly Allocation[] },
): Promise<void> {
  const providers = await transaction.lockProviders(providersOf([...claim.held, ...claim.wanted]));
  const objection = judgeClaim(providers, claim);
  if (objection === undefined) {
    return;
  }
  const missing = objection.facts.resource_class;
  if (objection.reason === "ALLOCATION_INVENTORY_MISSING" && typeof missing === "string") {
    if ((await transaction.findResourceClass(missing)) === undefined) {
      throw new PlacementError("RESOURCE_CLASS_UNKNOWN", objection.facts);
    }
  }
  throw objection;
}

function providersOf(allocations: readonly Allocation[]): string[] {
  return [...new Set(allocations.map((allocation) => allocation.providerUuid))];
}
