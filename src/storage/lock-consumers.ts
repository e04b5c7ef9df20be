import type { LockedConsumer, Transaction } from "../domain/store.ts";
import type { RunStatement, Statement } from "./statement.ts";

/**
 * What belongs to a consumer, and the generation that it belongs to, are as they were when the statement began;
 * the locked row itself may be newer.
 */
const lockConsumers: Statement = {
  name: "lock_consumers",
  text: `
  select c.uuid, c.generation, c.project_id, c.user_id, c.consumer_type,
    (select s.generation from consumers s where s.id = c.id) as seen_generation,
    (select json_agg(json_build_array(p.uuid, a.resource_class, a.amount) order by p.id, a.resource_class)
      from allocations a join resource_providers p on p.id = a.provider_id where a.consumer_id = c.id) as held
  from consumers c where c.uuid = any ($1::uuid[]) order by c.uuid for update of c`,
};

/** The locks of consumers, and what is read under them. */
export type ConsumerLocks = Pick<Transaction, "lockConsumers">;

/** Locks consumers in a transaction, in the order of their uuids. */
export function createConsumerLocks(run: RunStatement): ConsumerLocks {
  return {
    async lockConsumers(uuids) {
      const rows = await lock(run, uuids);
      return new Map(rows.map((row) => [row.uuid, consumerFromRow(row)]));
    },
  };
}

/**
 * Whoever changes what a consumer has moves its generation: where that has not moved, what was seen is current. Where
 * it has, those that are locked are looked at again, and no others: a consumer that was made meanwhile may come before
 * them in the order, and have been locked by somebody who waits for one of them.
 */
async function lock(run: RunStatement, uuids: readonly string[]): Promise<ConsumerRow[]> {
  const rows = await run<ConsumerRow>(lockConsumers, [uuids]);
  const isCurrent = rows.every((row) => row.generation === row.seen_generation);
  return isCurrent ? rows : run<ConsumerRow>(lockConsumers, [rows.map((row) => row.uuid)]);
}

interface ConsumerRow {
  uuid: string;
  generation: number;
  project_id: string;
  user_id: string;
  consumer_type: string;
  seen_generation: number;
  held: [providerUuid: string, resourceClass: string, amount: number][] | null;
}

function consumerFromRow(row: ConsumerRow): LockedConsumer {
  return {
    consumer: {
      uuid: row.uuid,
      generation: row.generation,
      projectId: row.project_id,
      userId: row.user_id,
      consumerType: row.consumer_type,
    },
    held: (row.held ?? []).map(([providerUuid, resourceClass, amount]) => ({
      providerUuid,
      resourceClass,
      amount,
    })),
  };
}
