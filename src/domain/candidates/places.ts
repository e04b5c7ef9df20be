/** Some providers in the depth-first order of a forest, where a subtree is a range. */
export class Places {
  readonly #providers: Int32Array;
  readonly #enters: Int32Array;

  /** Distinct providers, each of which has its place at its number in `enters`. */
  constructor(providers: Iterable<number>, enters: Int32Array) {
    this.#providers = Int32Array.from(providers).sort((a, b) => enters[a]! - enters[b]!);
    this.#enters = enters;
  }

  /** Whether there is one from a place up to, not including, another. */
  has(from: number, to: number): boolean {
    const at = this.#countBefore(from);
    return at < this.#providers.length && this.#enters[this.#providers[at]!]! < to;
  }

  /** Those from a place up to, not including, another. */
  between(from: number, to: number): Int32Array {
    return this.#providers.subarray(this.#countBefore(from), this.#countBefore(to));
  }

  #countBefore(place: number): number {
    let [low, high] = [0, this.#providers.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#enters[this.#providers[middle]!]! < place) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
