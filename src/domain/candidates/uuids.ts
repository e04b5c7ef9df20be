/**
 * The uuids of providers by position, and positions by uuid. Whoever searches needs texts and a map, which are most of
 * what a view of a hundred thousand providers would have on the heap, for the collector to look at while nothing else
 * runs. So until they are first wanted, and again when they are given up, all are one text. Either way takes some
 * 100 µs for a thousand.
 */
export class Uuids {
  /** How many there are. */
  readonly length: number;
  #packed: string | undefined;
  #texts: readonly string[] = [];
  #positions: Map<string, number> | undefined;

  /** Distinct texts, in the order of their positions. */
  constructor(uuids: readonly string[]) {
    this.length = uuids.length;
    this.#packed = JSON.stringify(uuids);
  }

  /** The uuid at a position. */
  at(position: number): string {
    if (this.#packed !== undefined) this.#unpack(this.#packed);
    return this.#texts[position]!;
  }

  /** The position of a uuid, -1 where there is none. */
  find(uuid: string): number {
    this.#positions ??= new Map(Array.from(this, (text, position) => [text, position]));
    return this.#positions.get(uuid) ?? -1;
  }

  /** All, in the order of their positions. */
  *[Symbol.iterator](): Generator<string, undefined> {
    for (let position = 0; position < this.length; position++) yield this.at(position);
  }

  /** Gives up what can be had again. */
  pack(): void {
    this.#positions = undefined;
    this.#packed ??= JSON.stringify(this.#texts);
    this.#texts = [];
  }

  #unpack(packed: string): void {
    this.#texts = JSON.parse(packed) as string[];
    this.#packed = undefined;
  }
}
