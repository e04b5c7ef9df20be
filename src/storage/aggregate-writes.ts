import type { Transaction } from "../domain/store.ts";
import { advanceGeneration } from "./advance-generation.ts";
import type { ChangedTrees } from "./note-changes.ts";
import type { RunStatement, Statement } from "./statement.ts";

const replace: Statement = {
  name: "replace_aggregates",
  text: `
  with provider as (
    select p.id from resource_providers p where p.uuid = $1
  ), removed as (
    delete from provider_aggregates pa using provider p
    where pa.provider_id = p.id and pa.aggregate_uuid <> all ($2::uuid[])
  )
  insert into provider_aggregates (provider_id, aggregate_uuid)
  select distinct p.id, w.uuid from provider p, unnest($2::uuid[]) as w (uuid)
  on conflict (provider_id, aggregate_uuid) do nothing`,
};

const move: Statement = {
  name: "move_provider",
  text: `update resource_providers p set ${advanceGeneration("p")} where p.uuid = $1`,
};

/** The writes of aggregates. */
export type AggregateWrites = Pick<Transaction, "replaceAggregates">;

/** Writes aggregates in a transaction. */
export function createAggregateWrites(run: RunStatement, changed: ChangedTrees): AggregateWrites {
  return {
    async replaceAggregates(provider, { aggregates, moveGeneration }) {
      changed.ofProviders([provider.uuid]);
      await run(replace, [provider.uuid, aggregates]);
      if (moveGeneration) {
        await run(move, [provider.uuid]);
      }
    },
  };
}
