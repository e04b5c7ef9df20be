import { setTimeout as sleep } from "node:timers/promises";
import type { Pool } from "pg";

/** Returns when somebody waits for a lock in the pool's database. */
export async function someoneWaits(pool: Pool): Promise<void> {
  for (;;) {
    const { rows } = await pool.query(
      "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    if (rows.length > 0) return;
    await sleep(5);
  }
}
