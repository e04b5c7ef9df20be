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

const traitNames: Statement = {
  name: "trait_names",
  text: "select id, name from traits where id = any ($1::int[])",
};

/** The names of traits by their ids. What had an id before has it still, or is gone. */
export async function readTraitNames(
  run: RunStatement,
  ids: ReadonlySet<number>,
): Promise<ReadonlyMap<number, string>> {
  const rows = ids.size === 0 ? [] : await run<{ id: number; name: string }>(traitNames, [[...ids]]);
  return new Map(rows.map(({ id, name }) => [id, name]));
}
