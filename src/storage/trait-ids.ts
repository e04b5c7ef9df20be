import type { RunStatement, Statement } from "./statement.ts";

const traitIds: Statement = {
  name: "trait_ids",
  text: "select id, name from traits where name = any ($1::varchar[])",
};

/** The ids of traits by their names; those that don't exist are missing. A trait keeps its id for ever. */
export async function readTraitIds(
  run: RunStatement,
  names: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = names.length === 0 ? [] : await run<{ id: number; name: string }>(traitIds, [names]);
  return new Map(rows.map(({ id, name }) => [name, id]));
}
