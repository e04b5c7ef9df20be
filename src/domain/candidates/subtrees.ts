import type { Cover } from "./covers.ts";
import type { Domains } from "./domains.ts";
import { type Forest, isAbove } from "./forest.ts";

/** Domains narrowed to one choice of tops, and the covers that the tops ask for. */
export interface Subtrees {
  readonly domains: Domains;
  readonly covers: readonly Cover[];
}

/**
 * Splits a problem by the provider at the top of each same-subtree set. With the tops known, the condition is plain:
 * all needs of a set stay below its top, and one of them gets it. An assignment has only one top for each set, so
 * the parts have no solution in common.
 */
export function splitBySubtrees(
  forest: Forest,
  domains: Domains,
  sets: readonly (readonly number[])[],
): Iterator<Subtrees, undefined> {
  // Most requests have no sets, and starting a generator costs more than all else that is done for a small tree.
  return sets.length === 0 ? [{ domains, covers: [] }].values() : split(forest, domains, sets);
}

function* split(
  forest: Forest,
  domains: Domains,
  sets: readonly (readonly number[])[],
): Generator<Subtrees, undefined> {
  const [set, ...others] = sets;
  if (set === undefined) {
    yield { domains, covers: [] };
    return;
  }
  for (const top of topsOf(domains, set)) {
    const narrowed = domains.map((domain, need) =>
      set.includes(need) ? domain.filter((provider) => isAbove(forest, top, provider)) : domain,
    );
    if (narrowed.some((domain) => domain.length === 0)) {
      continue;
    }
    const cover: Cover = (need, provider) => provider === top && set.includes(need);
    for (const rest of split(forest, narrowed, others)) {
      yield { domains: rest.domains, covers: [cover, ...rest.covers] };
    }
  }
}

function topsOf(domains: Domains, set: readonly number[]): number[] {
  return [...new Set(set.flatMap((need) => domains[need]!))];
}
