import type { RunStatement, Statement } from "./statement.ts";

/** The ids of traits by their names; unknown names have none. */
export type TraitIds = ReadonlyMap<string, number>;

const statement: Statement = {
  name: "trait_ids",
  text: "select id, name from traits where name = any ($1::varchar[])",
};

/** Looks up the ids of traits. A trait keeps its id for ever: to ask for it apart is not to see another moment. */
export async function traitIdsOf(run: RunStatement, names: readonly string[]): Promise<TraitIds> {
  const rows = names.length === 0 ? [] : await run<{ id: number; name: string }>(statement, [names]);
  return new Map(rows.map(({ id, name }) => [name, id]));
}
