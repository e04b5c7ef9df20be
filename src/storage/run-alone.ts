import type { Pool } from "pg";
import { codeOf } from "./driver-errors.ts";
import { isAboutPreparation, type QueryValues, QuickQuery } from "./quick-query.ts";
import type { NamedStatement } from "./statement.ts";

/**
 * Runs a statement on a connection of its own, so that it may wait for locks as long as it has to, and returns its
 * rows; undefined where the statement has to be sent anew: then nothing has come of it.
 */
export async function runAlone<Row>(
  pool: Pool,
  statement: NamedStatement,
  values: QueryValues,
): Promise<Row[] | undefined> {
  const client = await pool.connect();
  return await new Promise((resolve, reject) => {
    client.query(
      new QuickQuery<Row>(client, statement, values, (error, rows) => {
        client.release(error !== undefined && !leavesSession(error));
        if (error === undefined) resolve(rows);
        else if (isAboutPreparation(error)) resolve(undefined);
        else reject(error);
      }),
    );
  });
}

/**
 * Whether a session surely goes on after an error: a value that can't be, a violated constraint, a serialization
 * failure or deadlock, or a statement to be sent anew. An error may also be the server's last word on a connection
 * that it is about to close.
 */
function leavesSession(error: Error): boolean {
  return /^(22|23|40)/.test(codeOf(error)) || isAboutPreparation(error);
}
