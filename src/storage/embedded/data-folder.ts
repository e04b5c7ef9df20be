import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chown, link, mkdir, open, readFile, rename, rm, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { draftOf } from "./draft.ts";
import { EmbeddedPostgresError, errorCode } from "./embedded-postgres-error.ts";
import type { Home } from "./home.ts";
import { serverEnvironment } from "./server-settings.ts";

/** The superuser of every embedded PostgreSQL. */
export const SUPERUSER = "placementd";

/**
 * Makes PostgreSQL's data folder unless it exists. It appears by one rename, when
 * complete: a kill in the middle leaves only a draft, and of two processes that
 * start at once one wins and the other uses the winner's.
 *
 * Throws EmbeddedPostgresError with initdb's words, or if the data are those of
 * another major version of PostgreSQL.
 */
export async function createDataFolder(
  home: Home,
  options: { initdb: string; major: string; durable: boolean },
): Promise<boolean> {
  const version = await readFile(join(home.data, "PG_VERSION"), "utf8").catch(() => undefined);
  if (version !== undefined) {
    assertVersion(home, version.trim(), options.major);
    return false;
  }
  await createPassword(home);
  const draft = draftOf(home.data);
  try {
    await mkdir(draft, { mode: 0o700 });
    await runInitdb(home, { ...options, draft });
    await rename(draft, home.data);
    await syncFolder(home.directory);
    return true;
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (errorCode(error) === "ENOTEMPTY" || errorCode(error) === "EEXIST") return false;
    throw error;
  }
}

/** The superuser's password. Throws EmbeddedPostgresError if it cannot be read. */
export async function readPassword(home: Home): Promise<string> {
  try {
    return (await readFile(home.passwordFile, "utf8")).trim();
  } catch (error) {
    const problem = `Cannot read the database password in ${home.passwordFile}: ${errorCode(error)}.`;
    throw new EmbeddedPostgresError(problem, { cause: error });
  }
}

function assertVersion(home: Home, found: string, major: string): void {
  if (found === major) return;
  throw new EmbeddedPostgresError(
    `${home.data} was written by PostgreSQL ${found}; this is PostgreSQL ${major}, which cannot read it. ` +
      "Dump it with the older version and restore it, or move it away to start anew.",
  );
}

/** A link never replaces, so that the first password stays, whoever else is starting. */
async function createPassword(home: Home): Promise<void> {
  const draft = draftOf(home.passwordFile);
  await writeFile(draft, `${randomBytes(24).toString("hex")}\n`, {
    mode: 0o600,
  });
  await own(home, draft);
  await link(draft, home.passwordFile).catch((error: unknown) => {
    if (errorCode(error) !== "EEXIST") throw error;
  });
  await unlink(draft);
}

async function runInitdb(
  home: Home,
  options: { initdb: string; draft: string; durable: boolean },
): Promise<void> {
  await own(home, options.draft);
  const flags = [
    `--pgdata=${options.draft}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${home.passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    // PostgreSQL's own locale: names sort alike on every machine, whatever is installed there.
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    ...(options.durable ? [] : ["--no-sync"]),
  ];
  const account = home.account && {
    uid: home.account.uid,
    gid: home.account.gid,
  };
  await promisify(execFile)(options.initdb, flags, {
    ...account,
    cwd: home.directory,
    env: serverEnvironment(),
  }).catch((error: Error & { stderr?: string }) => {
    const words = error.stderr?.trim() || error.message;
    throw new EmbeddedPostgresError(
      `Creating PostgreSQL's data in ${home.data} as ${home.account?.name ?? "this user"} failed: ${words}`,
      { cause: error },
    );
  });
}

async function own(home: Home, path: string): Promise<void> {
  if (home.account) await chown(path, home.account.uid, home.account.gid);
}

/** Makes the rename itself last through a loss of power. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder);
  await handle.sync().finally(() => handle.close());
}
