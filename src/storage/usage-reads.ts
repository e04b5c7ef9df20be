import type { Reads } from "../domain/reads.ts";
import type { TypeUsage } from "../domain/usage.ts";
import type { RunStatement, Statement } from "./statement.ts";

/** Counted apart: a consumer with allocations of several classes is one. */
const listUsages: Statement = {
  name: "list_usages",
  text: `
  with mine as (
    select c.id, c.consumer_type from consumers c
    where c.project_id = $1 and ($2::varchar is null or c.user_id = $2)
      and ($3::varchar is null or c.consumer_type = $3)
  ), counted as (
    select m.consumer_type, count(*)::int as consumer_count from mine m group by m.consumer_type
  ), summed as (
    select m.consumer_type, a.resource_class, sum(a.amount)::float8 as amount
    from mine m join allocations a on a.consumer_id = m.id
    group by m.consumer_type, a.resource_class
  )
  select c.consumer_type, c.consumer_count, s.resource_class, s.amount
  from counted c join summed s on s.consumer_type = c.consumer_type
  order by c.consumer_type, s.resource_class`,
};

/** The reads of usages. */
export type UsageReads = Pick<Reads, "listUsages">;

/** Reads usages. */
export function createUsageReads(run: RunStatement): UsageReads {
  return {
    async listUsages({ projectId, userId, consumerType }) {
      const values = [projectId, userId ?? null, consumerType ?? null];
      return usagesFromRows(await run<UsageRow>(listUsages, values));
    },
  };
}

interface UsageRow {
  consumer_type: string;
  consumer_count: number;
  resource_class: string;
  amount: number;
}

function usagesFromRows(rows: readonly UsageRow[]): TypeUsage[] {
  return [...Map.groupBy(rows, (row) => row.consumer_type)].map(([consumerType, ofType]) => ({
    consumerType,
    consumerCount: ofType[0]?.consumer_count ?? 0,
    resources: new Map(ofType.map((row) => [row.resource_class, row.amount])),
  }));
}
