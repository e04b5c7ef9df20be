import type { Allocation, Consumer } from "../domain/allocation.ts";
import type { Transaction } from "../domain/store.ts";
import type { RunStatement, Statement } from "./statement.ts";

const lockConsumers: Statement = {
  name: "lock_consumers",
  text: `
  select uuid, generation, project_id, user_id, consumer_type
  from consumers where uuid = any ($1::uuid[]) order by uuid for update`,
};

const allocationsOf: Statement = {
  name: "allocations_of",
  text: `
  select c.uuid as consumer_uuid, p.uuid as provider_uuid, a.resource_class, a.amount
  from consumers c
    join allocations a on a.consumer_id = c.id
    join resource_providers p on p.id = a.provider_id
  where c.uuid = any ($1::uuid[])
  order by p.id, a.resource_class`,
};

/** The locks of consumers, and what is read under them. */
export type ConsumerLocks = Pick<Transaction, "lockConsumers" | "allocationsOf">;

/** Locks consumers in a transaction, in the order of their uuids. */
export function createConsumerLocks(run: RunStatement): ConsumerLocks {
  return {
    async lockConsumers(uuids) {
      const rows = await run<ConsumerRow>(lockConsumers, [uuids]);
      return new Map(rows.map((row) => [row.uuid, consumerFromRow(row)]));
    },
    async allocationsOf(consumerUuids) {
      // Most claims are a new consumer's.
      const rows = consumerUuids.length === 0 ? [] : await run<AllocationRow>(allocationsOf, [consumerUuids]);
      const byConsumer = Map.groupBy(rows, (row) => row.consumer_uuid);
      return new Map([...byConsumer].map(([uuid, its]) => [uuid, its.map(allocationFromRow)]));
    },
  };
}

interface ConsumerRow {
  uuid: string;
  generation: number;
  project_id: string;
  user_id: string;
  consumer_type: string;
}

function consumerFromRow(row: ConsumerRow): Consumer {
  return {
    uuid: row.uuid,
    generation: row.generation,
    projectId: row.project_id,
    userId: row.user_id,
    consumerType: row.consumer_type,
  };
}

interface AllocationRow {
  consumer_uuid: string;
  provider_uuid: string;
  resource_class: string;
  amount: number;
}

function allocationFromRow(row: AllocationRow): Allocation {
  return { providerUuid: row.provider_uuid, resourceClass: row.resource_class, amount: row.amount };
}
