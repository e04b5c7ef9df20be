import { randomInt } from "node:crypto";
import type { RunStatement, Statement } from "./statement.ts";

/** How many lanes there are: the migration `tree-changes.ts` made them, from 0. */
export const LANES = 64;

/**
 * The lane of notes about all trees. Who renames a class makes writers of inventories wait; that none of those ever
 * has the lane for which the renaming waits keeps them from waiting for each other.
 */
const LANE_OF_ALL = LANES - 1;

/** A lane for one transaction, at random: who notes in it holds it until the end, and others may need one meanwhile. */
export function anyLane(): number {
  return randomInt(LANE_OF_ALL);
}

/**
 * The last CTEs of a statement that changes trees: they note `roots`, an array of `root_uuid`s made of what `source`,
 * the rest of a select, finds, in the lane of the parameter `lane`. Where that is null or nothing, nothing is noted.
 *
 * `source` should take in all CTEs that wait for others: the lane is to be locked last and shortest.
 */
export function noteChanges({
  roots,
  source,
  lane,
}: {
  roots: string;
  source: string;
  lane: string;
}): string {
  return `lane as (
    update change_lanes l set revision = l.revision + 1
    from (select ${roots} as roots from ${source}) c where l.lane = ${lane} and c.roots is not null
    returning l.lane, l.revision, c.roots
  ), noted as (
    insert into tree_changes (lane, revision, roots) select lane, revision, roots from lane
  )`;
}

const noteTrees: Statement = {
  name: "note_trees",
  text: `
  with touched as (
    select p.root_uuid from resource_providers p where p.uuid = any ($1::uuid[])
    union
    select t.root_uuid from unnest($2::uuid[]) as t (root_uuid)
  ), ${noteChanges({ roots: "array_agg(root_uuid)", source: "touched", lane: "$3" })}
  select lane from lane`,
};

const noteAll: Statement = {
  name: "note_all_trees",
  text: `
  with lane as (
    update change_lanes l set revision = l.revision + 1 where l.lane = $1 returning l.lane, l.revision
  )
  insert into tree_changes (lane, revision, roots) select lane, revision, null from lane`,
};

/**
 * What one transaction has changed that candidate searches can see. Writes tell it; it is noted once, as the last
 * thing that the transaction does, because the lane stays locked from there to the end.
 */
export class ChangedTrees {
  readonly #providers = new Set<string>();
  readonly #roots = new Set<string>();
  #all = false;

  /** Changes of what these locked providers have: of the trees that they are in at the end. */
  ofProviders(uuids: Iterable<string>): void {
    for (const uuid of uuids) this.#providers.add(uuid);
  }

  /** Changes of trees by their roots, also of those that are gone at the end. */
  ofTrees(rootUuids: Iterable<string>): void {
    for (const uuid of rootUuids) this.#roots.add(uuid);
  }

  /** Changes of all trees. */
  ofAll(): void {
    this.#all = true;
  }

  /** Notes the changes, if there are any, in the transaction in which `run` runs statements. */
  async note(run: RunStatement): Promise<void> {
    if (this.#all) {
      await run(noteAll, [LANE_OF_ALL]);
    } else if (this.#providers.size > 0 || this.#roots.size > 0) {
      await run(noteTrees, [[...this.#providers], [...this.#roots], anyLane()]);
    }
  }
}
