import type { Allocation } from "../domain/allocation.ts";
import type { AllocationWrite, ConsumerWrite, Transaction } from "../domain/store.ts";
import { advanceGeneration } from "./advance-generation.ts";
import { RunAgain, violates } from "./driver-errors.ts";
import type { ChangedTrees } from "./note-changes.ts";
import type { RunStatement, Statement } from "./statement.ts";

/** The limit cuts nothing off: see `claimStatement`. */
export const clearAllocationsStatement: Statement = {
  name: "clear_allocations",
  text: `
  delete from allocations a
  using (select id from consumers where uuid = any ($1::uuid[]) limit cardinality($1::uuid[])) c
  where a.consumer_id = c.id`,
};

/** Gives consumers what they want: those that stay, with their generation moved. */
const keepConsumers: Statement = {
  name: "keep_consumers",
  text: giving(`
    update consumers c set ${advanceGeneration("c")},
      project_id = w.project_id, user_id = w.user_id, consumer_type = w.consumer_type
    from unnest($1::uuid[], $2::varchar[], $3::varchar[], $4::varchar[])
      as w (uuid, project_id, user_id, consumer_type)
    where c.uuid = w.uuid
    returning c.id, c.uuid`),
};

/**
 * The same for new ones, in the order in which consumers are locked: to insert what another transaction inserts is to
 * wait for it.
 */
const makeConsumers: Statement = {
  name: "make_consumers",
  text: giving(`
    insert into consumers (uuid, generation, project_id, user_id, consumer_type)
    select w.uuid, 1, w.project_id, w.user_id, w.consumer_type
    from unnest($1::uuid[], $2::varchar[], $3::varchar[], $4::varchar[])
      as w (uuid, project_id, user_id, consumer_type)
    order by w.uuid
    returning id, uuid`),
};

function giving(owners: string): string {
  return `
  with owners as (${owners}
  )
  insert into allocations (consumer_id, provider_id, resource_class, amount)
  select o.id, p.id, w.resource_class, w.amount
  from unnest($5::uuid[], $6::uuid[], $7::varchar[], $8::int[])
      as w (consumer_uuid, provider_uuid, resource_class, amount)
    join owners o on o.uuid = w.consumer_uuid
    join resource_providers p on p.uuid = w.provider_uuid`;
}

/** What follows from that: the use of inventories, the generations of providers, consumers that are left with nothing. */
const settle: Statement = {
  name: "settle_allocations",
  text: `
  with changed as (
    update inventories i set used = i.used + d.change
    from unnest($1::uuid[], $2::varchar[], $3::bigint[]) as d (provider_uuid, resource_class, change)
      join resource_providers p on p.uuid = d.provider_uuid
    where i.provider_id = p.id and i.resource_class = d.resource_class
    returning i.provider_id
  ), moved as (
    update resource_providers p set ${advanceGeneration("p")} where p.uuid = any ($4::uuid[])
  ), gone as (
    delete from consumers c where c.uuid = any ($5::uuid[])
  )
  select count(*)::int as changed from changed`,
};

/** The writes of allocations and consumers. */
export type AllocationWrites = Pick<Transaction, "writeAllocations">;

/** Writes allocations in a transaction that has locked their consumers and providers. */
export function createAllocationWrites(run: RunStatement, trees: ChangedTrees): AllocationWrites {
  return {
    async writeAllocations({ consumers, touched }: AllocationWrite) {
      const wanting = consumers.filter(({ wanted }) => wanted.length > 0);
      const [kept, made] = [wanting.filter(isPresent), wanting.filter((write) => !isPresent(write))];
      // Each of these is often about nothing, and each is a round trip.
      if (kept.length > 0) {
        await run(clearAllocationsStatement, [uuidsOf(kept)]);
        await run(keepConsumers, givingColumns(kept));
      }
      if (made.length > 0) {
        await run(makeConsumers, givingColumns(made)).catch(runAgainIfMade);
      }
      const changes = changesOf(consumers);
      trees.ofProviders([...touched, ...changes.map((change) => change.providerUuid)]);
      const left = consumers.filter(({ wanted }) => wanted.length === 0);
      const [row] = await run<{ changed: number }>(settle, [
        ...inventoryColumns(changes),
        touched,
        uuidsOf(left),
      ]);
      if (row?.changed !== changes.length) {
        throw new RunAgain("a resource class was renamed meanwhile");
      }
    },
  };
}

function isPresent({ held }: ConsumerWrite): boolean {
  return held.length > 0;
}

function runAgainIfMade(error: unknown): never {
  throw violates(error, "consumers_uuid_key") ? new RunAgain("a consumer was created meanwhile") : error;
}

/** By how much the use of each inventory changes. */
function changesOf(consumers: readonly ConsumerWrite[]): Allocation[] {
  const changes = new Map<string, Allocation>();
  const add = (allocation: Allocation, sign: 1 | -1) => {
    const key = `${allocation.providerUuid}/${allocation.resourceClass}`;
    const amount = (changes.get(key)?.amount ?? 0) + sign * allocation.amount;
    changes.set(key, { ...allocation, amount });
  };
  for (const { held, wanted } of consumers) {
    for (const allocation of held) {
      add(allocation, -1);
    }
    for (const allocation of wanted) {
      add(allocation, 1);
    }
  }
  return [...changes.values()].filter((change) => change.amount !== 0);
}

function inventoryColumns(allocations: readonly Allocation[]): unknown[][] {
  return [
    allocations.map((allocation) => allocation.providerUuid),
    allocations.map((allocation) => allocation.resourceClass),
    allocations.map((allocation) => allocation.amount),
  ];
}

function givingColumns(writes: readonly ConsumerWrite[]): unknown[][] {
  const wanted = writes.flatMap((write) => write.wanted);
  return [
    uuidsOf(writes),
    writes.map(({ consumer }) => consumer.projectId),
    writes.map(({ consumer }) => consumer.userId),
    writes.map(({ consumer }) => consumer.consumerType),
    writes.flatMap((write) => write.wanted.map(() => write.consumer.uuid)),
    ...inventoryColumns(wanted),
  ];
}

function uuidsOf(writes: readonly ConsumerWrite[]): string[] {
  return writes.map(({ consumer }) => consumer.uuid);
}
