import type { Transaction } from "../domain/store.ts";
import { RunAgain } from "./driver-errors.ts";
import { PROVIDER_COLUMNS, type ProviderRow, providerFromRow } from "./provider-row.ts";
import type { RunStatement, Statement } from "./statement.ts";

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
export type PlaceWrites = Pick<Transaction, "lockPlace" | "moveSubtree">;

/**
 * Moves providers in a transaction. Whoever changes the shape of a tree holds its root, so that what was read
 * under the locks stays true: of two moves that would make a loop together, the second sees the first.
 */
export function createPlaceWrites(run: RunStatement): PlaceWrites {
  return {
    async lockPlace({ uuid, parentUuid }) {
      const ends = [uuid ?? null, parentUuid ?? null];
      const before = await run<ShapeRow>(shape, ends);
      const locked = await run<ProviderRow>(lock, [[...new Set(before.map((row) => row.uuid))]]);
      const providers = new Map(locked.map((row) => [row.uuid, providerFromRow(row)]));
      const now = await run<ShapeRow>(shape, ends);
      if (now.some((row) => !providers.has(row.uuid))) {
        throw new RunAgain("the trees changed their shape before they were locked");
      }
      return {
        provider: uuid === undefined ? undefined : providers.get(uuid),
        parent: parentUuid === undefined ? undefined : providers.get(parentUuid),
        subtree: now.filter((row) => row.moves).map((row) => row.uuid),
      };
    },
    // Not by the unit of work: a flush would move the generation, which counts the changes of what a provider has.
    async moveSubtree({ provider, parent, subtree }) {
      const root = parent?.rootUuid ?? provider.uuid;
      await run(move, [provider.uuid, parent?.uuid ?? null, root, subtree]);
    },
  };
}

interface ShapeRow {
  uuid: string;
  moves: boolean;
}
