import { rmSync } from "node:fs";
import { chmod, lstat, mkdtemp, readdir, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isAlive } from "../../src/storage/embedded/draft.ts";
import { findPostmaster, stopPostmaster } from "../../src/storage/embedded/postmaster.ts";
import { startEmbeddedPostgres } from "../../src/storage/embedded-postgres.ts";

/** The process id in the name tells a later run whether the folder still has an owner. */
const FOLDER = /^placementd-test-(\d+)-/;

/**
 * Makes a folder below the system's temporary one that the next test run removes, with
 * the servers in folders named "postgres" below it, if this process cannot any more.
 */
export async function makeTemporaryFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), `placementd-test-${process.pid}-`)));
  // PostgreSQL may have to run as another user, who has to get through.
  await chmod(folder, 0o711);
  return folder;
}

/** A PostgreSQL that lives as long as one test run. */
export interface TemporaryCluster {
  /** URL of its database "postgres", as superuser. */
  adminUrl: string;
  /** The same by Unix socket, where the folder's path is short enough for one. */
  socketUrl: string | undefined;
  /** Process id of the server. */
  pid: number;
  stop(): Promise<void>;
}

/**
 * Starts a PostgreSQL in a new folder below the system's temporary one. The folder
 * and the server go when it is stopped, or when this process exits in any way that
 * Node can notice; what a kill -9 leaves, the next call removes. Tests do without
 * durability, benchmarks don't.
 */
export async function startTemporaryCluster({ durable = false } = {}): Promise<TemporaryCluster> {
  await removeAbandonedClusters();
  const folder = await makeTemporaryFolder();
  const server = await startEmbeddedPostgres({
    directory: join(folder, "postgres"),
    database: "postgres",
    durable,
    log: () => undefined,
  });
  const forget = removeAtExit(server.pid, [server.directory, folder]);
  const stop = async () => {
    await server.stop();
    await removeFolder(folder);
    forget();
  };
  return { adminUrl: server.url, socketUrl: server.socketUrl, pid: server.pid, stop };
}

/** Returns what takes the arrangement back. */
function removeAtExit(pid: number, folders: string[]): () => void {
  const remove = () => {
    if (isAlive(pid)) process.kill(pid, "SIGQUIT");
    for (const folder of folders) {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
    }
  };
  // By default a signal ends the process without its exit handlers.
  const exit = () => process.exit(process.exitCode ?? 1);
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  process.once("exit", remove);
  for (const signal of signals) process.once(signal, exit);
  return () => {
    process.off("exit", remove);
    for (const signal of signals) process.off(signal, exit);
  };
}

async function removeAbandonedClusters(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const owner = FOLDER.exec(name)?.[1];
    const folder = join(tmpdir(), name);
    if (owner === undefined || isAlive(Number(owner))) continue;
    if ((await lstat(folder)).uid !== process.getuid?.()) continue;
    await removeFolder(folder);
  }
}

/** Stops and removes every home of a server below a folder, wherever its link leads, and the folder. */
export async function removeFolder(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.name !== "postgres" || entry.isFile()) continue;
    const home = await realpath(join(entry.parentPath, entry.name)).catch(() => undefined);
    if (home === undefined) continue;
    const server = await findPostmaster(join(home, "data"));
    if (server) await stopPostmaster(server.pid, join(home, "data"));
    await rm(home, { recursive: true, force: true });
  }
  await rm(folder, { recursive: true, force: true });
}
