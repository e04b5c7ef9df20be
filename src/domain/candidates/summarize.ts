import type { Candidate } from "./candidate.ts";
import type { Forest } from "./forest.ts";
import { listOf } from "./lists.ts";

/** A provider as an answer describes it beside its candidates. */
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

/**
 * Describes providers that have to do with candidates, in the order of the forest. `trees`: all members of each tree
 * from which something is allocated, trees of sharing providers included, so that a caller sees what surrounds
 * a choice. `allocating`: only those allocated from, for callers that don't know of trees.
 */
export function summarize(
  forest: Forest,
  candidates: Iterable<Candidate>,
  scope: "trees" | "allocating",
): ProviderSummary[] {
  const allocating = new Set<string>();
  for (const candidate of candidates) {
    for (const { providerUuid } of candidate.allocations) {
      allocating.add(providerUuid);
    }
  }
  const providers = Array.from(allocating, (uuid) => forest.positions.get(uuid)!);
  return (scope === "trees" ? treesOf(forest, providers) : providers)
    .sort((a, b) => a - b)
    .map((provider) => summaryOf(forest, provider));
}

function treesOf(forest: Forest, providers: readonly number[]): number[] {
  const roots = new Set(providers.map((provider) => forest.roots[provider]!));
  return Array.from(roots, (root) => [...listOf(forest.trees, root)]).flat();
}

function summaryOf(forest: Forest, provider: number): ProviderSummary {
  const parent = forest.parents[provider]!;
  const { lists, capacities, useds } = forest.inventories;
  const first = lists.starts[provider]!;
  return {
    uuid: forest.uuids[provider]!,
    rootUuid: forest.uuids[forest.roots[provider]!]!,
    parentUuid: parent === -1 ? undefined : forest.uuids[parent],
    generation: forest.generations[provider]!,
    traits: Array.from(listOf(forest.traits, provider), (trait) => forest.traitNames.nameOf(trait)),
    resources: Array.from(listOf(lists, provider), (resourceClass, at) => ({
      resourceClass: forest.classNames.nameOf(resourceClass),
      capacity: Math.trunc(capacities[first + at]!),
      used: useds[first + at]!,
    })),
  };
}
