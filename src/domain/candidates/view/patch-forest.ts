import { capacity } from "../../inventory.ts";
import type { ProviderRow } from "../build-forest.ts";
import type { Forest } from "../forest.ts";
import { type Lists, listOf } from "../lists.ts";
import type { Names } from "../names.ts";

/**
 * A forest with the numbers of some of its trees changed: generations and what inventories say. All else is shared
 * with the forest given, which stays as it is. Undefined where more has changed than numbers. Nearly all changes are
 * claims, and this takes a hundredth of the time that building takes.
 */
export function patchForest(forest: Forest, trees: Iterable<readonly ProviderRow[]>): Forest | undefined {
  const patched = withOwnNumbers(forest);
  for (const tree of trees) {
    if (!isWhole(forest, tree)) return undefined;
    for (const row of tree) {
      const provider = forest.positions.get(row.uuid);
      if (provider === undefined || !looksLike(forest, provider, row)) return undefined;
      writeNumbers(patched, provider, row);
    }
  }
  return patched;
}

function withOwnNumbers(forest: Forest): Forest {
  const { inventories } = forest;
  return {
    ...forest,
    generations: forest.generations.slice(),
    inventories: {
      ...inventories,
      capacities: inventories.capacities.slice(),
      useds: inventories.useds.slice(),
      minUnits: inventories.minUnits.slice(),
      maxUnits: inventories.maxUnits.slice(),
      stepSizes: inventories.stepSizes.slice(),
    },
  };
}

/** Whether a tree has as many members as it has in a forest. */
function isWhole(forest: Forest, tree: readonly ProviderRow[]): boolean {
  const root = forest.positions.get(tree[0]?.rootUuid ?? "");
  return root !== undefined && listOf(forest.trees, root).length === tree.length;
}

/** Whether a row differs from a provider in numbers at most. */
function looksLike(forest: Forest, provider: number, row: ProviderRow): boolean {
  const parent = row.parentUuid === undefined ? -1 : forest.positions.get(row.parentUuid);
  const classes = row.inventories.map(({ resourceClass }) => resourceClass);
  return (
    forest.parents[provider] === parent &&
    forest.uuids[forest.roots[provider]!] === row.rootUuid &&
    hasNames({ lists: forest.traits, names: forest.traitNames }, provider, row.traits) &&
    hasNames({ lists: forest.aggregates, names: forest.aggregateNames }, provider, row.aggregates) &&
    hasNames({ lists: forest.inventories.lists, names: forest.classNames }, provider, classes)
  );
}

function hasNames(
  packed: { readonly lists: Lists; readonly names: Names },
  provider: number,
  names: readonly string[],
): boolean {
  const { starts, values } = packed.lists;
  const first = starts[provider]!;
  return (
    starts[provider + 1]! - first === names.length &&
    names.every((name, at) => packed.names.find(name) === values[first + at])
  );
}

function writeNumbers(forest: Forest, provider: number, row: ProviderRow): void {
  const { lists, capacities, useds, minUnits, maxUnits, stepSizes } = forest.inventories;
  forest.generations[provider] = row.generation;
  const first = lists.starts[provider]!;
  row.inventories.forEach((inventory, at) => {
    capacities[first + at] = capacity(inventory);
    useds[first + at] = inventory.used;
    minUnits[first + at] = inventory.minUnit;
    maxUnits[first + at] = inventory.maxUnit;
    stepSizes[first + at] = inventory.stepSize;
  });
}
