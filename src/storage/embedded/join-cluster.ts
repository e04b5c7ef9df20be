import { setTimeout as wait } from "node:timers/promises";
import { createDataFolder } from "./data-folder.ts";
import { EmbeddedPostgresError, errorText } from "./embedded-postgres-error.ts";
import type { Home } from "./home.ts";
import { choosePort, launchServer, rememberPort } from "./launch.ts";
import { joinServer, type Membership } from "./membership.ts";
import { findPlatformPackage } from "./platform-package.ts";
import { findPostmaster, type Postmaster, removeForeignLocks } from "./postmaster.ts";
import { installRuntime } from "./runtime.ts";

/** A pause before looking again at a server that is starting or stopping. */
const LOOK_AGAIN_MS = 20;

/** Enough for the processes of a killed server to notice, each pause longer than the last (4 s in all). */
const LAUNCHES_MAX = 8;

/** A server that runs, and our membership of it. */
export interface JoinedCluster {
  membership: Membership;
  postmaster: Postmaster;
  /** True if this call started the server, false if it was found running. */
  launched: boolean;
}

/** How to bring the server up. */
export interface JoinOptions {
  /** Where a server has to listen that clients know already. */
  port?: number;
  durable: boolean;
  /** For a server that starts or recovers, in milliseconds. */
  readyMsMax: number;
  log: (line: string) => void;
  signal: AbortSignal;
}

/**
 * Joins the server of a home: the one that runs, else one started here, for which
 * binaries and data are made at first. Every step looks at the state afresh, so
 * that any number of processes may do this at once, and all end up with one server.
 *
 * Throws EmbeddedPostgresError with the last reason when that does not succeed.
 */
export async function joinCluster(home: Home, options: JoinOptions): Promise<JoinedCluster> {
  const attempt: Attempt = {
    launches: 0,
    launched: undefined,
    problem: "it does not answer",
  };
  const start = Date.now();
  while (Date.now() - start < options.readyMsMax) {
    const postmaster = await findPostmaster(home.data);
    if (postmaster === undefined) await launch(home, options, attempt);
    const membership = postmaster?.ready ? await tryToJoin(home, postmaster.port, attempt) : undefined;
    if (postmaster && membership) {
      return {
        membership,
        postmaster,
        launched: postmaster.pid === attempt.launched,
      };
    }
    if (postmaster) await wait(LOOK_AGAIN_MS, undefined, { signal: options.signal });
  }
  throw new EmbeddedPostgresError(
    `PostgreSQL on ${home.data} was not ready within ${options.readyMsMax / 1000} s: ${attempt.problem}.`,
  );
}

interface Attempt {
  launches: number;
  /** The process id of the server that was started here. */
  launched: number | undefined;
  /** Why the last step did not succeed. */
  problem: string;
}

async function launch(home: Home, options: JoinOptions, attempt: Attempt): Promise<void> {
  const source = findPlatformPackage();
  const runtime = await installRuntime(home, source);
  const { durable, signal, log } = options;
  if (
    await createDataFolder(home, {
      initdb: runtime.initdb,
      major: source.major,
      durable,
    })
  ) {
    log(`created PostgreSQL ${source.major} data in ${home.data}`);
  }
  await removeForeignLocks(home.data);
  const port = options.port ?? (await choosePort(home));
  const { pid, lastWords } = await launchServer(home, {
    postgres: runtime.postgres,
    port,
    durable,
    signal,
  });
  if (lastWords === undefined) {
    attempt.launched = pid;
    return await rememberPort(home, port);
  }
  attempt.problem = lastWords;
  if (++attempt.launches < LAUNCHES_MAX) return await wait(100 * attempt.launches, undefined, { signal });
  throw new EmbeddedPostgresError(
    `PostgreSQL on ${home.data} does not start (${LAUNCHES_MAX} tries): ${lastWords}`,
  );
}

async function tryToJoin(home: Home, port: number, attempt: Attempt): Promise<Membership | undefined> {
  try {
    return await joinServer(home, port);
  } catch (error) {
    if (error instanceof EmbeddedPostgresError) throw error;
    attempt.problem = errorText(error);
    return undefined;
  }
}

/**
 * Joins the server of a home only if it runs: one that recovers from a crash is
 * waited for, up to `readyMsMax`. `undefined`: none runs, or it cannot be joined.
 */
export async function joinRunning(home: Home, readyMsMax: number): Promise<JoinedCluster | undefined> {
  for (const start = Date.now(); Date.now() - start < readyMsMax; await wait(LOOK_AGAIN_MS)) {
    const postmaster = await findPostmaster(home.data);
    if (postmaster === undefined) return undefined;
    if (!postmaster.ready) continue;
    const membership = await joinServer(home, postmaster.port).catch(() => undefined);
    if (membership) return { membership, postmaster, launched: false };
  }
  return undefined;
}
