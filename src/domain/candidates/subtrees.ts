import type { Domains } from "./domains.ts";
import type { Forest } from "./forest.ts";
import { Places } from "./places.ts";
import type { Work } from "./work.ts";

/**
 * Narrows the domains of same-subtree sets to what lies below some provider that can stand at the top of the set:
 * below it each need of the set finds somebody, and so many of them as are to be kept apart. Undefined where a set has
 * no such provider. Without this, a set that can't be served is only found out for each assignment of all others.
 */
export function narrowBySubtrees(
  forest: Forest,
  domains: Domains,
  given: { readonly sets: readonly (readonly number[])[]; readonly isolate: boolean; readonly work: Work },
): Domains | undefined {
  let narrowed = domains;
  for (const set of given.sets) {
    const below = belowTops(forest, narrowed, { ...given, set });
    if (below.isEmpty) return undefined;
    narrowed = narrowed.map((domain, need) =>
      set.includes(need) ? domain.filter((provider) => below.has(forest.enters[provider]!)) : domain,
    );
  }
  return narrowed;
}

/** The subtrees of all providers that can stand at the top of a set. */
function belowTops(
  { enters, leaves }: Forest,
  domains: Domains,
  { set, isolate, work }: { readonly set: readonly number[]; readonly isolate: boolean; readonly work: Work },
): Subtrees {
  const places = set.map((need) => new Places(domains[need]!, enters));
  const tops = new Places(new Set(set.flatMap((need) => domains[need]!)), enters);
  const subtrees = new Subtrees();
  for (const top of tops.between(0, enters.length)) {
    work.left -= set.length;
    const [enter, leave] = [enters[top]!, leaves[top]!];
    const isWide = !isolate || tops.between(enter, leave).length >= set.length;
    if (isWide && places.every((one) => one.has(enter, leave))) subtrees.add(enter, leave);
  }
  return subtrees;
}

/** Subtrees that come in depth-first order: each is apart from what came before, or within it. */
class Subtrees {
  readonly #enters: number[] = [];
  readonly #leaves: number[] = [];

  get isEmpty(): boolean {
    return this.#enters.length === 0;
  }

  add(enter: number, leave: number): void {
    if (enter < (this.#leaves.at(-1) ?? 0)) return;
    this.#enters.push(enter);
    this.#leaves.push(leave);
  }

  has(place: number): boolean {
    let [low, high] = [0, this.#enters.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#leaves[middle]! <= place) low = middle + 1;
      else high = middle;
    }
    return low < this.#enters.length && this.#enters[low]! <= place;
  }
}
