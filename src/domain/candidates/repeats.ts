import type { Cover } from "./covers.ts";
import type { Domains } from "./domains.ts";
import { type Forest, hasGuests } from "./forest.ts";

const NONE: readonly Cover[] = [];

/**
 * Keeps candidates from coming twice. A candidate that only uses sharing providers is found in every tree that
 * they share with; any other names its tree by a provider of that tree, and can't repeat.
 */
export class Repeats {
  readonly #forest: Forest;
  readonly #possible: boolean;
  readonly #searched = new Set<string>();
  readonly #given = new Set<string>();

  constructor(forest: Forest) {
    this.#forest = forest;
    this.#possible = hasGuests(forest);
  }

  /**
   * Conditions for a root's assignments. Where another root has offered the same sharing providers for the same
   * needs, the assignments of those alone have been found there: at least one need must get something else.
   */
  coversFor(domains: Domains): readonly Cover[] {
    if (!this.#possible) {
      return NONE;
    }
    const shared = domains.map((domain) => domain.filter((provider) => this.#shares(provider)));
    if (shared.some((domain) => domain.length === 0)) {
      return NONE;
    }
    const signature = shared.map((domain) => domain.join(" ")).join("/");
    if (!this.#searched.has(signature)) {
      this.#searched.add(signature);
      return NONE;
    }
    return [(_, provider) => !this.#shares(provider)];
  }

  /** Whether an assignment came before. Only those of sharing providers alone are remembered. */
  isRepeat(assignment: Int32Array): boolean {
    if (!this.#possible || !assignment.every((provider) => this.#shares(provider))) {
      return false;
    }
    const key = assignment.join(" ");
    const repeats = this.#given.has(key);
    this.#given.add(key);
    return repeats;
  }

  #shares(provider: number): boolean {
    return this.#forest.sharing[provider] === 1;
  }
}
