import { PROVIDER_ARRAY } from "./candidate-trees.ts";
import type { ProviderArray } from "./provider-array.ts";
import type { RunStatement, Statement } from "./statement.ts";

/**
 * How many notes of one lane are read at a time. Whoever was away for long catches up in several steps, none of which
 * keeps the process for long.
 */
const LANE_NOTES_MAX = 32;

/**
 * Reads in one snapshot: the lanes' revisions, the notes beyond those that are known, and the trees that these are
 * about. Notes and trees are looked up one by one, by index: without the bounds and offsets, which change nothing, the
 * planner might read a whole table, since it can't know that there are nearly always none. It takes no lane that is
 * not known for one without news, since the numbers of lanes are compared.
 */
const treeChanges: Statement = {
  name: "tree_changes",
  text: `
  with lanes as materialized (
    select l.lane, l.revision, k.known
    from change_lanes l
      left join unnest($1::bigint[]) with ordinality as k (known, place) on k.place = l.lane + 1
  ), notes as materialized (
    select n.roots from lanes l
      cross join lateral (
        select c.roots from tree_changes c
        where c.lane = l.lane and c.revision > l.known and c.revision <= l.revision
        order by c.revision limit ${LANE_NOTES_MAX}) n
    where l.revision > l.known
  ), roots as materialized (
    select distinct r.uuid from notes n cross join lateral unnest(n.roots) as r (uuid)
  )
  select (select json_agg(revision order by lane) from lanes) as revisions,
    (select count(*)::int from notes) as notes,
    exists (select from notes where roots is null) as everything,
    (select json_agg(uuid) from roots) as roots,
    (select json_agg(${PROVIDER_ARRAY}) from roots r
      cross join lateral (select * from resource_providers m where m.root_uuid = r.uuid offset 0) p) as providers`,
};

/** How far the notes of each lane have been followed. */
export type Lanes = readonly number[];

/** What has changed since some revisions. */
export type ChangeReport =
  /** It can't be told: some notes are gone, or one says that anything may have changed. */
  | { readonly kind: "unknown" }
  | {
      readonly kind: "known";
      /** How far it was followed. */
      readonly lanes: Lanes;
      /** Whether that was all. */
      readonly isComplete: boolean;
      readonly roots: readonly string[];
      readonly providers: readonly ProviderArray[];
    };

interface TreeChangesRow {
  revisions: number[];
  notes: number;
  everything: boolean;
  roots: string[] | null;
  providers: ProviderArray[] | null;
}

/** The revisions of all lanes. */
export async function readLanes(run: RunStatement): Promise<Lanes> {
  const [row] = await run<TreeChangesRow>(treeChanges, [[]]);
  return row!.revisions;
}

/** The trees that were noted as changed after some revisions, as they are now: all of them, or the first. */
export async function readTreeChanges(run: RunStatement, known: Lanes): Promise<ChangeReport> {
  const [row] = await run<TreeChangesRow>(treeChanges, [known]);
  const { revisions, notes, everything, roots, providers } = row!;
  const lanes = revisions.map((revision, lane) => Math.min(revision, (known[lane] ?? 0) + LANE_NOTES_MAX));
  const expected = lanes.reduce((sum, revision, lane) => sum + revision - (known[lane] ?? 0), 0);
  if (revisions.length !== known.length || everything || notes !== expected) return { kind: "unknown" };
  return {
    kind: "known",
    lanes,
    isComplete: lanes.every((revision, lane) => revision === revisions[lane]),
    roots: roots ?? [],
    providers: providers ?? [],
  };
}

const providerCount: Statement = {
  name: "provider_count",
  text: "select count(*)::int as count from (select id from resource_providers limit $1) p",
};

/** How many providers there are, counted up to a number. */
export async function countProviders(run: RunStatement, upTo: number): Promise<number> {
  const [row] = await run<{ count: number }>(providerCount, [upTo]);
  return row!.count;
}

/** How many trees are read at a time. */
const PAGE_TREES = 256;

const treePage: Statement = {
  name: "tree_page",
  text: `
  select json_agg(${PROVIDER_ARRAY}) as providers, max(p.id) filter (where p.parent_uuid is null) as last
  from (
    select uuid from resource_providers where parent_uuid is null and id > $1 order by id limit ${PAGE_TREES}
  ) r join resource_providers p on p.root_uuid = r.uuid`,
};

/** All trees, the oldest root first: some at a time, each time at another moment. */
export async function* readAllTrees(run: RunStatement): AsyncGenerator<readonly ProviderArray[], undefined> {
  for (let last: string | null = "0"; last !== null; ) {
    const rows: { providers: ProviderArray[] | null; last: string | null }[] = await run(treePage, [last]);
    yield rows[0]?.providers ?? [];
    last = rows[0]?.last ?? null;
  }
}
