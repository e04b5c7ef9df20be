import { IsolationLevel, type MikroORM } from "@mikro-orm/postgresql";
import { STANDARD_RESOURCE_CLASSES } from "../domain/resource-class.ts";
import { STANDARD_TRAITS } from "../domain/standard-traits.ts";
import { inTransaction, type Statement } from "./statement.ts";

/** How often a migration that met another server's is tried again. */
const TRIES_MAX = 5;

/** What PostgreSQL says to the second of two who create or change the same object: exists already, or conflict. */
const racedCodes = new Set(["42P06", "42P07", "42710", "42701", "23505", "40001", "40P01"]);

/** Runs a statement, and again while it only met those of others. */
type Again = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Brings the schema up to date and seeds the standard resource classes and traits. All pending migrations run in one
 * transaction, so that of several servers that start at once one succeeds and the others find its work when they
 * try again: no lock is needed, also on databases that have none for this.
 */
export async function migrate(orm: MikroORM, again: Again): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await runPending(orm);
      break;
    } catch (error) {
      const code = (error as { code?: unknown }).code;
      if (tries === TRIES_MAX || typeof code !== "string" || !racedCodes.has(code)) {
        throw error;
      }
    }
  }
  await seed(orm, again);
}

/**
 * At READ COMMITTED, whatever the level of all else: a migration that has waited for others to let go of a table has to
 * see what they did.
 */
async function runPending(orm: MikroORM): Promise<void> {
  // It also makes the table that says which have run: within the transaction, that would take a second connection.
  if ((await orm.migrator.getPending()).length === 0) return;
  await orm.em.getConnection().transactional((transaction) => orm.migrator.up({ transaction }), {
    isolationLevel: IsolationLevel.READ_COMMITTED,
  });
}

/** Adds the names that a table lacks, in their order, and leaves all others alone: they are the clients'. */
function addMissing(table: "resource_classes" | "traits"): Statement {
  return {
    name: `seed_${table}`,
    text: `
    insert into ${table} (name)
    select s.name from unnest($1::varchar[]) with ordinality as s (name, position)
    where not exists (select from ${table} t where t.name = s.name)
    order by s.position
    on conflict (name) do nothing`,
  };
}

async function seed(orm: MikroORM, again: Again): Promise<void> {
  const run = inTransaction(orm.em.fork());
  await again(() => run(addMissing("resource_classes"), [STANDARD_RESOURCE_CLASSES]));
  await again(() => run(addMissing("traits"), [STANDARD_TRAITS]));
}
