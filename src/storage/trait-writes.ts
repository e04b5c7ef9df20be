import { PlacementError } from "../domain/errors.ts";
import type { Transaction } from "../domain/store.ts";
import { advanceGeneration } from "./advance-generation.ts";
import { RunAgain, violates } from "./driver-errors.ts";
import type { ChangedTrees } from "./note-changes.ts";
import type { RunStatement, Statement } from "./statement.ts";

const insert: Statement = {
  name: "insert_trait",
  text: "insert into traits (name) values ($1) on conflict (name) do nothing returning id",
};

const remove: Statement = {
  name: "delete_trait",
  text: "delete from traits where name = $1 returning id",
};

/** All in one, so that the generation moves with what it counts. */
const replace: Statement = {
  name: "replace_traits",
  text: `
  with moved as (
    update resource_providers p set ${advanceGeneration("p")} where p.uuid = $1 returning p.id
  ), wanted as (
    select t.id from traits t where t.name = any ($2::varchar[])
  ), removed as (
    delete from provider_traits pt using moved m
    where pt.provider_id = m.id and pt.trait_id not in (select id from wanted)
  ), added as (
    insert into provider_traits (provider_id, trait_id)
    select m.id, w.id from moved m, wanted w
    on conflict (provider_id, trait_id) do nothing
  )
  select count(*)::int as found from wanted`,
};

/** The writes of traits. */
export type TraitWrites = Pick<Transaction, "insertTrait" | "deleteTrait" | "replaceTraits">;

/** Writes traits in a transaction. */
export function createTraitWrites(run: RunStatement, changed: ChangedTrees): TraitWrites {
  return {
    async insertTrait(name) {
      return (await run(insert, [name])).length > 0;
    },
    async deleteTrait(name) {
      try {
        return (await run(remove, [name])).length > 0;
      } catch (error) {
        throw violates(error, "provider_traits_trait_fkey")
          ? new PlacementError("TRAIT_IN_USE", { trait: name })
          : error;
      }
    },
    async replaceTraits(provider, names) {
      changed.ofProviders([provider.uuid]);
      const [row] = await runUnlessGone(run, [provider.uuid, names]);
      if (row?.found !== new Set(names).size) {
        throw new RunAgain("a trait went meanwhile");
      }
    },
  };
}

async function runUnlessGone(run: RunStatement, values: readonly unknown[]): Promise<{ found: number }[]> {
  try {
    return await run<{ found: number }>(replace, values);
  } catch (error) {
    throw violates(error, "provider_traits_trait_fkey") ? new RunAgain("a trait went meanwhile") : error;
  }
}
