import type { Forest } from "../forest.ts";
import { listOf } from "../lists.ts";
import type { AgedRow } from "./aged-row.ts";

/**
 * A provider of a forest as a row, of which the same forest can be built again. A forest keeps no totals: the row's
 * is the capacity, of which nothing is reserved.
 */
export function unpackRow(forest: Forest, provider: number, age: number): AgedRow {
  const parent = forest.parents[provider]!;
  return {
    age,
    uuid: forest.uuids.at(provider),
    generation: forest.generations[provider]!,
    parentUuid: parent === -1 ? undefined : forest.uuids.at(parent),
    rootUuid: forest.uuids.at(forest.roots[provider]!),
    traits: Array.from(listOf(forest.traits, provider), (id) => forest.traitNames.nameOf(id)),
    aggregates: Array.from(listOf(forest.aggregates, provider), (id) => forest.aggregateNames.nameOf(id)),
    inventories: unpackInventories(forest, provider),
  };
}

function unpackInventories({ inventories, classNames }: Forest, provider: number): AgedRow["inventories"] {
  const first = inventories.lists.starts[provider]!;
  return Array.from(listOf(inventories.lists, provider), (resourceClass, at) => ({
    resourceClass: classNames.nameOf(resourceClass),
    total: inventories.capacities[first + at]!,
    reserved: 0,
    allocationRatio: 1,
    used: inventories.useds[first + at]!,
    minUnit: inventories.minUnits[first + at]!,
    maxUnit: inventories.maxUnits[first + at]!,
    stepSize: inventories.stepSizes[first + at]!,
  }));
}
