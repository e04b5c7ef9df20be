import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, realpath, rm } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { findPostmaster, stopPostmaster } from "../../src/storage/embedded/postmaster.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "../../src/storage/embedded-postgres.ts";
import { makeTemporaryFolder } from "./temporary-cluster.ts";

/** Another node process that uses an embedded PostgreSQL. */
export interface OtherProcess {
  url: string;
  /** Process id of the server. */
  pid: number;
  reused: boolean;
  /** Ends it by a signal and waits until it is gone; resolves to its exit code. */
  end(signal: "SIGTERM" | "SIGKILL"): Promise<number | null>;
}

/** Folders, servers and processes of real life. */
export interface Lab {
  /** Folder that every account can enter, with a `project/.data` in it that they can enter too. */
  folder: string;
  /** What the servers started in this process have told. */
  lines: string[];
  start(directory: string): Promise<EmbeddedPostgres>;
  startInOtherProcess(directory: string): Promise<OtherProcess>;
  /** Ends all processes and stops all servers; the data stay. */
  stopAll(): Promise<void>;
  /** After `stopAll`: removes the folders. */
  remove(): Promise<void>;
}

/** Prepares a test of the embedded PostgreSQL with real servers and processes. */
export async function openLab(): Promise<Lab> {
  const folder = await makeTemporaryFolder();
  await makeProject(folder);
  const lines: string[] = [];
  const directories = new Set<string>();
  const started: EmbeddedPostgres[] = [];
  const children: ChildProcess[] = [];
  return {
    folder,
    lines,
    start: async (directory) => {
      directories.add(directory);
      const server = await startEmbeddedPostgres({ directory, log: (line) => lines.push(line) });
      started.push(server);
      return server;
    },
    startInOtherProcess: async (directory) => {
      directories.add(directory);
      const child = spawnUser(directory);
      children.push(child);
      return await toOtherProcess(child);
    },
    stopAll: async () => {
      for (const child of children.splice(0)) child.kill("SIGKILL");
      for (const server of started.splice(0)) await server.stop();
      for (const home of await realHomes(directories)) await stopLeft(home);
    },
    remove: async () => {
      for (const path of [...(await realHomes(directories)), folder]) await rm(path, { recursive: true });
    },
  };
}

/** Lets every account in, whatever the umask. */
async function makeProject(folder: string): Promise<void> {
  for (const name of ["project", join("project", ".data")]) {
    await mkdir(join(folder, name));
    await chmod(join(folder, name), 0o711);
  }
}

/** Some were moved away by their test, and some are links to the real ones. */
async function realHomes(directories: Iterable<string>): Promise<Set<string>> {
  const homes = await Promise.all([...directories].map((path) => realpath(path).catch(() => undefined)));
  return new Set(homes.filter((home) => home !== undefined));
}

async function stopLeft(home: string): Promise<void> {
  const left = await findPostmaster(join(home, "data"));
  if (left) await stopPostmaster(left.pid, join(home, "data"));
}

function spawnUser(directory: string): ChildProcess {
  const script = fileURLToPath(new URL("embedded-postgres-process.ts", import.meta.url));
  return spawn(process.execPath, [script, directory], { stdio: ["ignore", "pipe", "inherit"] });
}

async function toOtherProcess(child: ChildProcess): Promise<OtherProcess> {
  const exited = once(child, "exit").then(([code]) => {
    throw new Error(`the process ended with ${code} before it had a server`);
  });
  const [line] = (await Promise.race([once(createInterface(child.stdout!), "line"), exited])) as [string];
  exited.catch(() => undefined);
  const facts = JSON.parse(line) as { url: string; pid: number; reused: boolean };
  const end = async (signal: "SIGTERM" | "SIGKILL") => {
    const exit = once(child, "exit");
    child.kill(signal);
    return ((await exit) as [number | null])[0];
  };
  return { ...facts, end };
}
