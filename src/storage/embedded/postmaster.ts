import { execFile } from "node:child_process";
import { readdir, readFile, readlink, unlink } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import { isAlive } from "./draft.ts";
import { EmbeddedPostgresError } from "./embedded-postgres-error.ts";

/** A running server's main process, as its lock file tells. */
export interface Postmaster {
  pid: number;
  port: number;
  /** Where its Unix socket is, unless it has none. */
  socketFolder: string | undefined;
  /** Whether it takes connections; else it is starting, recovering or stopping. */
  ready: boolean;
}

const FAST_STOP_MS_MAX = 30_000;
const IMMEDIATE_STOP_MS_MAX = 5_000;

/**
 * The server that runs on a data folder, if there is one. Its lock file alone
 * proves nothing: after a kill -9 it stays, and its process id may since belong to
 * any other process, or (in a copied folder) to the server of another project.
 */
export async function findPostmaster(data: string): Promise<Postmaster | undefined> {
  const text = await readFile(join(data, "postmaster.pid"), "utf8").catch(() => "");
  const lines = text.split("\n").map((line) => line.trim());
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  if (!(await runsOn(pid, data))) return undefined;
  return {
    pid,
    port: port || 0,
    socketFolder: lines[4] || undefined,
    ready: port > 0 && lines[7] === "ready",
  };
}

/**
 * Removes the lock files (of the data folder, and of the socket in it) that name a
 * living process which is not a server of this data folder: PostgreSQL itself would
 * only see that the process lives and refuse to start. (Where the process is dead, it
 * removes them by itself.)
 */
export async function removeForeignLocks(data: string): Promise<void> {
  for (const name of await readdir(data)) {
    if (name !== "postmaster.pid" && !/^\.s\.PGSQL\.\d+\.lock$/.test(name)) continue;
    const file = join(data, name);
    const pid = Number.parseInt(await readFile(file, "utf8").catch(() => ""), 10);
    if (pid > 0 && isAlive(pid) && !(await runsOn(pid, data))) await unlink(file).catch(() => undefined);
  }
}

/**
 * Stops a server and waits until it is gone: first the fast way (connections end,
 * data are written out), and if that takes over 30 s the immediate way, after
 * which the next start recovers.
 *
 * Throws EmbeddedPostgresError if it will not go.
 */
export async function stopPostmaster(pid: number, data: string): Promise<void> {
  for (const [signal, msMax] of [
    ["SIGINT", FAST_STOP_MS_MAX],
    ["SIGQUIT", IMMEDIATE_STOP_MS_MAX],
  ] as const) {
    if (isAlive(pid)) process.kill(pid, signal);
    for (const start = Date.now(); Date.now() - start < msMax; await wait(10)) {
      if (!(await runsOn(pid, data))) return;
    }
  }
  throw new EmbeddedPostgresError(`PostgreSQL (process ${pid}) on ${data} does not stop.`);
}

/** Whether the process is a server of this folder: one works in its data folder, and was told so. */
async function runsOn(pid: number, data: string): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (process.platform !== "linux") return await wasStartedOn(pid, data);
  const folder = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
  if (folder !== undefined) return folder === data;
  // In a container, root may not see the folder of another account's process, but its arguments.
  const args = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
  return args.split("\0").includes(data);
}

async function wasStartedOn(pid: number, data: string): Promise<boolean> {
  const ps = promisify(execFile)("ps", ["-o", "command=", "-p", String(pid)]);
  return await ps.then(
    ({ stdout }) => stdout.includes(`-D ${data} `),
    () => false,
  );
}
