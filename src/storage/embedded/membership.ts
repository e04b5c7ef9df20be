import type { Client } from "pg";
import { readPassword, SUPERUSER } from "./data-folder.ts";
import { EmbeddedPostgresError, errorCode } from "./embedded-postgres-error.ts";
import type { Home } from "./home.ts";
import { connectPg } from "./pg-client.ts";

/** Any number will do that nobody else uses for a lock in the database "postgres". */
const LOCK = 1_886_151_011;

/** PostgreSQL's codes for a refused password or user. */
const REFUSED = new Set(["28P01", "28000"]);

/**
 * One process's claim that it uses the server: an open connection that holds a
 * shared lock. It ends with the process however that dies, so who is left can
 * always be told, and the last one to leave, whoever started the server, stops it.
 */
export interface Membership {
  client: Client;
  /** Settles when the connection is lost, or given up by `leave`. */
  ended: Promise<void>;
  /**
   * Gives up the claim. True: nobody else has one, and nobody gets one while
   * `client` stays connected, so that the server can be stopped. False: others do.
   */
  leave(): Promise<boolean>;
}

/**
 * Joins the server on a port. `undefined`: not now, because it is being stopped.
 *
 * Rejects with EmbeddedPostgresError if it is not ours or refuses our password,
 * else with the driver's error (it may be starting: try again).
 */
export async function joinServer(home: Home, port: number): Promise<Membership | undefined> {
  const client = await connect(home, port);
  const ended = new Promise<void>((resolve) => client.on("end", () => resolve()));
  try {
    const { rows } = await client.query<{ data: string; joined: boolean }>(
      "select current_setting('data_directory') as data, pg_try_advisory_lock_shared($1) as joined",
      [LOCK],
    );
    if (rows[0]?.data !== home.data) {
      throw new EmbeddedPostgresError(
        `The PostgreSQL on port ${port} has its data in ${rows[0]?.data}, not ${home.data}.`,
      );
    }
    if (rows[0].joined) return { client, ended, leave: () => leave(client) };
  } catch (error) {
    await client.end();
    throw error;
  }
  await client.end();
  return undefined;
}

/**
 * Where a database of the server is found, by a client of this machine: by TCP, or in
 * the form that libpq and `pg` know for a Unix socket, with its folder as the host.
 */
export async function serverUrl(
  home: Home,
  at: { port: number; database: string; socketFolder?: string | undefined },
): Promise<string> {
  const host = at.socketFolder === undefined ? "127.0.0.1" : encodeURIComponent(at.socketFolder);
  const password = await readPassword(home);
  return `postgresql://${SUPERUSER}:${password}@${host}:${at.port}/${encodeURIComponent(at.database)}`;
}

async function connect(home: Home, port: number): Promise<Client> {
  try {
    return await connectPg(
      await serverUrl(home, { port, database: "postgres" }),
      `placementd ${process.pid}`,
    );
  } catch (error) {
    if (!REFUSED.has(errorCode(error) ?? "")) throw error;
    throw new EmbeddedPostgresError(
      `PostgreSQL on port ${port} refuses the password in ${home.passwordFile}.`,
      {
        cause: error,
      },
    );
  }
}

/**
 * Of several that leave at once, exactly one gets the exclusive lock, and it does
 * so after the last shared one is gone.
 */
async function leave(client: Client): Promise<boolean> {
  await client.query("select pg_advisory_unlock_shared($1)", [LOCK]);
  const { rows } = await client.query<{ last: boolean }>("select pg_try_advisory_lock($1) as last", [LOCK]);
  return rows[0]?.last ?? false;
}
