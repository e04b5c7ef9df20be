import type { Lists } from "./lists.ts";
import { listOf } from "./lists.ts";
import type { Names } from "./names.ts";
import type { Uuids } from "./uuids.ts";

/** The trait of a provider whose inventory may be used by trees that have an aggregate in common with it. */
export const SHARING_TRAIT = "MISC_SHARES_VIA_AGGREGATE";

/**
 * Providers as a candidate search reads them, at one moment: whole trees in flat arrays. A provider is its
 * position in these arrays, in the order in which the rows came; so are roots.
 *
 * The forest may be a part of all there is. It holds trees whole, and with a tree all providers that share with it,
 * in their trees: guests, if only for that. Candidates of guests' own trees are found in another forest.
 */
export interface Forest {
  readonly uuids: Uuids;
  readonly generations: Int32Array;
  /** -1 for a root. */
  readonly parents: Int32Array;
  /** A root is its own root. */
  readonly roots: Int32Array;
  /** Positions of the roots at which candidates are to be found, ascending: all but those of guests. */
  readonly ownRoots: Int32Array;
  /** 1 for each provider of a guest's tree. */
  readonly guests: Uint8Array;
  /** The members of the tree under each root, itself included; empty for a provider that is no root. */
  readonly trees: Lists;
  /** A provider's subtree is all that is entered from `enters[provider]` up to, not including, `leaves[provider]`. */
  readonly enters: Int32Array;
  readonly leaves: Int32Array;
  readonly traits: Lists;
  readonly aggregates: Lists;
  readonly aggregateMembers: Lists;
  readonly inventories: InventoryTable;
  /** 1 for a provider that shares via aggregates. */
  readonly sharing: Uint8Array;
  readonly sharingByAggregate: Lists;
  readonly classNames: Names;
  readonly traitNames: Names;
  readonly aggregateNames: Names;
}

/** Inventories as columns; `lists.values` are the classes, and the rows of one provider stand together. */
export interface InventoryTable {
  readonly lists: Lists;
  /** The providers of each class. */
  readonly owners: Lists;
  /** Not rounded. */
  readonly capacities: Float64Array;
  readonly useds: Float64Array;
  readonly minUnits: Int32Array;
  readonly maxUnits: Int32Array;
  readonly stepSizes: Int32Array;
}

/** The row of a provider's inventory of a class, or -1. */
export function inventoryRow(forest: Forest, provider: number, resourceClass: number): number {
  const { starts, values } = forest.inventories.lists;
  const end = starts[provider + 1]!;
  for (let row = starts[provider]!; row < end; row++) {
    if (values[row] === resourceClass) {
      return row;
    }
  }
  return -1;
}

/**
 * The providers outside a tree that share with it, ascending: they have an aggregate in common with any member
 * of the tree, not only with the root.
 */
export function sharingWith(forest: Forest, root: number): readonly number[] {
  if (!hasGuests(forest)) {
    return NOBODY;
  }
  const found = new Set<number>();
  for (const member of listOf(forest.trees, root)) {
    for (const aggregate of listOf(forest.aggregates, member)) {
      for (const provider of listOf(forest.sharingByAggregate, aggregate)) {
        if (forest.roots[provider] !== root) {
          found.add(provider);
        }
      }
    }
  }
  return [...found].sort((a, b) => a - b);
}

const NOBODY: readonly number[] = [];

/** Whether any provider may be used by trees that are not its own. */
export function hasGuests(forest: Forest): boolean {
  return forest.sharingByAggregate.values.length > 0;
}

/** Those of a forest's own roots whose trees can use a provider: its own and, where it shares, all that it shares with. */
export function rootsUsing(forest: Forest, provider: number): Set<number> {
  const found = new Set<number>();
  const add = (user: number) => {
    if (forest.guests[user] === 0) {
      found.add(forest.roots[user]!);
    }
  };
  add(provider);
  if (forest.sharing[provider] === 1) {
    for (const aggregate of listOf(forest.aggregates, provider)) {
      listOf(forest.aggregateMembers, aggregate).forEach(add);
    }
  }
  return found;
}
