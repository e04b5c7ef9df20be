import type { Reads } from "../domain/reads.ts";
import type { ProviderTraits } from "../domain/trait.ts";
import { milliseconds } from "./milliseconds.ts";
import { type NamedRow, namedFromRow } from "./named-row.ts";
import type { RunStatement, Statement } from "./statement.ts";

/**
 * The prefix is compared as text: in a pattern, `_` and `%` would have a meaning of their own. Whether a trait is
 * associated is asked by the first provider that has it, which is at one end of an index. With `exists` the planner
 * thinks of traits as evenly spread, and reads all there is for each trait that nobody has: seven seconds with
 * 100,000 providers.
 */
const listTraits: Statement = {
  name: "list_traits",
  text: `
  select t.name, ${milliseconds("t.updated_at")} from traits t
  where ($1::varchar is null or left(t.name, length($1)) = $1)
    and ($2::varchar[] is null or t.name = any ($2))
    and ($3::boolean is null
      or $3 = ((select min(pt.provider_id) from provider_traits pt where pt.trait_id = t.id) is not null))
  order by t.id`,
};

const findTrait: Statement = {
  name: "find_trait",
  quick: "read",
  text: `select name, ${milliseconds("updated_at")} from traits where name = $1`,
};

const unknownTraits: Statement = {
  name: "unknown_traits",
  text: `
  select w.name from unnest($1::varchar[]) with ordinality as w (name, place)
  where not exists (select from traits t where t.name = w.name)
  order by w.place`,
};

const viewTraits: Statement = {
  name: "view_traits",
  quick: "read",
  text: `
  select p.generation, t.name, ${milliseconds("t.updated_at")}
  from resource_providers p
    left join provider_traits pt on pt.provider_id = p.id
    left join traits t on t.id = pt.trait_id
  where p.uuid = $1
  order by t.id`,
};

/** The reads of traits. */
export type TraitReads = Pick<Reads, "listTraits" | "findTrait" | "unknownTraits" | "viewTraits">;

/** Reads traits. */
export function createTraitReads(run: RunStatement): TraitReads {
  return {
    async listTraits({ namePrefix, names, associated }) {
      const rows = await run<NamedRow>(listTraits, [namePrefix ?? null, names ?? null, associated ?? null]);
      return rows.map(namedFromRow);
    },
    async findTrait(name) {
      const [row] = await run<NamedRow>(findTrait, [name]);
      return row === undefined ? undefined : namedFromRow(row);
    },
    async unknownTraits(names) {
      return (await run<{ name: string }>(unknownTraits, [names])).map((row) => row.name);
    },
    async viewTraits(providerUuid) {
      return providerTraitsFromRows(await run<ProviderTraitRow>(viewTraits, [providerUuid]));
    },
  };
}

/** A provider's generation beside one of its traits, or beside nulls where it has none. */
type ProviderTraitRow = { generation: number } & (NamedRow | { name: null });

function providerTraitsFromRows(rows: ProviderTraitRow[]): ProviderTraits | undefined {
  const [first] = rows;
  return first === undefined
    ? undefined
    : {
        generation: first.generation,
        traits: rows.flatMap((row) => (row.name === null ? [] : [namedFromRow(row)])),
      };
}
