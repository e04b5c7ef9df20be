import type { Candidate } from "./candidate.ts";
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
  const { positions, roots, uuids } = forest;
  const wanted = new Uint8Array(uuids.length);
  for (const candidate of candidates) {
    for (const { providerUuid } of candidate.allocations) {
      const provider = positions.get(providerUuid)!;
      wanted[scope === "trees" ? roots[provider]! : provider] = 1;
    }
  }
  const describe = describer(forest);
  const summaries: ProviderSummary[] = [];
  for (let provider = 0; provider < wanted.length; provider++) {
    if (wanted[scope === "trees" ? roots[provider]! : provider] === 1) {
      summaries.push(describe(provider));
    }
  }
  return summaries;
}

/** Forests outlive requests: what was described once is there for the next, and goes with its forest. */
const summariesByForest = new WeakMap<Forest, (ProviderSummary | undefined)[]>();

function describer(forest: Forest): (provider: number) => ProviderSummary {
  const known = summariesByForest.get(forest) ?? new Array(forest.uuids.length).fill(undefined);
  summariesByForest.set(forest, known);
  return (provider) => {
    const summary = known[provider] ?? summaryOf(forest, provider);
    known[provider] = summary;
    return summary;
  };
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
