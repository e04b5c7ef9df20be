import type { Forest } from "./forest.ts";
import { listOf } from "./lists.ts";

/** A provider as an answer describes it beside its candidates. Many answers have the same object. */
export interface ProviderSummary {
  readonly uuid: string;
  readonly rootUuid: string;
  readonly parentUuid: string | undefined;
  readonly generation: number;
  readonly traits: readonly string[];
  readonly resources: readonly ResourceSummary[];
}

/** How full an inventory is. The capacity is cut to whole units, towards zero, as Placement shows it. */
export interface ResourceSummary {
  readonly resourceClass: string;
  readonly capacity: number;
  readonly used: number;
}

/** Describes a provider of a forest. */
export function summaryOf(forest: Forest, provider: number): ProviderSummary {
  const parent = forest.parents[provider]!;
  const { lists, capacities, useds } = forest.inventories;
  const first = lists.starts[provider]!;
  return {
    uuid: forest.uuids.at(provider),
    rootUuid: forest.uuids.at(forest.roots[provider]!),
    parentUuid: parent === -1 ? undefined : forest.uuids.at(parent),
    generation: forest.generations[provider]!,
    traits: Array.from(listOf(forest.traits, provider), (trait) => forest.traitNames.nameOf(trait)),
    resources: Array.from(listOf(lists, provider), (resourceClass, at) => ({
      resourceClass: forest.classNames.nameOf(resourceClass),
      capacity: Math.trunc(capacities[first + at]!),
      used: useds[first + at]!,
    })),
  };
}
