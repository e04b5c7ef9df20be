import { setTimeout as sleep } from "node:timers/promises";
import type { Pool } from "pg";

/** Returns when somebody waits for a lock in the pool's database; so many at least. */
export async function someoneWaits(pool: Pool, count = 1): Promise<void> {
  for (;;) {
    const { rows } = await pool.query(
      "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    if (rows.length >= count) return;
    await sleep(5);
  }
}
