import type { ProviderRow } from "../domain/candidates/build-forest.ts";
import { SHARING_TRAIT } from "../domain/candidates/forest.ts";
import type { StoredInventory } from "../domain/inventory.ts";
import type { Reads } from "../domain/reads.ts";
import type { RunStatement, Statement } from "./statement.ts";
import { traitIdsOf } from "./trait-ids.ts";
import { TREE_ROW_COLUMNS, traitNamesIn, viewTreesStatement } from "./tree-query.ts";

const listSharers: Statement = {
  name: "list_sharers",
  text: `
  select ${TREE_ROW_COLUMNS}, false as narrowed
  from (
      select o.provider_id from provider_traits o
      where o.trait_id = (select t.id from traits t where t.name = '${SHARING_TRAIT}')
      order by o.provider_id offset 0
    ) as s
    join resource_providers p on p.id = s.provider_id
  order by p.id`,
};

/** In the order of their indexes, so that these are what is counted along. */
const countHolders: Statement = {
  name: "count_holders",
  text: `
  select 'class' as kind, c.name, (select count(*)::int from (
      select from inventories o where o.resource_class = c.name order by o.provider_id limit $4) as f) as holders
  from resource_classes c where c.name = any ($1::varchar[])
  union all
  select 'trait', t.name, (select count(*)::int from (
      select from provider_traits o where o.trait_id = t.id order by o.provider_id limit $4) as f)
  from traits t where t.name = any ($2::varchar[])
  union all
  select 'aggregate', a.uuid::text, (select count(*)::int from (
      select from provider_aggregates o where o.aggregate_uuid = a.uuid order by o.provider_id limit $4) as f)
  from unnest($3::uuid[]) as a (uuid)`,
};

const traitNames: Statement = {
  name: "trait_names",
  text: "select id, name from traits where id = any ($1::int[])",
};

/** The reads of whole trees. */
export type TreeReads = Pick<Reads, "countHolders" | "listSharers" | "viewTrees">;

/** Reads trees. */
export function createTreeReads(run: RunStatement): TreeReads {
  return {
    async countHolders({ classes, traits, aggregates, max }) {
      const rows = await run<HoldersRow>(countHolders, [classes, traits, aggregates, max]);
      const of = (kind: HoldersRow["kind"]) =>
        new Map(rows.filter((row) => row.kind === kind).map(({ name, holders }) => [name, holders]));
      return { classes: of("class"), traits: of("trait"), aggregates: of("aggregate") };
    },
    async listSharers() {
      return providersFromRows(run, await run<TreeRow>(listSharers, []));
    },
    async viewTrees(query) {
      const { statement, values } = viewTreesStatement(query, await traitIdsOf(run, traitNamesIn(query)));
      const rows = await run<TreeRow>(statement, values);
      const narrowed = rows.filter((row) => row.narrowed);
      return {
        providers: await providersFromRows(run, rows),
        lastRootUuid: narrowed.length === query.rootsMax ? narrowed.at(-1)?.uuid : undefined,
      };
    },
  };
}

/** A provider with lists as texts: separators are in none of the names, and drivers are slow with arrays. */
interface TreeRow {
  uuid: string;
  generation: number;
  parent_uuid: string | null;
  root_uuid: string;
  trait_ids: string | null;
  aggregates: string | null;
  inventories: string | null;
  /** Whether it is a root that the query's conditions have found. */
  narrowed: boolean;
}

interface HoldersRow {
  kind: "class" | "trait" | "aggregate";
  name: string;
  holders: number;
}

/** A trait keeps its id for ever: to ask for the names apart is not to see another moment. */
async function providersFromRows(run: RunStatement, rows: readonly TreeRow[]): Promise<ProviderRow[]> {
  const lists = rows.map((row) => row.trait_ids?.split(",") ?? []);
  const ids = [...new Set(lists.flat())];
  const named = ids.length === 0 ? [] : await run<{ id: number; name: string }>(traitNames, [ids]);
  const names = new Map(named.map(({ id, name }) => [String(id), name]));
  return rows.map((row, at) => ({
    uuid: row.uuid,
    generation: row.generation,
    parentUuid: row.parent_uuid ?? undefined,
    rootUuid: row.root_uuid,
    traits: (lists[at] ?? []).flatMap((id) => names.get(id) ?? []),
    aggregates: row.aggregates?.split(",") ?? [],
    inventories: row.inventories?.split(",").map(inventoryFromText) ?? [],
  }));
}

function inventoryFromText(text: string): StoredInventory {
  const [resourceClass = "", ...numbers] = text.split(" ");
  const [total = 0, reserved = 0, minUnit = 0, maxUnit = 0, stepSize = 0, allocationRatio = 0, used = 0] =
    numbers.map(Number);
  return { resourceClass, total, reserved, minUnit, maxUnit, stepSize, allocationRatio, used };
}
