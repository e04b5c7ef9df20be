/**
 * How long a piece is at least, in characters: long enough that pieces don't matter, short enough to stay among the
 * young objects of the heap. Memory for longer ones comes from the system each time, page by page, which costs as
 * much as all else that is done for a text.
 */
const PIECE_CHARACTERS = 16_384;

/** Puts a long text together, and encodes it. */
export class LongText {
  readonly #pieces: string[] = [];
  #parts: string[] = [];
  #length = 0;

  add(part: string): void {
    this.#parts.push(part);
    this.#length += part.length;
    if (this.#length >= PIECE_CHARACTERS) this.#cut();
  }

  /** All that was added, in UTF-8. */
  encode(): Buffer {
    this.#cut();
    const pieces = this.#pieces;
    const bytes = Buffer.allocUnsafe(pieces.reduce((sum, piece) => sum + Buffer.byteLength(piece), 0));
    let at = 0;
    for (const piece of pieces) at += bytes.write(piece, at, "utf8");
    return bytes;
  }

  #cut(): void {
    this.#pieces.push(this.#parts.join(""));
    this.#parts = [];
    this.#length = 0;
  }
}
