/** Collects how long answers took, and tells of them. */
export class Latencies {
  #values = new Float64Array(1 << 12);
  #count = 0;

  /** Adds one, in milliseconds. */
  add(ms: number): void {
    if (this.#count === this.#values.length) {
      const larger = new Float64Array(2 * this.#count);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#count++] = ms;
  }

  /** Median, 99th percentile and the longest; NaN where there was no answer. */
  summary(): { p50Ms: number; p99Ms: number; maxMs: number } {
    const sorted = this.#values.slice(0, this.#count).sort();
    const at = (share: number) =>
      sorted[Math.min(this.#count - 1, Math.floor(share * this.#count))] ?? Number.NaN;
    return { p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) };
  }
}
