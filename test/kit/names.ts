import { randomUUID } from "node:crypto";

/** Short names for uuids, so that a test case can say `P1` and a failure shows `P1`. */
export class Names {
  readonly #uuids = new Map<string, string>();
  readonly #names = new Map<string, string>();

  /** The uuid of a name: a new one where the name is new. */
  uuid(name: string): string {
    const known = this.#uuids.get(name);
    if (known !== undefined) return known;
    const uuid = randomUUID();
    this.#uuids.set(name, uuid);
    this.#names.set(uuid, name);
    return uuid;
  }

  /** The name of a uuid; the uuid itself where it has none. */
  name(uuid: string): string {
    return this.#names.get(uuid) ?? uuid;
  }
}
