import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { createTestDatabase, type TestDatabase, testIsolation } from "./database.ts";

const root = join(import.meta.dirname, "../..");

const usualEnv = {
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  PLACEMENTD_LISTEN: "127.0.0.1:0",
  PLACEMENTD_DATABASE_ISOLATION: testIsolation,
};

/** A placementd of its own process, as `npm start` runs it. */
export interface Placementd {
  readonly host: string;
  readonly port: number;
  /** `http://host:port`, without a slash at the end. */
  readonly url: string;
  readonly process: ChildProcess;
  /** All that it wrote so far, the log included. */
  output(): string;
  /** Ends it as an operator would, and tells the exit code. */
  stop(): Promise<number | null>;
}

/** Starts a server on a free port and waits until it says that it serves. `watch` sees all that it has said so far. */
export async function startPlacementd(
  env: Record<string, string>,
  watch: (output: string) => void = () => {},
): Promise<Placementd> {
  const child = spawn(process.execPath, [join(root, "src/main.ts")], {
    env: { ...usualEnv, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const { promise: serving, resolve, reject } = Promise.withResolvers<{ host: string; port: number }>();
  const read = (chunk: Buffer) => {
    output += chunk.toString();
    watch(output);
    const [, host, port] = /serving on https?:\/\/(\S+):(\d+)/.exec(output) ?? [];
    if (host !== undefined) resolve({ host, port: Number(port) });
  };
  child.stdout.on("data", read);
  child.stderr.on("data", read);
  const ended = once(child, "exit").then(([code]) => code as number | null);
  void ended.then((code) => reject(new Error(`placementd ended with ${code}:\n${output}`)));
  const { host, port } = await serving;
  return {
    host,
    port,
    url: `http://${host}:${port}`,
    process: child,
    output: () => output,
    stop() {
      if (child.exitCode === null) child.kill("SIGTERM");
      return ended;
    },
  };
}

/** A server on a database of the test file's own; it runs from the first test to the last. */
export function usePlacementd(env: Record<string, string> = {}): {
  readonly current: Placementd;
  readonly databaseUrl: string;
} {
  let server: Placementd | undefined;
  let database: TestDatabase | undefined;
  beforeAll(async () => {
    database = await createTestDatabase();
    server = await startPlacementd({ DATABASE_URL: database.url, PLACEMENTD_LOG_LEVEL: "warn", ...env });
  });
  afterAll(async () => {
    await server?.stop();
    await database?.drop();
  });
  return {
    get current() {
      if (server === undefined) throw new Error("the server runs in tests only");
      return server;
    },
    get databaseUrl() {
      if (database === undefined) throw new Error("the database is there in tests only");
      return database.url;
    },
  };
}
