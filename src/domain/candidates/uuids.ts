/**
 * The uuids of providers by position, and positions by uuid. They are kept as one text and a table of numbers: as
 * texts of their own and a map they are most of what a view of a hundred thousand providers has on the heap, and
 * each is one more thing for the collector to look at while nothing else runs.
 */
export class Uuids {
  /** How many there are. */
  readonly length: number;
  readonly #text: string;
  /** Where each begins in the text, and at last where the text ends. */
  readonly #starts: Starts;
  /** By hash, or at the next free place after it: position + 1, 0 for a free place. */
  readonly #places: Int32Array;

  /** Distinct texts, in the order of their positions. */
  constructor(uuids: readonly string[]) {
    this.length = uuids.length;
    this.#text = uuids.join("");
    this.#starts = startsOf(uuids);
    this.#places = new Int32Array(2 ** Math.ceil(Math.log2(2 * uuids.length + 1)));
    for (let position = 0; position < uuids.length; position++) {
      let place = this.#firstPlace(uuids[position]!);
      while (this.#places[place] !== 0) place = this.#placeAfter(place);
      this.#places[place] = position + 1;
    }
  }

  /** The uuid at a position. */
  at(position: number): string {
    return this.#text.slice(this.#start(position), this.#start(position + 1));
  }

  /** The position of a uuid, -1 where there is none. */
  find(uuid: string): number {
    for (let place = this.#firstPlace(uuid); ; place = this.#placeAfter(place)) {
      const position = this.#places[place]! - 1;
      if (position === -1 || this.#isAt(position, uuid)) return position;
    }
  }

  /** All, in the order of their positions. */
  *[Symbol.iterator](): Generator<string, undefined> {
    for (let position = 0; position < this.length; position++) yield this.at(position);
  }

  #isAt(position: number, uuid: string): boolean {
    const start = this.#start(position);
    return this.#start(position + 1) - start === uuid.length && this.#text.startsWith(uuid, start);
  }

  #start(position: number): number {
    return typeof this.#starts === "number" ? this.#starts * position : this.#starts[position]!;
  }

  #firstPlace(uuid: string): number {
    return hashOf(uuid) & (this.#places.length - 1);
  }

  #placeAfter(place: number): number {
    return (place + 1) & (this.#places.length - 1);
  }
}

/** Of texts that are all as long as each other, and real uuids are, that length is enough. */
type Starts = Int32Array | number;

function startsOf(texts: readonly string[]): Starts {
  const length = texts[0]?.length ?? 0;
  if (texts.every((text) => text.length === length)) return length;
  const starts = new Int32Array(texts.length + 1);
  for (let at = 0; at < texts.length; at++) starts[at + 1] = starts[at]! + texts[at]!.length;
  return starts;
}

/** FNV-1a of the code units. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash ^ (hash >>> 15);
}
