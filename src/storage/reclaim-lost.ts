import type { Pool, PoolClient } from "pg";

/**
 * How long whoever holds a connection that was lost may take to give it back, in milliseconds. What it still asks of
 * it fails at once, so that this is ample.
 */
const patienceMs = 1000;

/**
 * Takes connections that were lost back into the pool, for the place to be filled again. A transaction gives its
 * connection back once it is rolled back (Kysely's controlled ones do), and on a lost connection that never happens:
 * each would cost the pool a place for good, and the end of the pool would wait for all of them.
 */
export function reclaimLost(pool: Pool): void {
  pool.on("connect", (client) => {
    client.once("end", () => setTimeout(() => giveBack(client), patienceMs));
  });
}

function giveBack(client: PoolClient): void {
  try {
    client.release(true);
  } catch {
    // It was given back before: the pool counts.
  }
}
