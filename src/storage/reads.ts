import type { AllocationView } from "../domain/allocation.ts";
import type { InventoryView, StoredInventory } from "../domain/inventory.ts";
import type { Provider } from "../domain/provider.ts";
import type { Reads } from "../domain/reads.ts";
import type { ResourceClass } from "../domain/resource-class.ts";
import type { RunStatement, Statement } from "./statement.ts";

/** What every statement that shows providers selects, so that one function reads the rows. */
export const PROVIDER_COLUMNS = `p.uuid, p.name, p.generation, p.parent_uuid, p.root_uuid,
  ${milliseconds("p.updated_at")}`;

/** What every statement that shows inventories selects. */
export const INVENTORY_COLUMNS = `i.resource_class, i.total, i.reserved, i.min_unit, i.max_unit, i.step_size,
    i.allocation_ratio, i.used::float8 as used,
  ${milliseconds("i.updated_at")}`;

const findProvider: Statement = {
  name: "find_provider",
  text: `select ${PROVIDER_COLUMNS} from resource_providers p where p.uuid = $1`,
};

const listProviders: Statement = {
  name: "list_providers",
  text: `select ${PROVIDER_COLUMNS} from resource_providers p order by p.id`,
};

const listProvidersFiltered: Statement = {
  name: "list_providers_filtered",
  text: `
  select ${PROVIDER_COLUMNS} from resource_providers p
  where ($1::uuid is null or p.uuid = $1) and ($2::varchar is null or p.name = $2)
  order by p.id`,
};

const viewInventories: Statement = {
  name: "view_inventories",
  text: `
  select p.generation, ${INVENTORY_COLUMNS}
  from resource_providers p left join inventories i on i.provider_id = p.id
  where p.uuid = $1
  order by i.resource_class`,
};

const listResourceClasses: Statement = {
  name: "list_resource_classes",
  text: `select name, ${milliseconds("updated_at")} from resource_classes order by id`,
};

const findResourceClass: Statement = {
  name: "find_resource_class",
  text: `select name, ${milliseconds("updated_at")} from resource_classes where name = $1`,
};

const viewAllocations: Statement = {
  name: "view_allocations",
  text: `
  select c.generation, c.project_id, c.user_id, c.consumer_type,
    p.uuid as provider_uuid, p.generation as provider_generation,
    a.resource_class, a.amount, ${milliseconds("a.updated_at")}
  from consumers c
    join allocations a on a.consumer_id = c.id
    join resource_providers p on p.id = a.provider_id
  where c.uuid = $1
  order by p.id, a.resource_class`,
};

/** A point in time as milliseconds since 1970, which no driver setting can turn into something else. */
function milliseconds(column: string): string {
  return `(extract(epoch from ${column}) * 1000)::float8 as updated_at_ms`;
}

/** The reads of a store, each one statement, so that each sees one moment. */
export function createReads(run: RunStatement): Reads {
  return {
    async findProvider(uuid) {
      const [row] = await run<ProviderRow>(findProvider, [uuid]);
      return row === undefined ? undefined : providerFromRow(row);
    },
    async listProviders(filter) {
      const all = filter.uuid === undefined && filter.name === undefined;
      const rows = all
        ? await run<ProviderRow>(listProviders, [])
        : await run<ProviderRow>(listProvidersFiltered, [filter.uuid ?? null, filter.name ?? null]);
      return rows.map(providerFromRow);
    },
    async viewInventories(providerUuid) {
      return inventoryViewFromRows(await run<InventoryViewRow>(viewInventories, [providerUuid]));
    },
    async listResourceClasses() {
      return (await run<ResourceClassRow>(listResourceClasses, [])).map(resourceClassFromRow);
    },
    async findResourceClass(name) {
      const [row] = await run<ResourceClassRow>(findResourceClass, [name]);
      return row === undefined ? undefined : resourceClassFromRow(row);
    },
    async viewAllocations(consumerUuid) {
      return allocationViewFromRows(
        consumerUuid,
        await run<AllocationViewRow>(viewAllocations, [consumerUuid]),
      );
    },
  };
}

/** A row of `resource_providers` as statements return it. */
export interface ProviderRow {
  uuid: string;
  name: string;
  generation: number;
  parent_uuid: string | null;
  root_uuid: string;
  updated_at_ms: number;
}

/** The provider of a row. */
export function providerFromRow(row: ProviderRow): Provider {
  return {
    uuid: row.uuid,
    name: row.name,
    generation: row.generation,
    parentUuid: row.parent_uuid ?? undefined,
    rootUuid: row.root_uuid,
    updatedAt: new Date(row.updated_at_ms),
  };
}

/** A row of `inventories` as statements return it. */
export interface InventoryRow {
  resource_class: string;
  total: number;
  reserved: number;
  min_unit: number;
  max_unit: number;
  step_size: number;
  allocation_ratio: number;
  used: number;
  updated_at_ms: number;
}

/** The inventory of a row. */
export function inventoryFromRow(row: InventoryRow): StoredInventory {
  return {
    resourceClass: row.resource_class,
    total: row.total,
    reserved: row.reserved,
    minUnit: row.min_unit,
    maxUnit: row.max_unit,
    stepSize: row.step_size,
    allocationRatio: row.allocation_ratio,
    used: row.used,
  };
}

/** A provider's generation beside one of its inventories, or beside nulls where it has none. */
type InventoryViewRow = { generation: number } & (InventoryRow | { resource_class: null });

function inventoryViewFromRows(rows: InventoryViewRow[]): InventoryView | undefined {
  const [first] = rows;
  if (first === undefined) {
    return undefined;
  }
  const inventories: StoredInventory[] = [];
  let updatedAtMs = 0;
  for (const row of rows) {
    if (row.resource_class !== null) {
      inventories.push(inventoryFromRow(row));
      updatedAtMs = Math.max(updatedAtMs, row.updated_at_ms);
    }
  }
  const updatedAt = inventories.length === 0 ? undefined : new Date(updatedAtMs);
  return { generation: first.generation, updatedAt, inventories };
}

interface ResourceClassRow {
  name: string;
  updated_at_ms: number;
}

function resourceClassFromRow(row: ResourceClassRow): ResourceClass {
  return { name: row.name, updatedAt: new Date(row.updated_at_ms) };
}

interface AllocationViewRow {
  generation: number;
  project_id: string;
  user_id: string;
  consumer_type: string;
  provider_uuid: string;
  provider_generation: number;
  resource_class: string;
  amount: number;
  updated_at_ms: number;
}

function allocationViewFromRows(uuid: string, rows: AllocationViewRow[]): AllocationView | undefined {
  const [first] = rows;
  if (first === undefined) {
    return undefined;
  }
  return {
    consumer: {
      uuid,
      generation: first.generation,
      projectId: first.project_id,
      userId: first.user_id,
      consumerType: first.consumer_type,
    },
    updatedAt: new Date(Math.max(...rows.map((row) => row.updated_at_ms))),
    allocations: rows.map((row) => ({
      providerUuid: row.provider_uuid,
      providerGeneration: row.provider_generation,
      resourceClass: row.resource_class,
      amount: row.amount,
    })),
  };
}
