/** Names and the small integers that stand for them, counted from 0 in the order of their first use. */
export class Names {
  readonly #ids = new Map<string, number>();
  readonly #names: string[] = [];

  /** The integer of a name, new where it is new. */
  add(name: string): number {
    const known = this.#ids.get(name);
    if (known !== undefined) {
      return known;
    }
    this.#ids.set(name, this.#names.length);
    return this.#names.push(name) - 1;
  }

  /** The integer of a name, -1 for a name that nobody has used: it equals none. */
  find(name: string): number {
    return this.#ids.get(name) ?? -1;
  }

  /** The name of an integer that `add` has given. */
  nameOf(id: number): string {
    return this.#names[id]!;
  }

  /** How many names there are. */
  get size(): number {
    return this.#names.length;
  }
}
