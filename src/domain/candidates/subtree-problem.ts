import type { Forest } from "./forest.ts";
import { Places } from "./places.ts";

/** What there is to know of the same-subtree sets of a problem. Providers are numbered within the problem. */
export interface SubtreeProblem {
  /** The depths of the needs of each set, ascending. */
  readonly sets: readonly (readonly number[])[];
  /** By depth: the sets to which the need there belongs. */
  readonly setsAt: readonly (readonly number[])[];
  /** By provider: its subtree is the places from `enters` up to, not including, `leaves`. */
  readonly enters: Int32Array;
  readonly leaves: Int32Array;
  /** By provider: the nearest provider of the problem above it, or -1. */
  readonly above: Int32Array;
  /** By set, and by provider: the last depth of the set at which it can be chosen, or -1. */
  readonly lastDepths: readonly Int16Array[];
  /** By depth: all that can be chosen there. */
  readonly domains: readonly Int32Array[];
  /** By depth: the same in the order of places; empty where the need belongs to no set. */
  readonly placesAt: readonly Places[];
}

/** Finds out all of it. */
export function findSubtrees(
  forest: Forest,
  sets: readonly (readonly number[])[],
  problem: { needs: Int32Array; domains: readonly Int32Array[]; providers: Int32Array },
): SubtreeProblem {
  if (sets.length === 0) return NO_SUBTREES;
  const { domains, providers } = problem;
  const depths = sets.map((set) => depthsOf(problem.needs, set));
  const setsAt = Array.from(domains, (_, depth) =>
    depths.flatMap((set, at) => (set.includes(depth) ? [at] : [])),
  );
  const enters = providers.map((provider) => forest.enters[provider]!);
  const leaves = providers.map((provider) => forest.leaves[provider]!);
  return {
    sets: depths,
    setsAt,
    domains,
    enters,
    leaves,
    above: findAbove(enters, leaves),
    lastDepths: depths.map((set) => lastDepthsOf(set, domains, providers.length)),
    placesAt: domains.map((domain, depth) => new Places(setsAt[depth]!.length === 0 ? [] : domain, enters)),
  };
}

const NO_SUBTREES: SubtreeProblem = {
  sets: [],
  setsAt: [],
  domains: [],
  enters: new Int32Array(0),
  leaves: new Int32Array(0),
  above: new Int32Array(0),
  lastDepths: [],
  placesAt: [],
};

function depthsOf(needs: Int32Array, set: readonly number[]): number[] {
  return Array.from(needs.keys()).filter((depth) => set.includes(needs[depth]!));
}

function findAbove(enters: Int32Array, leaves: Int32Array): Int32Array {
  const above = new Int32Array(enters.length).fill(-1);
  const line: number[] = [];
  for (const provider of Int32Array.from(enters.keys()).sort((a, b) => enters[a]! - enters[b]!)) {
    while (line.length > 0 && leaves[line.at(-1)!]! <= enters[provider]!) line.pop();
    above[provider] = line.at(-1) ?? -1;
    line.push(provider);
  }
  return above;
}

function lastDepthsOf(
  set: readonly number[],
  domains: readonly Int32Array[],
  providerCount: number,
): Int16Array {
  const last = new Int16Array(providerCount).fill(-1);
  for (const depth of set) for (const provider of domains[depth]!) last[provider] = depth;
  return last;
}
