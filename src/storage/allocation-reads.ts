import type { AllocationView, ProviderAllocationsView } from "../domain/allocation.ts";
import type { Reads } from "../domain/reads.ts";
import { milliseconds } from "./milliseconds.ts";
import type { RunStatement, Statement } from "./statement.ts";

const viewAllocations: Statement = {
  name: "view_allocations",
  quick: "read",
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

const viewProviderAllocations: Statement = {
  name: "view_provider_allocations",
  text: `
  select p.generation, c.uuid as consumer_uuid, c.generation as consumer_generation,
    a.resource_class, a.amount, ${milliseconds("a.updated_at")}
  from resource_providers p
    left join (allocations a join consumers c on c.id = a.consumer_id) on a.provider_id = p.id
  where p.uuid = $1
  order by c.id, a.resource_class`,
};

/** The reads of allocations. */
export type AllocationReads = Pick<Reads, "viewAllocations" | "viewProviderAllocations">;

/** Reads allocations. */
export function createAllocationReads(run: RunStatement): AllocationReads {
  return {
    async viewAllocations(consumerUuid) {
      return allocationViewFromRows(
        consumerUuid,
        await run<AllocationViewRow>(viewAllocations, [consumerUuid]),
      );
    },
    async viewProviderAllocations(providerUuid) {
      const rows = await run<ProviderAllocationRow>(viewProviderAllocations, [providerUuid]);
      return providerAllocationsFromRows(rows);
    },
  };
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
    updatedAt: new Date(rows.reduce((last, row) => Math.max(last, row.updated_at_ms), 0)),
    allocations: rows.map((row) => ({
      providerUuid: row.provider_uuid,
      providerGeneration: row.provider_generation,
      resourceClass: row.resource_class,
      amount: row.amount,
    })),
  };
}

/** A provider's generation beside one allocation from it, or beside nulls where there is none. */
type ProviderAllocationRow = { generation: number } & (
  | {
      consumer_uuid: string;
      consumer_generation: number;
      resource_class: string;
      amount: number;
      updated_at_ms: number;
    }
  | { consumer_uuid: null }
);

function providerAllocationsFromRows(rows: ProviderAllocationRow[]): ProviderAllocationsView | undefined {
  const [first] = rows;
  if (first === undefined) {
    return undefined;
  }
  const taken = rows.flatMap((row) => (row.consumer_uuid === null ? [] : [row]));
  const updatedAtMs = taken.reduce((last, row) => Math.max(last, row.updated_at_ms), 0);
  return {
    generation: first.generation,
    updatedAt: taken.length === 0 ? undefined : new Date(updatedAtMs),
    allocations: taken.map((row) => ({
      consumerUuid: row.consumer_uuid,
      consumerGeneration: row.consumer_generation,
      resourceClass: row.resource_class,
      amount: row.amount,
    })),
  };
}
