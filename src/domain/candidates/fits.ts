import { ANY_TREE, type CompiledTraits, type Demand, type Need } from "./compiled-request.ts";
import { type Forest, inventoryRow } from "./forest.ts";
import { hasAny, hasAnyOfEach } from "./lists.ts";

/** Whether a provider alone can give an amount now: within the units of its inventory and what is left of it. */
export function fitsDemand(forest: Forest, provider: number, demand: Demand): boolean {
  const row = inventoryRow(forest, provider, demand.resourceClass);
  return row !== -1 && fitsUnits(forest, row, demand.amount) && fitsCapacity(forest, row, demand.amount);
}

/** Whether an inventory is allocated in such amounts. */
export function fitsUnits(forest: Forest, row: number, amount: number): boolean {
  const { minUnits, maxUnits, stepSizes } = forest.inventories;
  return amount >= minUnits[row]! && amount <= maxUnits[row]! && amount % stepSizes[row]! === 0;
}

/** Whether an inventory has that much left. */
export function fitsCapacity(forest: Forest, row: number, amount: number): boolean {
  return forest.inventories.useds[row]! + amount <= forest.inventories.capacities[row]!;
}

/** Whether a provider has what it must, and nothing that it must not. */
export function fitsTraits(forest: Forest, provider: number, traits: CompiledTraits): boolean {
  return (
    !hasAny(forest.traits, provider, traits.forbidden) &&
    hasAnyOfEach(forest.traits, provider, traits.required)
  );
}

/** Whether a provider may serve a need in a candidate of the tree under `root`, all constraints considered. */
export function fitsNeed(forest: Forest, need: Need, place: { provider: number; root: number }): boolean {
  return (
    need.demands.every((demand) => fitsDemand(forest, place.provider, demand)) &&
    fitsTraits(forest, place.provider, need.traits) &&
    fitsTree(forest, need, place) &&
    fitsMembership(forest, need, place) &&
    avoidsAggregates(forest, need, place)
  );
}

/**
 * Whether a provider is in the tree that a need asks for. A suffixed group may ask for the tree of a sharing
 * provider; the unsuffixed one means the candidate's own tree, without what is shared with it.
 */
export function fitsTree(forest: Forest, need: Need, place: { provider: number; root: number }): boolean {
  return (
    need.tree === ANY_TREE ||
    (forest.roots[place.provider] === need.tree && (need.suffix !== "" || place.root === need.tree))
  );
}

/**
 * Whether a provider is in the aggregates that a need asks for. For the unsuffixed group the aggregates of the
 * root count for all of its tree, but not for what is shared with it.
 */
export function fitsMembership(
  forest: Forest,
  need: Need,
  place: { provider: number; root: number },
): boolean {
  return (
    hasAnyOfEach(forest.aggregates, place.provider, need.memberOf) ||
    (need.suffix === "" &&
      forest.roots[place.provider] === place.root &&
      hasAnyOfEach(forest.aggregates, place.root, need.memberOf))
  );
}

/** Whether a provider, and for the unsuffixed group the root of the candidate too, is in no unwanted aggregate. */
export function avoidsAggregates(
  forest: Forest,
  need: Need,
  place: { provider: number; root: number },
): boolean {
  return (
    !hasAny(forest.aggregates, place.provider, need.forbiddenAggregates) &&
    (need.suffix !== "" || !hasAny(forest.aggregates, place.root, need.forbiddenAggregates))
  );
}
