import { capacity, type StoredInventory } from "../inventory.ts";
import { type Forest, type InventoryTable, SHARING_TRAIT } from "./forest.ts";
import { invertLists, type Lists, packLists } from "./lists.ts";
import { Names } from "./names.ts";
import { Uuids } from "./uuids.ts";

/** A provider with all that is known of it. UUIDs are canonical. */
export interface ProviderRow {
  readonly uuid: string;
  readonly generation: number;
  readonly parentUuid: string | undefined;
  readonly rootUuid: string;
  readonly traits: readonly string[];
  readonly aggregates: readonly string[];
  readonly inventories: readonly StoredInventory[];
}

/**
 * Packs rows for searching. Their order decides the order of candidates, and nothing else; parents may come after
 * their children. `guestRoots` are the uuids of roots whose trees are there for others only. Throws where a row names
 * a parent or root that is not among them: a tree is there whole or not.
 */
export function buildForest(
  rows: readonly ProviderRow[],
  guestRoots: ReadonlySet<string> = new Set(),
): Forest {
  const uuids = new Uuids(rows.map((row) => row.uuid));
  const locate = (uuid: string) => {
    const position = uuids.find(uuid);
    if (position === -1) {
      throw new Error(`provider ${uuid} is missing in the forest`);
    }
    return position;
  };
  const [traitNames, aggregateNames, classNames] = [new Names(), new Names(), new Names()];
  const aggregates = packNames(aggregateNames, rows, (row) => row.aggregates);
  const roots = fill(new Int32Array(rows.length), rows, (row) => locate(row.rootUuid));
  const parents = fill(new Int32Array(rows.length), rows, (row) =>
    row.parentUuid === undefined ? -1 : locate(row.parentUuid),
  );
  const sharing = fill(new Uint8Array(rows.length), rows, (row) =>
    row.traits.includes(SHARING_TRAIT) ? 1 : 0,
  );
  const guests = fill(new Uint8Array(rows.length), rows, (row) => (guestRoots.has(row.rootUuid) ? 1 : 0));
  return {
    uuids,
    generations: fill(new Int32Array(rows.length), rows, (row) => row.generation),
    parents,
    roots,
    ownRoots: Int32Array.from(rows.keys()).filter(
      (provider) => roots[provider] === provider && guests[provider] === 0,
    ),
    guests,
    trees: invertLists(
      { starts: Int32Array.from({ length: rows.length + 1 }, (_, i) => i), values: roots },
      rows.length,
    ),
    ...numberSubtrees(parents),
    traits: packNames(traitNames, rows, (row) => row.traits),
    aggregates,
    aggregateMembers: invertLists(aggregates, aggregateNames.size),
    inventories: packInventories(classNames, rows),
    sharing,
    sharingByAggregate: sharersOf(aggregates, sharing, aggregateNames.size),
    classNames,
    traitNames,
    aggregateNames,
  };
}

function packNames(
  names: Names,
  rows: readonly ProviderRow[],
  namesOf: (row: ProviderRow) => readonly string[],
): Lists {
  const starts = new Int32Array(rows.length + 1);
  rows.forEach((row, provider) => {
    starts[provider + 1] = starts[provider]! + namesOf(row).length;
  });
  const values = new Int32Array(starts[rows.length]!);
  rows.forEach((row, provider) => {
    namesOf(row).forEach((name, at) => {
      values[starts[provider]! + at] = names.add(name);
    });
  });
  return { starts, values };
}

function packInventories(names: Names, rows: readonly ProviderRow[]): InventoryTable {
  const all = rows.flatMap((row) => row.inventories);
  const classesOf = ({ inventories }: ProviderRow) => inventories.map(({ resourceClass }) => resourceClass);
  const lists = packNames(names, rows, classesOf);
  return {
    lists,
    owners: invertLists(lists, names.size),
    capacities: fill(new Float64Array(all.length), all, capacity),
    useds: fill(new Float64Array(all.length), all, (inventory) => inventory.used),
    minUnits: fill(new Int32Array(all.length), all, (inventory) => inventory.minUnit),
    maxUnits: fill(new Int32Array(all.length), all, (inventory) => inventory.maxUnit),
    stepSizes: fill(new Int32Array(all.length), all, (inventory) => inventory.stepSize),
  };
}

/** Fills a column. `from` with a mapper would do, several times slower. */
function fill<Column extends Uint8Array | Int32Array | Float64Array, Row>(
  column: Column,
  rows: readonly Row[],
  read: (row: Row) => number,
): Column {
  for (let at = 0; at < rows.length; at++) {
    column[at] = read(rows[at]!);
  }
  return column;
}

function sharersOf(aggregates: Lists, sharing: Uint8Array, aggregateCount: number): Lists {
  const lists: number[][] = Array.from({ length: aggregateCount }, () => []);
  for (let provider = 0; provider < sharing.length; provider++) {
    if (sharing[provider] === 1) {
      for (let at = aggregates.starts[provider]!; at < aggregates.starts[provider + 1]!; at++) {
        lists[aggregates.values[at]!]!.push(provider);
      }
    }
  }
  return packLists(lists);
}

/** Numbers providers in depth-first order, so that a subtree is a range of numbers. */
function numberSubtrees(parents: Int32Array): Pick<Forest, "enters" | "leaves"> {
  const children: number[][] = Array.from(parents, () => []);
  const stack: number[] = [];
  parents.forEach((parent, provider) => {
    (parent === -1 ? stack : children[parent]!).push(provider);
  });
  const enters = new Int32Array(parents.length);
  const leaves = new Int32Array(parents.length);
  const order: number[] = [];
  for (let provider = stack.pop(); provider !== undefined; provider = stack.pop()) {
    enters[provider] = order.push(provider) - 1;
    for (const child of children[provider]!) {
      stack.push(child);
    }
  }
  // Descendants come after their ancestors in the order: from its end, each subtree is complete before it is used.
  for (const provider of order.reverse()) {
    leaves[provider] = Math.max(leaves[provider]!, enters[provider]! + 1);
    const parent = parents[provider]!;
    if (parent !== -1) {
      leaves[parent] = Math.max(leaves[parent]!, leaves[provider]!);
    }
  }
  return { enters, leaves };
}
