import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { openSync } from "node:fs";
import { devNull } from "node:os";
import { join } from "node:path";

const main = join(import.meta.dirname, "../../src/main.ts");

/** A placementd as users run it, in a process of its own, its log written and thrown away. */
export interface PlacementdServer {
  readonly host: string;
  readonly port: number;
  readonly pid: number;
  /** From the start of the process until it said that it serves. */
  readonly startSeconds: number;
  /** The longest pause of its event loop since the last question, in milliseconds; of watched servers only. */
  longestPauseMs(): Promise<number>;
  /** Has it collect its garbage as it does at rest; watched servers only. */
  collect(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a server on a free port. A watched one has our measuring of its event loop loaded into it. */
export async function startServer(
  env: Readonly<Record<string, string>>,
  { watched = false } = {},
): Promise<PlacementdServer> {
  const begun = performance.now();
  const watch = watched ? ["--import", new URL("loop-watch.ts", import.meta.url).href] : [];
  const child = spawn(process.execPath, [...watch, main], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PLACEMENTD_LISTEN: "127.0.0.1:0",
      // As `npm start` has it: a malloc with an arena for each of Node's threads keeps some 20 MB of what they freed.
      MALLOC_ARENA_MAX: "2",
      ...env,
    },
    stdio: ["ignore", openSync(devNull, "w"), "pipe", ...(watched ? (["ipc"] as const) : [])],
  });
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const ended = once(child, "exit").finally(() => process.off("exit", kill));
  const { host, port } = await serving(child);
  const ask = async (question: "pause" | "collect") => {
    child.send(question);
    const [pauseMs] = (await once(child, "message")) as [number];
    return pauseMs;
  };
  return {
    host,
    port,
    pid: child.pid ?? 0,
    startSeconds: (performance.now() - begun) / 1000,
    longestPauseMs: () => ask("pause"),
    async collect() {
      await ask("collect");
    },
    async stop() {
      if (child.exitCode === null) child.kill("SIGTERM");
      await ended;
    },
  };
}

function serving(child: ChildProcess): Promise<{ host: string; port: number }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ host: string; port: number }>();
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-10_000);
    const [, host, port] = /serving on https?:\/\/(\S+):(\d+)/.exec(said) ?? [];
    if (host !== undefined) resolve({ host, port: Number(port) });
  });
  child.once("exit", (code) => reject(new Error(`placementd ended with ${code}:\n${said}`)));
  return promise;
}
