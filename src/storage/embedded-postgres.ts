import type { Client } from "pg";
import { EmbeddedPostgresError, errorCode, errorText } from "./embedded/embedded-postgres-error.ts";
import { type Home, openHome } from "./embedded/home.ts";
import { type JoinedCluster, joinCluster } from "./embedded/join-cluster.ts";
import { serverUrl } from "./embedded/membership.ts";
import { stayJoined } from "./embedded/stay-joined.ts";

export { EmbeddedPostgresError };

/** Recovery after a crash may read a gigabyte of log; a start that hangs must still end. */
const READY_MS_MAX = 120_000;

/** PostgreSQL's codes for "exists already", the second when two create at the same instant. */
const EXISTS = new Set(["42P04", "23505"]);

/** What an embedded PostgreSQL needs to know. */
export interface EmbeddedPostgresOptions {
  /** Folder for binaries and data, e.g. `<project>/.data/postgres`. Created with its parents. */
  directory: string;
  /** Gets one line about everything worth telling an operator. */
  log: (line: string) => void;
  /** The database to make and to connect to. "placementd" by default. */
  database?: string;
  /** False trades safety in a crash of the machine for speed, for tests. True by default. */
  durable?: boolean;
}

/** A PostgreSQL that runs beside this process, on 127.0.0.1 only, with a password. */
export interface EmbeddedPostgres {
  /** Connection URL of the database, as its owner and superuser. It stays the same over restarts if it can. */
  url: string;
  /**
   * The same by Unix socket, which costs a third less of Node's time per query. Not there
   * if the folder's path is too long for one.
   */
  socketUrl: string | undefined;
  /** The real folder, which for root may be another than the one asked for. */
  directory: string;
  /** Process id of the server. A later one, if it had to be started again, is not told. */
  pid: number;
  /** True if the server ran already: another placementd's, or left over from a killed one. */
  reused: boolean;
  /** Stops the server unless another placementd uses it. Close your own connections first. */
  stop(): Promise<void>;
}

/**
 * Brings up the project's own PostgreSQL: a real one, so that `npm start` needs no
 * database to be installed. At first it makes the data (about a second), later it
 * starts what is there, and a running server is used as it is, so a kill -9 of
 * this process, of the server or of both does no harm and several processes may
 * share one. Until `stop`, a server that dies is started again on its port.
 *
 * It knows nothing of what the database is for.
 *
 * Throws EmbeddedPostgresError, whose message says what was tried.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  try {
    const home = await openHome(options);
    const settings = {
      durable: options.durable ?? true,
      readyMsMax: READY_MS_MAX,
      log: options.log,
    };
    const joined = await joinCluster(home, {
      ...settings,
      signal: new AbortController().signal,
    });
    const { port, socketFolder } = joined.postmaster;
    options.log(describe(home, joined));
    const stay = stayJoined(home, joined, { ...settings, port });
    const database = options.database ?? "placementd";
    await createDatabase(joined.membership.client, database).catch(async (error: unknown) => {
      await stay.leave();
      throw error;
    });
    return {
      url: await serverUrl(home, { port, database }),
      socketUrl: socketFolder && (await serverUrl(home, { port, database, socketFolder })),
      directory: home.directory,
      pid: joined.postmaster.pid,
      reused: !joined.launched,
      stop: () => stay.leave(),
    };
  } catch (error) {
    if (error instanceof EmbeddedPostgresError) throw error;
    const problem = `The embedded PostgreSQL in ${options.directory} cannot be used: ${errorText(error)}.`;
    throw new EmbeddedPostgresError(problem, { cause: error });
  }
}

function describe(home: Home, { launched, postmaster }: JoinedCluster): string {
  const where = `on 127.0.0.1:${postmaster.port}, process ${postmaster.pid}, data in ${home.data}`;
  return launched ? `started PostgreSQL ${where}` : `using the running PostgreSQL ${where}`;
}

async function createDatabase(client: Client, name: string): Promise<void> {
  const { rows } = await client.query("select 1 from pg_database where datname = $1", [name]);
  if (rows.length > 0) return;
  await client.query(`create database "${name.replaceAll('"', '""')}"`).catch((error: unknown) => {
    if (!EXISTS.has(errorCode(error) ?? "")) throw error;
  });
}
