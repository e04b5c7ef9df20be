import type { Candidate } from "./candidate.ts";
import type { Forest } from "./forest.ts";

/**
 * The trees of a forest that may be in others too: those with a provider that shares, since each forest has the trees
 * of all that share with its own. What is found in a forest can be found in another only where all of it is in them.
 */
export class GuestTrees {
  readonly #forest: Forest;
  readonly #roots = new Set<number>();

  constructor(forest: Forest) {
    this.#forest = forest;
    const { sharing, roots } = forest;
    for (let at = sharing.indexOf(1); at !== -1; at = sharing.indexOf(1, at + 1)) this.#roots.add(roots[at]!);
  }

  /** Whether a provider of the forest is in one of them. */
  has(uuid: string): boolean {
    return this.#roots.size > 0 && this.#roots.has(this.#forest.roots[this.#forest.uuids.find(uuid)]!);
  }

  /** Whether all providers of a candidate are in them. */
  hasAllOf({ mappings }: Candidate): boolean {
    return (
      this.#roots.size > 0 &&
      mappings.every(({ providerUuids }) => providerUuids.every((uuid) => this.has(uuid)))
    );
  }
}
