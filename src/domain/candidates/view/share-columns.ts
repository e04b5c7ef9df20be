import type { Forest } from "../forest.ts";
import type { Lists } from "../lists.ts";

/**
 * A forest with another's columns in place of those of its own that are equal to them. Forests of one view are much
 * alike: where hosts are trees of one provider and of a few kinds, all but what is in use is the same in each chunk,
 * and chunks of a hundred thousand hosts take a third of the memory. Columns never change, so that nobody can tell.
 */
export function shareColumns(forest: Forest, like: Forest): Forest {
  const { inventories: own, ...flat } = forest;
  const { inventories: other } = like;
  return {
    ...flat,
    generations: shared(forest.generations, like.generations),
    parents: shared(forest.parents, like.parents),
    roots: shared(forest.roots, like.roots),
    ownRoots: shared(forest.ownRoots, like.ownRoots),
    guests: shared(forest.guests, like.guests),
    trees: sharedLists(forest.trees, like.trees),
    enters: shared(forest.enters, like.enters),
    leaves: shared(forest.leaves, like.leaves),
    traits: sharedLists(forest.traits, like.traits),
    aggregates: sharedLists(forest.aggregates, like.aggregates),
    aggregateMembers: sharedLists(forest.aggregateMembers, like.aggregateMembers),
    sharing: shared(forest.sharing, like.sharing),
    sharingByAggregate: sharedLists(forest.sharingByAggregate, like.sharingByAggregate),
    inventories: {
      lists: sharedLists(own.lists, other.lists),
      owners: sharedLists(own.owners, other.owners),
      capacities: shared(own.capacities, other.capacities),
      useds: shared(own.useds, other.useds),
      minUnits: shared(own.minUnits, other.minUnits),
      maxUnits: shared(own.maxUnits, other.maxUnits),
      stepSizes: shared(own.stepSizes, other.stepSizes),
    },
  };
}

type Column = Uint8Array | Int32Array | Float64Array;

function shared<C extends Column>(column: C, like: C): C {
  return column !== like && isEqual(column, like) ? like : column;
}

function sharedLists(lists: Lists, like: Lists): Lists {
  const starts = shared(lists.starts, like.starts);
  const values = shared(lists.values, like.values);
  return starts === like.starts && values === like.values ? like : { starts, values };
}

function isEqual(one: Column, other: Column): boolean {
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false;
  return true;
}
