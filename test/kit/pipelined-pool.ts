import { Client, Pool } from "pg";
import { afterEach } from "vitest";
import { createTestDatabase } from "./database.ts";

/** Opens pools whose clients pipeline, each on a database of its own, until the end of the test that opens them. */
export function usePipelinedPools(): (options: { max: number }) => Promise<{ pool: Pool; url: string }> {
  const cleanups: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });
  return async ({ max }) => {
    const database = await createTestDatabase();
    cleanups.push(database.drop);
    const pool = new Pool({ connectionString: database.url, max, pipeline: true });
    // The pool's end does not wait for its connections', and the database is dropped after it.
    pool.on("error", () => {});
    pool.on("connect", (client) => client.on("error", () => {}));
    cleanups.push(() => pool.end());
    return { pool, url: database.url };
  };
}

/** Runs a statement on a connection of its own. */
export async function runAside(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}
