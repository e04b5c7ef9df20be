import { mkdir, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { removeAbandonedDrafts } from "./draft.ts";
import { EmbeddedPostgresError, errorCode } from "./embedded-postgres-error.ts";
import { chooseServerAccount, isRoot, type ServerAccount } from "./server-account.ts";
import { settleHome } from "./settle-home.ts";

/**
 * The folder of one embedded PostgreSQL: its data (owned by the account that
 * PostgreSQL runs as), and beside them what we keep ourselves. All paths are
 * real, because a running server is recognised by them.
 */
export interface Home {
  directory: string;
  /** PostgreSQL's data folder. It exists only when complete. */
  data: string;
  /** The superuser's password, one line, mode 0600. */
  passwordFile: string;
  /** The port used last, so that it stays the same from start to start. */
  portFile: string;
  /** The server's messages since its last start. */
  logFile: string;
  /** Set when we are root: run PostgreSQL as this one. */
  account: ServerAccount | undefined;
}

/**
 * Opens the home at `directory`, and creates it at first.
 *
 * Throws EmbeddedPostgresError if the place cannot be used, or if its data belong
 * to somebody else.
 */
export async function openHome(options: { directory: string; log: (line: string) => void }): Promise<Home> {
  const wanted = resolve(options.directory);
  await mkdir(dirname(wanted), { recursive: true });
  const place = join(await realpath(dirname(wanted)), basename(wanted));
  const account = isRoot() ? await accountFor(place) : undefined;
  const directory = await settleHome({ place, account, log: options.log });
  await assertOwned(join(directory, "data"), account);
  await removeAbandonedDrafts(directory);
  return {
    directory,
    data: join(directory, "data"),
    passwordFile: join(directory, "password"),
    portFile: join(directory, "port"),
    logFile: join(directory, "postgres.log"),
    account,
  };
}

/** Existing data keep their owner: an ordinary user's server is run as that user by root too. */
async function accountFor(place: string): Promise<ServerAccount> {
  const owner = await stat(join(place, "data")).catch(() => undefined);
  if (owner === undefined || owner.uid === 0) return await chooseServerAccount();
  return { uid: owner.uid, gid: owner.gid, name: `uid ${owner.uid}` };
}

async function assertOwned(data: string, account: ServerAccount | undefined): Promise<void> {
  const owner = await stat(data).catch((error: unknown) => {
    if (errorCode(error) === "ENOENT") return undefined;
    throw new EmbeddedPostgresError(`Cannot look at ${data}: ${errorCode(error)}.`, { cause: error });
  });
  const uid = account?.uid ?? process.getuid?.();
  if (owner === undefined || owner.uid === uid) return;
  throw new EmbeddedPostgresError(
    `${data} belongs to uid ${owner.uid} and this is uid ${uid}: start as the user who first did, or as root.`,
  );
}
