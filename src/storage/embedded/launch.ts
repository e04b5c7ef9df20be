import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, open, readFile, rename, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { draftOf } from "./draft.ts";
import { errorText } from "./embedded-postgres-error.ts";
import type { Home } from "./home.ts";
import { findPostmaster } from "./postmaster.ts";
import { serverEnvironment, serverSettings } from "./server-settings.ts";

const LOG_TAIL_CHARS = 2_000;

/** How a launch ended: with the id of a server that takes connections, or with the last words of one that is gone. */
export type LaunchOutcome = { pid: number; lastWords?: never } | { pid?: never; lastWords: string };

/**
 * Starts a server and waits until it takes connections or is gone. That it is gone
 * need not be a failure: another process may have started one a moment earlier.
 *
 * The server outlives this process, and a Ctrl-C meant for us does not reach it.
 */
export async function launchServer(
  home: Home,
  options: {
    postgres: string;
    port: number;
    durable: boolean;
    signal: AbortSignal;
  },
): Promise<LaunchOutcome> {
  const log = await openLog(home);
  const settings = Object.entries(serverSettings({ ...options, data: home.data })).flatMap(
    ([name, value]) => ["-c", `${name}=${value}`],
  );
  const account = home.account && {
    uid: home.account.uid,
    gid: home.account.gid,
  };
  const server = spawn(options.postgres, ["-D", home.data, ...settings], {
    ...account,
    cwd: home.directory,
    env: serverEnvironment(),
    detached: true,
    stdio: ["ignore", log.fd, log.fd],
  });
  let lastWords: string | undefined;
  server.once("error", (error) => {
    lastWords = `cannot run ${options.postgres}: ${errorText(error)}`;
  });
  server.once("exit", async () => {
    lastWords = await readTail(home);
  });
  server.unref();
  await log.close();
  while (lastWords === undefined) {
    const found = await findPostmaster(home.data);
    if (found?.ready && found.pid === server.pid) return { pid: found.pid };
    await wait(10, undefined, { signal: options.signal });
  }
  return { lastWords };
}

/** The port for the next start: the last one if it is free, else any free one. */
export async function choosePort(home: Home): Promise<number> {
  const last = Number(await readFile(home.portFile, "utf8").catch(() => "0"));
  return (await bindablePort(last)) ?? (await bindablePort(0)) ?? 0;
}

/** Remembers a port that a server was started on. */
export async function rememberPort(home: Home, port: number): Promise<void> {
  const draft = draftOf(home.portFile);
  await writeFile(draft, `${port}\n`);
  // Under root's umask the project's owner could not read it at the next start.
  await chmod(draft, 0o644);
  await rename(draft, home.portFile);
}

/** The port itself (or a free one for 0) if a server could listen there now. */
async function bindablePort(port: number): Promise<number | undefined> {
  const probe = createServer();
  try {
    probe.listen({ port, host: "127.0.0.1" });
    await once(probe, "listening");
    const address = probe.address();
    return address !== null && typeof address === "object" ? address.port : undefined;
  } catch {
    return undefined;
  } finally {
    probe.close();
  }
}

/** Each start has its own log, and the one before is kept: two bounded files. */
async function openLog(home: Home) {
  await rename(home.logFile, `${home.logFile}.1`).catch(() => undefined);
  return await open(home.logFile, "a", 0o600);
}

async function readTail(home: Home): Promise<string> {
  const text = await readFile(home.logFile, "utf8").catch(() => "");
  return text.slice(-LOG_TAIL_CHARS).trim() || "it said nothing";
}
