import type { Transaction } from "../domain/store.ts";
import type { ChangedTrees } from "./note-changes.ts";
import { PROVIDER_COLUMNS, type ProviderRow, providerFromRow } from "./provider-row.ts";
import type { RunStatement, Statement } from "./statement.ts";

const holdShape: Statement = {
  name: "hold_tree_shape",
  text: "select id from tree_shape for update",
};

const shareShape: Statement = {
  name: "share_tree_shape",
  text: "select id from tree_shape for share",
};

const shareParent: Statement = {
  name: "share_parent",
  text: `select ${PROVIDER_COLUMNS} from resource_providers p where p.uuid = $1 for key share`,
};

const shape: Statement = {
  name: "place_shape",
  text: `
  with recursive ends as (
    select p.uuid, p.root_uuid from resource_providers p where p.uuid = any (array[$1, $2]::uuid[])
  ), below as (
    select p.uuid from resource_providers p where p.uuid = $1
    union
    select c.uuid from below b join resource_providers c on c.parent_uuid = b.uuid
  )
  select uuid, true as moves from below
  union all
  select e.uuid, false from ends e
  union all
  select e.root_uuid, false from ends e`,
};

const lock: Statement = {
  name: "lock_place",
  text: `
  select ${PROVIDER_COLUMNS}
  from resource_providers p where p.uuid = any ($1::uuid[]) order by p.id for no key update`,
};

const move: Statement = {
  name: "move_subtree",
  text: `
  update resource_providers p
  set root_uuid = $3, updated_at = now(), parent_uuid = case when p.uuid = $1 then $2 else p.parent_uuid end
  where p.uuid = any ($4::uuid[])`,
};

/** The locks and writes of moves from one place to another. */
export type PlaceWrites = Pick<Transaction, "lockParent" | "lockPlace" | "moveSubtree">;

/**
 * Moves providers in a transaction. Moves wait for each other, wherever they are: of two that would make a loop
 * together, the second sees the first. They are rare; what is frequent, to add a provider below another, only waits
 * for moves.
 */
export function createPlaceWrites(run: RunStatement, changed: ChangedTrees): PlaceWrites {
  return {
    async lockParent(uuid) {
      await run(shareShape, []);
      const [row] = await run<ProviderRow>(shareParent, [uuid]);
      return row === undefined ? undefined : providerFromRow(row);
    },
    async lockPlace({ uuid, parentUuid }) {
      await run(holdShape, []);
      const seen = await run<ShapeRow>(shape, [uuid, parentUuid ?? null]);
      const locked = await run<ProviderRow>(lock, [[...new Set(seen.map((row) => row.uuid))]]);
      const providers = new Map(locked.map((row) => [row.uuid, providerFromRow(row)]));
      return {
        provider: providers.get(uuid),
        parent: parentUuid === undefined ? undefined : providers.get(parentUuid),
        subtree: seen.filter((row) => row.moves).map((row) => row.uuid),
      };
    },
    // Not by the unit of work: a flush would move the generation, which counts the changes of what a provider has.
    async moveSubtree({ provider, parent, subtree }) {
      const root = parent?.rootUuid ?? provider.uuid;
      changed.ofTrees([provider.rootUuid, root]);
      await run(move, [provider.uuid, parent?.uuid ?? null, root, subtree]);
    },
  };
}

interface ShapeRow {
  uuid: string;
  moves: boolean;
}
