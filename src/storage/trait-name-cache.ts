import type { RunStatement } from "./statement.ts";
import { readTraitNames } from "./trait-ids.ts";

/** How many names are kept at most: clients may make and delete traits for ever. */
const NAMES_MAX = 50_000;

/** The names of traits by their ids, each asked for once: a trait keeps both for ever. */
export class TraitNameCache {
  readonly #run: RunStatement;
  readonly #names = new Map<number, string>();

  constructor(run: RunStatement) {
    this.#run = run;
  }

  /** Names of all of some traits that are there, and of others. */
  async namesOf(ids: ReadonlySet<number>): Promise<ReadonlyMap<number, string>> {
    if (this.#names.size > NAMES_MAX) this.#names.clear();
    const unknown = new Set([...ids].filter((id) => !this.#names.has(id)));
    for (const [id, name] of await readTraitNames(this.#run, unknown)) this.#names.set(id, name);
    return this.#names;
  }
}
