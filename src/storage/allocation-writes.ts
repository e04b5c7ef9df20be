import type { Allocation, Consumer } from "../domain/allocation.ts";
import type { StoredInventory } from "../domain/inventory.ts";
import type { AllocationWrite, LockedProvider, Transaction } from "../domain/store.ts";
import { advanceGeneration } from "./advance-generation.ts";
import { RunAgain, violates } from "./driver-errors.ts";
import { INVENTORY_COLUMNS, type InventoryRow, inventoryFromRow } from "./inventory-row.ts";
import { PROVIDER_COLUMNS, type ProviderRow, providerFromRow } from "./provider-row.ts";
import type { RunStatement, Statement } from "./statement.ts";

const lockConsumer: Statement = {
  name: "lock_consumer",
  text: `
  select uuid, generation, project_id, user_id, consumer_type from consumers where uuid = $1 for update`,
};

const lockProviders: Statement = {
  name: "lock_providers",
  text: `
  select ${PROVIDER_COLUMNS}
  from resource_providers p where p.uuid = any ($1::uuid[]) order by p.id for no key update`,
};

const inventoriesOf: Statement = {
  name: "inventories_of",
  text: `
  select p.uuid as provider_uuid, ${INVENTORY_COLUMNS}
  from inventories i join resource_providers p on p.id = i.provider_id
  where p.uuid = any ($1::uuid[])`,
};

const allocationsOf: Statement = {
  name: "allocations_of",
  text: `
  select p.uuid as provider_uuid, a.resource_class, a.amount
  from consumers c
    join allocations a on a.consumer_id = c.id
    join resource_providers p on p.id = a.provider_id
  where c.uuid = $1
  order by p.id, a.resource_class`,
};

const saveConsumer: Statement = {
  name: "save_consumer",
  text: `
  insert into consumers (uuid, generation, project_id, user_id, consumer_type) values ($1, 1, $2, $3, $4)
  returning id`,
};

const moveConsumer: Statement = {
  name: "move_consumer",
  text: `
  update consumers c set ${advanceGeneration("c")}, project_id = $2, user_id = $3, consumer_type = $4
  where uuid = $1`,
};

const deleteConsumer: Statement = {
  name: "delete_consumer",
  text: "delete from consumers where uuid = $1",
};

const clearAllocations: Statement = {
  name: "clear_allocations",
  text: "delete from allocations where consumer_id = (select id from consumers where uuid = $1)",
};

const insertAllocations: Statement = {
  name: "insert_allocations",
  text: `
  insert into allocations (consumer_id, provider_id, resource_class, amount)
  select c.id, p.id, w.resource_class, w.amount
  from consumers c, unnest($2::uuid[], $3::varchar[], $4::int[]) as w (provider_uuid, resource_class, amount)
    join resource_providers p on p.uuid = w.provider_uuid
  where c.uuid = $1`,
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
export type AllocationWrites = Pick<
  Transaction,
  "lockConsumer" | "lockProviders" | "allocationsOf" | "writeAllocations"
>;

/** Writes allocations in a transaction. */
export function createAllocationWrites(run: RunStatement): AllocationWrites {
  return {
    async lockConsumer(uuid) {
      const [row] = await run<ConsumerRow>(lockConsumer, [uuid]);
      return row === undefined ? undefined : consumerFromRow(row);
    },
    lockProviders: (uuids) => lock(run, uuids),
    async allocationsOf(consumerUuid) {
      return (await run<AllocationRow>(allocationsOf, [consumerUuid])).map(allocationFromRow);
    },
    async writeAllocations(write) {
      await writeConsumer(run, write);
      await run(changeUsed, columnsOf(changesOf(write)));
      if (write.wanted.length > 0) {
        await run(insertAllocations, [write.consumer.uuid, ...columnsOf(write.wanted)]);
      }
      await run(moveProviders, [write.touched]);
    },
  };
}

async function lock(run: RunStatement, uuids: readonly string[]): Promise<Map<string, LockedProvider>> {
  const rows = await run<ProviderRow>(lockProviders, [uuids]);
  const inventories = new Map(rows.map((row) => [row.uuid, new Map<string, StoredInventory>()]));
  // Read after the locks were had: what others wrote before they let go is seen.
  for (const row of await run<InventoryRow & { provider_uuid: string }>(inventoriesOf, [uuids])) {
    inventories.get(row.provider_uuid)?.set(row.resource_class, inventoryFromRow(row));
  }
  return new Map(
    rows.map((row) => [
      row.uuid,
      { provider: providerFromRow(row), inventories: inventories.get(row.uuid) ?? new Map() },
    ]),
  );
}

async function writeConsumer(run: RunStatement, { consumer, held, wanted }: AllocationWrite): Promise<void> {
  const values = [consumer.uuid, consumer.projectId, consumer.userId, consumer.consumerType];
  if (held.length > 0) {
    await run(clearAllocations, [consumer.uuid]);
    await (wanted.length > 0 ? run(moveConsumer, values) : run(deleteConsumer, [consumer.uuid]));
    return;
  }
  try {
    await run(saveConsumer, values);
  } catch (error) {
    throw violates(error, "consumers_uuid_key") ? new RunAgain("the consumer was created meanwhile") : error;
  }
}

/** By how much the use of each inventory changes. */
function changesOf({ held, wanted }: AllocationWrite): Allocation[] {
  const changes = new Map<string, Allocation>();
  const add = (allocation: Allocation, sign: 1 | -1) => {
    const key = `${allocation.providerUuid}/${allocation.resourceClass}`;
    const amount = (changes.get(key)?.amount ?? 0) + sign * allocation.amount;
    changes.set(key, { ...allocation, amount });
  };
  for (const allocation of held) {
    add(allocation, -1);
  }
  for (const allocation of wanted) {
    add(allocation, 1);
  }
  return [...changes.values()].filter((change) => change.amount !== 0);
}

function columnsOf(allocations: readonly Allocation[]): unknown[][] {
  return [
    allocations.map((allocation) => allocation.providerUuid),
    allocations.map((allocation) => allocation.resourceClass),
    allocations.map((allocation) => allocation.amount),
  ];
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
  provider_uuid: string;
  resource_class: string;
  amount: number;
}

function allocationFromRow(row: AllocationRow): Allocation {
  return { providerUuid: row.provider_uuid, resourceClass: row.resource_class, amount: row.amount };
}
