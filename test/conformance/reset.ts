import { connectPg } from "../../src/storage/embedded/pg-client.ts";
import { startEmbeddedPostgres } from "../../src/storage/embedded-postgres.ts";
import { noteAllChanged } from "../kit/note-all-changed.ts";

/**
 * Empties a server's database of all but the standard classes and traits: `node test/conformance/reset.ts DATA_DIR`,
 * where DATA_DIR is the folder `postgres` below the server's PLACEMENTD_DATA_DIR, or with DATABASE_URL in the
 * environment.
 */
const embedded =
  process.env.DATABASE_URL === undefined
    ? await startEmbeddedPostgres({ directory: process.argv[2] ?? ".data", log: () => {} })
    : undefined;
const client = await connectPg(process.env.DATABASE_URL ?? embedded?.url ?? "");
try {
  await client.query(`truncate allocations, consumers, inventories, provider_traits, provider_aggregates,
    resource_providers restart identity`);
  for (const named of ["resource_classes", "traits"]) {
    await client.query(`delete from ${named} where name like 'CUSTOM\\_%'`);
  }
  for (const note of noteAllChanged) await client.query(note);
} finally {
  await client.end();
  await embedded?.stop();
}
