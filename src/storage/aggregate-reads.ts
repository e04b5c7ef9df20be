import type { ProviderAggregates } from "../domain/aggregate.ts";
import type { Reads } from "../domain/reads.ts";
import type { RunStatement, Statement } from "./statement.ts";

const viewAggregates: Statement = {
  name: "view_aggregates",
  quick: "read",
  text: `
  select p.generation, pa.aggregate_uuid
  from resource_providers p left join provider_aggregates pa on pa.provider_id = p.id
  where p.uuid = $1
  order by pa.aggregate_uuid`,
};

/** The reads of aggregates. */
export type AggregateReads = Pick<Reads, "viewAggregates">;

/** Reads aggregates. */
export function createAggregateReads(run: RunStatement): AggregateReads {
  return {
    async viewAggregates(providerUuid) {
      return aggregatesFromRows(await run<AggregateRow>(viewAggregates, [providerUuid]));
    },
  };
}

/** A provider's generation beside one of its aggregates, or beside null where it is in none. */
interface AggregateRow {
  generation: number;
  aggregate_uuid: string | null;
}

function aggregatesFromRows(rows: AggregateRow[]): ProviderAggregates | undefined {
  const [first] = rows;
  return first === undefined
    ? undefined
    : { generation: first.generation, aggregates: rows.flatMap((row) => row.aggregate_uuid ?? []) };
}
