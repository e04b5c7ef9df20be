import type { MikroORM } from "@mikro-orm/postgresql";
import { STANDARD_RESOURCE_CLASSES } from "../domain/resource-class.ts";
import { STANDARD_TRAITS } from "../domain/standard-traits.ts";

/** How often a migration that met another server's is tried again. */
const TRIES_MAX = 5;

/** What PostgreSQL says to the second of two who create or change the same object: exists already, or conflict. */
const racedCodes = new Set(["42P06", "42P07", "42710", "42701", "23505", "40001", "40P01"]);

/**
 * Brings the schema up to date and seeds the standard resource classes and traits. All pending migrations run in one
 * transaction, so that of several servers that start at once one succeeds and the others find its work when they
 * try again: no lock is needed, also on databases that have none for this.
 */
export async function migrate(orm: MikroORM): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await orm.migrator.up();
      break;
    } catch (error) {
      const code = (error as { code?: unknown }).code;
      if (tries === TRIES_MAX || typeof code !== "string" || !racedCodes.has(code)) {
        throw error;
      }
    }
  }
  await seed(orm);
}

async function seed(orm: MikroORM): Promise<void> {
  await addMissing(orm, { table: "resource_classes", names: STANDARD_RESOURCE_CLASSES });
  await addMissing(orm, { table: "traits", names: STANDARD_TRAITS });
}

/** Adds the names that a table lacks, in their order, and leaves all others alone: they are the clients'. */
async function addMissing(
  orm: MikroORM,
  { table, names }: { table: "resource_classes" | "traits"; names: readonly string[] },
): Promise<void> {
  const rows = names.map((_, place) => `(?, ${place})`).join(", ");
  await orm.em.fork().execute(
    `insert into ${table} (name) select standard.name from (values ${rows}) as standard (name, place)
       where not exists (select from ${table} t where t.name = standard.name)
       order by standard.place
       on conflict (name) do nothing`,
    [...names],
  );
}
