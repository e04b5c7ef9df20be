import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Statement } from "../../src/storage/statement.ts";
import { endedChildrenCpuUs } from "./cpu-time.ts";
import { Latencies } from "./load/latencies.ts";
import { cpuMeter, present } from "./load-contestant.ts";
import type { Contestant, Round } from "./scene.ts";
import type { World } from "./stage.ts";

const run = promisify(execFile);

/** What a statement's values are in a script of pgbench, by their number from 1: SQL, with pgbench's variables. */
export type ScriptValues = readonly string[];

/** A statement of the storage's as pgbench sends it. Throws if a value is missing. */
export function pgbenchScript(
  statement: Statement,
  { setup, values }: { setup: readonly string[]; values: ScriptValues },
): string {
  const text = statement.text.replaceAll(/\$(\d+)/g, (place, number: string) => {
    const value = values[Number(number) - 1];
    if (value === undefined) throw new RangeError(`no value for ${place}`);
    return value;
  });
  return [...setup, `${text.trim()};`, ""].join("\n");
}

/** How pgbench runs a script. */
export interface PgbenchTurn {
  readonly script: string;
  readonly world: World;
  readonly clients: number;
  /** How many transactions are to begin a second, at random times; without it, as many as can be done. */
  perSecond?(round: Round): number;
}

/**
 * What PostgreSQL alone can do: the statement of a request, prepared, by as many clients, without any server. Times
 * are told of paced turns only, from when a transaction was to begin.
 */
export function pgbenchContestant({ script, world, clients, perSecond }: PgbenchTurn): Contestant {
  const name = "pgbench";
  if (!isInstalled()) return { name, notMeasured: "pgbench is not installed" };
  return {
    name,
    async run(durationMs, round) {
      const folder = await mkdtemp(join(tmpdir(), "placementd-pgbench-"));
      try {
        await writeFile(join(folder, "script.sql"), script);
        const rate = perSecond?.(round);
        const figures = await measure({ folder, clients, durationMs, world, rate });
        return rate === undefined ? figures : { ...figures, ...(await readTimes(folder)) };
      } finally {
        await rm(folder, { recursive: true });
      }
    },
  };
}

interface PgbenchRun {
  readonly folder: string;
  readonly clients: number;
  readonly durationMs: number;
  readonly world: World;
  readonly rate: number | undefined;
}

async function measure({ folder, clients, durationMs, world, rate }: PgbenchRun) {
  const seconds = Math.max(1, Math.round(durationMs / 1000));
  const file = join(folder, "script.sql");
  const args = ["-n", "-M", "prepared", "-f", file, "-c", clients, "-j", Math.min(clients, 2), "-T", seconds];
  if (rate !== undefined) args.push("-R", rate, "-l", `--log-prefix=${join(folder, LOG)}`);
  const postgres = cpuMeter(world.postgresPid);
  const loadBefore = endedChildrenCpuUs();
  const { stdout } = await run("pgbench", args.map(String), { env: connectionOf(world.databaseUrl) });
  const loadAfter = endedChildrenCpuUs();
  const result = parsePgbench(stdout);
  const loadUs = loadBefore === undefined || loadAfter === undefined ? undefined : loadAfter - loadBefore;
  return {
    perSecond: result.perSecond,
    ...present("postgresUs", postgres(), result.transactions),
    ...present("loadUs", loadUs, result.transactions),
  };
}

/** How the names of the files begin to which each thread of pgbench writes its transactions. */
const LOG = "times";

async function readTimes(folder: string) {
  const logs = (await readdir(folder)).filter((name) => name.startsWith(LOG));
  return timesOf(await Promise.all(logs.map((name) => readFile(join(folder, name), "utf8"))));
}

/** Median, 99th percentile and longest of the transactions in pgbench's logs: client, number, microseconds, and more. */
export function timesOf(logs: readonly string[]): { p50Ms: number; p99Ms: number; maxMs: number } {
  const latencies = new Latencies();
  for (const line of logs.flatMap((log) => log.split("\n"))) {
    const us = line.split(" ")[2];
    if (us !== undefined) latencies.add(Number(us) / 1000);
  }
  return latencies.summary();
}

/** What pgbench prints at its end. Throws if transactions failed, or it printed something else. */
export function parsePgbench(output: string): { perSecond: number; transactions: number } {
  const number = (pattern: RegExp) => Number(pattern.exec(output)?.[1] ?? Number.NaN);
  const transactions = number(/^number of transactions actually processed: (\d+)/m);
  const perSecond = number(/^tps = ([\d.]+)/m);
  const failed = number(/^number of failed transactions: (\d+)/m);
  if (Number.isNaN(transactions + perSecond) || failed > 0) throw new Error(`pgbench said: ${output}`);
  return { perSecond, transactions };
}

function isInstalled(): boolean {
  return (process.env.PATH ?? "").split(":").some((folder) => existsSync(join(folder, "pgbench")));
}

/** A connection as libpq reads it from the environment, where no list of processes shows the password. */
function connectionOf(databaseUrl: string): NodeJS.ProcessEnv {
  const url = new URL(databaseUrl);
  return {
    PATH: process.env.PATH,
    PGHOST: decodeURIComponent(url.hostname),
    PGPORT: url.port,
    PGUSER: decodeURIComponent(url.username),
    PGPASSWORD: decodeURIComponent(url.password),
    PGDATABASE: decodeURIComponent(url.pathname.slice(1)),
  };
}
