import type { Forest } from "../forest.ts";
import type { PackedTrees } from "./packed-trees.ts";

/** A forest in which only trees whose root is younger than an age are its own; all others are guests. */
export function youngerTrees({ forest, ages }: Pick<PackedTrees, "forest" | "ages">, age: number): Forest {
  return {
    ...forest,
    ownRoots: forest.ownRoots.filter((root) => ages[root]! > age),
    guests: forest.guests.map((isGuest, provider) => (ages[forest.roots[provider]!]! > age ? isGuest : 1)),
  };
}
