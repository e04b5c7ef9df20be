import { type Allocation, type Consumer, UNKNOWN_CONSUMER_TYPE } from "../allocation.ts";
import { type Claim, judgeClaim } from "../claim.ts";
import { PlacementError } from "../errors.ts";
import type { ConsumerWrite, LockedConsumer, LockedProvider, NewConsumer, Transaction } from "../store.ts";
import { isCanonicalUuid } from "../uuid.ts";

/** All that a consumer is to have. */
export interface ConsumerClaim {
  /** Canonical; no two claims of a request are for one consumer. */
  readonly consumerUuid: string;
  readonly projectId: string;
  readonly userId: string;
  /** Undefined: a consumer keeps the type that it has, and a new one has none. */
  readonly consumerType: string | undefined;
  /** The generation that the caller has seen; undefined says that the consumer does not exist. */
  readonly consumerGeneration: number | undefined;
  /** Don't compare the generation, whatever it is. */
  readonly ignoreConsumerGeneration: boolean;
  readonly allocations: readonly Allocation[];
}

/** Claims whose consumers are locked. */
export interface LockedClaims {
  readonly claims: readonly ConsumerClaim[];
  /** Those of the consumers that exist, by uuid. */
  readonly consumers: ReadonlyMap<string, LockedConsumer>;
  /** What is to change. Those who have nothing and want nothing are left out: no trace of them is kept. */
  readonly writes: readonly ConsumerWrite[];
}

/**
 * What claims make, if all of them are of consumers that are said not to exist and want something of providers that
 * could be there; undefined if any is not.
 */
export function newConsumers(claims: readonly ConsumerClaim[]): NewConsumer[] | undefined {
  const all = claims.map((claim) => ({ consumer: describe(claim, undefined), wanted: claim.allocations }));
  return claims.length > 0 && claims.every(isOfNewConsumer) ? all : undefined;
}

function isOfNewConsumer(claim: ConsumerClaim): boolean {
  return (
    claim.consumerGeneration === undefined &&
    !claim.ignoreConsumerGeneration &&
    claim.allocations.length > 0 &&
    claim.allocations.every(({ providerUuid }) => isCanonicalUuid(providerUuid))
  );
}

/** Locks the consumers of some claims and reads what they have. */
export async function lockClaims(
  transaction: Transaction,
  claims: readonly ConsumerClaim[],
): Promise<LockedClaims> {
  const consumers = await transaction.lockConsumers(claims.map((claim) => claim.consumerUuid));
  const writes = claims
    .map((claim) => ({
      consumer: describe(claim, consumers.get(claim.consumerUuid)?.consumer),
      held: consumers.get(claim.consumerUuid)?.held ?? [],
      wanted: claim.allocations,
    }))
    .filter((write) => write.held.length > 0 || write.wanted.length > 0);
  return { claims, consumers, writes };
}

/** Refuses with CONSUMER_GENERATION_CONFLICT, for the first of the request. */
export function checkGenerations({ claims, consumers }: LockedClaims): void {
  for (const claim of claims) {
    const consumer = consumers.get(claim.consumerUuid)?.consumer;
    const seen = claim.consumerGeneration;
    if (!claim.ignoreConsumerGeneration && consumer?.generation !== seen) {
      throw new PlacementError("CONSUMER_GENERATION_CONFLICT", {
        consumer_uuid: claim.consumerUuid,
        ...(seen === undefined ? {} : { generation: seen }),
        ...(consumer === undefined ? {} : { current_generation: consumer.generation }),
      });
    }
  }
}

function describe(claim: ConsumerClaim, present: Consumer | undefined): Omit<Consumer, "generation"> {
  return {
    uuid: claim.consumerUuid,
    projectId: claim.projectId,
    userId: claim.userId,
    consumerType: claim.consumerType ?? present?.consumerType ?? UNKNOWN_CONSUMER_TYPE,
  };
}

/** What some consumers have and want, as one claim. */
export function claimOf(writes: readonly ConsumerWrite[]): Claim {
  return { held: writes.flatMap((write) => write.held), wanted: writes.flatMap((write) => write.wanted) };
}

/**
 * The providers of a claim that can be locked. A uuid counts as it stands: one in another form names nothing, and
 * is found missing when the claim is judged.
 */
export function providersOf(claim: Claim): string[] {
  return uuidsOf([...claim.held, ...claim.wanted]).filter(isCanonicalUuid);
}

/**
 * Whose generations move with a claim: those from whom something is wanted, and of a consumer who wants nothing
 * those that it leaves.
 */
export function touchedBy(writes: readonly ConsumerWrite[]): string[] {
  return uuidsOf(writes.flatMap(({ held, wanted }) => (wanted.length > 0 ? wanted : held)));
}

/** Refuses a claim that must not be, for the reasons of `judgeClaim`. */
export async function admitClaim(
  transaction: Transaction,
  providers: ReadonlyMap<string, LockedProvider>,
  claim: Claim,
): Promise<void> {
  const classes = new Set([...providers.values()].flatMap(({ inventories }) => [...inventories.keys()]));
  const strange = new Set(claim.wanted.map((one) => one.resourceClass).filter((one) => !classes.has(one)));
  // A class that any of these providers has an inventory of is known: most claims need not ask.
  const unknown = strange.size === 0 ? [] : await transaction.unknownResourceClasses([...strange]);
  const objection = judgeClaim(providers, claim, unknown);
  if (objection !== undefined) {
    throw objection;
  }
}

function uuidsOf(allocations: readonly Allocation[]): string[] {
  return [...new Set(allocations.map((allocation) => allocation.providerUuid))];
}
