import { buildForest } from "../build-forest.ts";
import type { Forest } from "../forest.ts";
import { inheritSummaries } from "../kept-summaries.ts";
import { listOf } from "../lists.ts";
import type { AgedRow } from "./aged-row.ts";
import { patchForest } from "./patch-forest.ts";
import { shareColumns } from "./share-columns.ts";
import type { Sharer, Sharers } from "./sharers.ts";
import { unpackRow } from "./unpack-row.ts";

/** Trees packed for searching, with what it takes to change some of them. */
export interface PackedTrees {
  readonly forest: Forest;
  /** By position. */
  readonly ages: Float64Array;
  /** Among whom the forest's guests were chosen. */
  readonly sharers: Sharers;
}

/** Members of changed trees by the uuids of their roots; empty for trees that are gone. */
export type ChangedTrees = ReadonlyMap<string, readonly AgedRow[]>;

/**
 * Packs whole trees, together with the trees of all that share with them; where they look like other trees that were
 * packed, they take what is the same from these.
 */
export function packTrees(own: readonly AgedRow[], sharers: Sharers, like?: PackedTrees): PackedTrees {
  const roots = new Set(own.map(({ rootUuid }) => rootUuid));
  const aggregates = new Set(own.flatMap((row) => row.aggregates));
  const guests = [...sharers].filter(
    ([root, sharer]) => !roots.has(root) && [...sharer.aggregates].some((uuid) => aggregates.has(uuid)),
  );
  const rows = [...own, ...guests.flatMap(([, sharer]) => sharer.rows)].sort((a, b) => a.age - b.age);
  const forest = buildForest(rows, new Set(guests.map(([root]) => root)));
  return {
    forest: like === undefined ? forest : shareColumns(forest, like.forest),
    ages: Float64Array.from(rows, ({ age }) => age),
    sharers,
  };
}

/**
 * Packed trees after changes to some of them and to those that share: patched where that will do, else packed anew.
 * What was described of the trees that have not changed is kept.
 */
export function repackTrees(packed: PackedTrees, changed: ChangedTrees, sharers: Sharers): PackedTrees {
  const guests = changedGuests(packed, sharers);
  const forest = guests && patchForest(packed.forest, [...changed.values(), ...guests]);
  const repacked = forest === undefined ? packAnew(packed, changed, sharers) : { ...packed, forest, sharers };
  const guestRoots = (guests ?? []).flatMap(([member]) => member?.rootUuid ?? []);
  inheritSummaries(repacked.forest, {
    from: packed.forest,
    changedRoots: [...changed.keys(), ...guestRoots],
  });
  return repacked;
}

function packAnew(packed: PackedTrees, changed: ChangedTrees, sharers: Sharers): PackedTrees {
  const kept = ownRows(packed).filter(({ rootUuid }) => !changed.has(rootUuid));
  return packTrees([...kept, ...[...changed.values()].flat()], sharers, packed);
}

/** The position of the root of a tree that a forest has for itself, not as a guest. */
export function ownRootOf({ uuids, roots, guests }: Forest, uuid: string): number | undefined {
  const root = uuids.find(uuid);
  return root !== -1 && roots[root] === root && guests[root] === 0 ? root : undefined;
}

/** Rows of all but guests, the oldest first. */
export function ownRows({ forest, ages }: PackedTrees): AgedRow[] {
  const rows: AgedRow[] = [];
  for (let provider = 0; provider < ages.length; provider++) {
    if (forest.guests[provider] === 0) rows.push(unpackRow(forest, provider, ages[provider]!));
  }
  return rows;
}

/** The trees of guests that have changed; undefined where some guest has come or gone. */
function changedGuests({ forest, sharers: before }: PackedTrees, now: Sharers): AgedRow[][] | undefined {
  const trees: AgedRow[][] = [];
  if (before === now) return trees;
  for (const root of new Set([...before.keys(), ...now.keys()])) {
    const sharer = now.get(root);
    if (sharer === before.get(root) || ownRootOf(forest, root) !== undefined) continue;
    const isGuest = forest.uuids.find(root) !== -1;
    if (isGuest !== (sharer !== undefined && sharesWith(forest, sharer))) return undefined;
    if (isGuest && sharer !== undefined) trees.push([...sharer.rows]);
  }
  return trees;
}

/** Whether a tree of others shares with some member of a forest's own trees. */
function sharesWith(forest: Forest, { aggregates }: Sharer): boolean {
  return [...aggregates].some((uuid) => {
    const aggregate = forest.aggregateNames.find(uuid);
    return (
      aggregate !== -1 &&
      listOf(forest.aggregateMembers, aggregate).some((member) => forest.guests[member] === 0)
    );
  });
}
