/** How many chunks lie loose at most. */
const LOOSE_MAX = 128;

/**
 * Collects the chunks of a body. A chunk costs some hundred bytes beside what is in it, so a client that sends byte by
 * byte could take a hundred times the room that its body is given: chunks are joined by and by.
 */
export class ChunkPile {
  #joined: Buffer[] | undefined;
  #loose: Buffer[] = [];

  /** How many chunks are kept. */
  get length(): number {
    return (this.#joined?.length ?? 0) + this.#loose.length;
  }

  add(chunk: Buffer): void {
    this.#loose.push(chunk);
    if (this.#loose.length < LOOSE_MAX) return;
    this.#joined ??= [];
    this.#joined.push(Buffer.concat(this.#loose));
    this.#loose = [];
  }

  /** All of it, in the order in which it came. */
  whole(): Buffer {
    const [first] = this.#loose;
    // Most bodies come in one piece.
    if (first !== undefined && this.length === 1) return first;
    return Buffer.concat([...(this.#joined ?? []), ...this.#loose]);
  }
}
