import type { Pool } from "pg";

/** All that a candidate search can see, by the root of each tree. */
export async function treeStates(pool: Pool): Promise<ReadonlyMap<string, string>> {
  const { rows } = await pool.query<{ root: string; state: string }>(`
    select p.root_uuid as root, json_agg(json_build_array(p.uuid, p.parent_uuid, p.generation,
      array(select t.trait_id from provider_traits t where t.provider_id = p.id order by 1),
      array(select a.aggregate_uuid from provider_aggregates a where a.provider_id = p.id order by 1),
      array(select row(i.resource_class, i.total, i.reserved, i.min_unit, i.max_unit, i.step_size,
        i.allocation_ratio, i.used)::text from inventories i where i.provider_id = p.id order by 1)
    ) order by p.id)::text as state
    from resource_providers p group by p.root_uuid`);
  return new Map(rows.map(({ root, state }) => [root, state]));
}

/** The roots of the trees that are not as they were, those that came or went among them. */
export function changedTrees(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): string[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((root) => before.get(root) !== after.get(root))
    .sort();
}

/** How far the lanes are, and the notes in them. */
export interface Notes {
  /** By lane. */
  readonly revisions: ReadonlyMap<number, number>;
  /** Null roots: all trees. */
  readonly notes: readonly { lane: number; revision: number; roots: string[] | null }[];
}

/** All notes of one moment. */
export async function readNotes(pool: Pool): Promise<Notes> {
  const { rows } = await pool.query<{ lanes: [number, number][]; notes: Notes["notes"] }>(`
    select (select json_agg(json_build_array(lane, revision)) from change_lanes) as lanes,
      (select coalesce(json_agg(t order by t.lane, t.revision), '[]') from tree_changes t) as notes`);
  return { revisions: new Map(rows[0]?.lanes), notes: rows[0]?.notes ?? [] };
}

/** What was noted between two moments: the roots in order, or `all`. Throws where a lane moved without its notes. */
export function notedBetween(before: Notes, after: Notes): string[] | "all" {
  const roots = new Set<string>();
  for (const [lane, revision] of after.revisions) {
    for (let at = (before.revisions.get(lane) ?? 0) + 1; at <= revision; at++) {
      const note = after.notes.find((one) => one.lane === lane && one.revision === at);
      if (note === undefined) throw new Error(`lane ${lane} has no note at ${at}`);
      if (note.roots === null) return "all";
      for (const root of note.roots) roots.add(root);
    }
  }
  return [...roots].sort();
}
