import type { Progress } from "./assignment-search.ts";
import type { Domains } from "./domains.ts";
import type { Work } from "./work.ts";

/**
 * The assignments of needs that don't touch each other: every combination of their domains is one. Most requests are
 * of this kind, and it costs nothing to set up.
 */
export class ProductSearch {
  readonly #domains: Domains;
  /** By need: the place in its domain. */
  readonly #places: Int32Array;
  #started = false;

  constructor(domains: Domains) {
    this.#domains = domains;
    this.#places = new Int32Array(domains.length);
  }

  /** Goes on to the next combination; the last need changes fastest. */
  advance(work: Work): Progress {
    work.left--;
    if (!this.#started) {
      this.#started = true;
      return "found";
    }
    for (let need = this.#places.length - 1; need >= 0; need--) {
      this.#places[need]!++;
      if (this.#places[need]! < this.#domains[need]!.length) {
        return "found";
      }
      this.#places[need] = 0;
    }
    return "done";
  }

  /** The combination found last: by need, a provider of the forest. */
  read(into: Int32Array): void {
    for (let need = 0; need < this.#domains.length; need++) {
      into[need] = this.#domains[need]![this.#places[need]!]!;
    }
  }
}
