import type { Cover } from "./covers.ts";
import type { Domains } from "./domains.ts";
import type { Forest } from "./forest.ts";

/** A part of what is to be searched at a root: the domains, and what is to be watched while they are searched. */
export interface Part {
  readonly domains: Domains;
  readonly covers: readonly Cover[];
  /** Same-subtree sets, by positions in the request's needs. */
  readonly sets: readonly (readonly number[])[];
}

/** With how many choices for the needs of a set going through its tops costs less than watching it. */
const CHOICES_MAX = 32;

/** Whether a set is small enough to be split. */
export function isSmall(domains: Domains, set: readonly number[]): boolean {
  return set.reduce((sum, need) => sum + domains[need]!.length, 0) <= CHOICES_MAX;
}

/**
 * Splits a problem by the provider at the top of its same-subtree set. With the top known, the condition is plain: all
 * needs of the set stay below it, and one of them gets it. An assignment has only one top, so the parts have no
 * solution in common.
 */
export function* splitByTop(
  { enters, leaves }: Forest,
  domains: Domains,
  set: readonly number[],
): Generator<Part, undefined> {
  for (const top of new Set(set.flatMap((need) => domains[need]!))) {
    const [enter, leave] = [enters[top]!, leaves[top]!];
    const narrowed = domains.map((domain, need) =>
      set.includes(need)
        ? domain.filter((provider) => enters[provider]! >= enter && enters[provider]! < leave)
        : domain,
    );
    if (narrowed.some((domain) => domain.length === 0)) continue;
    const cover: Cover = (need, provider) => provider === top && set.includes(need);
    yield { domains: narrowed, covers: [cover], sets: [] };
  }
}
