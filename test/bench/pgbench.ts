import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Statement } from "../../src/storage/statement.ts";
import { endedChildrenCpuUs } from "./cpu-time.ts";
import { cpuMeter, present } from "./load-contestant.ts";
import type { Contestant } from "./scene.ts";
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

/** What PostgreSQL alone can do: the statement of a request, prepared, by as many clients, without any server. */
export function pgbenchContestant(script: string, world: World, clients: number): Contestant {
  const name = "pgbench";
  if (!isInstalled()) return { name, notMeasured: "pgbench is not installed" };
  return {
    name,
    async run(durationMs) {
      const folder = await mkdtemp(join(tmpdir(), "placementd-pgbench-"));
      try {
        const file = join(folder, "script.sql");
        await writeFile(file, script);
        return await measure({ file, clients, durationMs, world });
      } finally {
        await rm(folder, { recursive: true });
      }
    },
  };
}

interface PgbenchRun {
  readonly file: string;
  readonly clients: number;
  readonly durationMs: number;
  readonly world: World;
}

async function measure({ file, clients, durationMs, world }: PgbenchRun) {
  const seconds = Math.max(1, Math.round(durationMs / 1000));
  const args = ["-n", "-M", "prepared", "-f", file, "-c", clients, "-j", Math.min(clients, 2), "-T", seconds];
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
