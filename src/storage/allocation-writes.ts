import type { Allocation } from "../domain/allocation.ts";
import type { AllocationWrite, ConsumerWrite, Transaction } from "../domain/store.ts";
import { advanceGeneration } from "./advance-generation.ts";
import { RunAgain, violates } from "./driver-errors.ts";
import type { ChangedTrees } from "./note-changes.ts";
import type { RunStatement, Statement } from "./statement.ts";

const clearAllocations: Statement = {
  name: "clear_allocations",
  text: `
  delete from allocations where consumer_id in (select id from consumers where uuid = any ($1::uuid[]))`,
};

const deleteConsumers: Statement = {
  name: "delete_consumers",
  text: "delete from consumers where uuid = any ($1::uuid[])",
};

const moveConsumers: Statement = {
  name: "move_consumers",
  text: `
  update consumers c set ${advanceGeneration("c")},
    project_id = w.project_id, user_id = w.user_id, consumer_type = w.consumer_type
  from unnest($1::uuid[], $2::varchar[], $3::varchar[], $4::varchar[])
    as w (uuid, project_id, user_id, consumer_type)
  where c.uuid = w.uuid`,
};

/** In the order in which consumers are locked: to insert what another transaction inserts is to wait for it. */
const insertConsumers: Statement = {
  name: "insert_consumers",
  text: `
  insert into consumers (uuid, generation, project_id, user_id, consumer_type)
  select w.uuid, 1, w.project_id, w.user_id, w.consumer_type
  from unnest($1::uuid[], $2::varchar[], $3::varchar[], $4::varchar[])
    as w (uuid, project_id, user_id, consumer_type)
  order by w.uuid`,
};

const insertAllocations: Statement = {
  name: "insert_allocations",
  text: `
  insert into allocations (consumer_id, provider_id, resource_class, amount)
  select c.id, p.id, w.resource_class, w.amount
  from unnest($1::uuid[], $2::uuid[], $3::varchar[], $4::int[])
      as w (consumer_uuid, provider_uuid, resource_class, amount)
    join consumers c on c.uuid = w.consumer_uuid
    join resource_providers p on p.uuid = w.provider_uuid`,
};

const changeUsed: Statement = {
  name: "change_used",
  text: `
  update inventories i set used = i.used + d.change
  from unnest($1::uuid[], $2::varchar[], $3::bigint[]) as d (provider_uuid, resource_class, change)
    join resource_providers p on p.uuid = d.provider_uuid
  where i.provider_id = p.id and i.resource_class = d.resource_class`,
};

const moveProviders: Statement = {
  name: "move_providers",
  text: `
  update resource_providers p set ${advanceGeneration("p")} where uuid = any ($1::uuid[])`,
};

/** The writes of allocations and consumers. */
export type AllocationWrites = Pick<Transaction, "writeAllocations">;

/** Writes allocations in a transaction that has locked their consumers and providers. */
export function createAllocationWrites(run: RunStatement, changed: ChangedTrees): AllocationWrites {
  // Each of these is often about nothing, and each is a round trip.
  const runFor = async (statement: Statement, things: readonly unknown[], values: readonly unknown[]) => {
    if (things.length > 0) {
      await run(statement, values);
    }
  };
  return {
    async writeAllocations({ consumers, touched }: AllocationWrite) {
      await writeConsumers(runFor, consumers);
      const changes = changesOf(consumers);
      changed.ofProviders([...touched, ...changes.map((change) => change.providerUuid)]);
      await runFor(changeUsed, changes, inventoryColumns(changes));
      const wanted = consumers.flatMap((write) =>
        write.wanted.map((one) => [write.consumer.uuid, one] as const),
      );
      const owners = wanted.map(([uuid]) => uuid);
      await runFor(insertAllocations, wanted, [owners, ...inventoryColumns(wanted.map(([, one]) => one))]);
      await runFor(moveProviders, touched, [touched]);
    },
  };
}

type RunFor = (statement: Statement, things: readonly unknown[], values: readonly unknown[]) => Promise<void>;

async function writeConsumers(runFor: RunFor, consumers: readonly ConsumerWrite[]): Promise<void> {
  const had = consumers.filter(({ held }) => held.length > 0);
  const left = had.filter(({ wanted }) => wanted.length === 0);
  const kept = had.filter(({ wanted }) => wanted.length > 0);
  const made = consumers.filter(({ held }) => held.length === 0);
  await runFor(clearAllocations, had, [uuidsOf(had)]);
  await runFor(deleteConsumers, left, [uuidsOf(left)]);
  await runFor(moveConsumers, kept, consumerColumns(kept));
  try {
    await runFor(insertConsumers, made, consumerColumns(made));
  } catch (error) {
    throw violates(error, "consumers_uuid_key") ? new RunAgain("a consumer was created meanwhile") : error;
  }
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

function consumerColumns(writes: readonly ConsumerWrite[]): unknown[][] {
  return [
    uuidsOf(writes),
    writes.map(({ consumer }) => consumer.projectId),
    writes.map(({ consumer }) => consumer.userId),
    writes.map(({ consumer }) => consumer.consumerType),
  ];
}

function uuidsOf(writes: readonly ConsumerWrite[]): string[] {
  return writes.map(({ consumer }) => consumer.uuid);
}
