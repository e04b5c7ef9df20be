import type { AllocationView } from "../domain/allocation.ts";
import type { Reads } from "../domain/reads.ts";
import { milliseconds } from "./milliseconds.ts";
import type { RunStatement, Statement } from "./statement.ts";

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

/** The reads of allocations. */
export type AllocationReads = Pick<Reads, "viewAllocations">;

/** Reads allocations. */
export function createAllocationReads(run: RunStatement): AllocationReads {
  return {
    async viewAllocations(consumerUuid) {
      return allocationViewFromRows(
        consumerUuid,
        await run<AllocationViewRow>(viewAllocations, [consumerUuid]),
      );
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
    updatedAt: new Date(Math.max(...rows.map((row) => row.updated_at_ms))),
    allocations: rows.map((row) => ({
      providerUuid: row.provider_uuid,
      providerGeneration: row.provider_generation,
      resourceClass: row.resource_class,
      amount: row.amount,
    })),
  };
}
