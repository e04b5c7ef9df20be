import { execFile } from "node:child_process";
import { arch, availableParallelism, cpus, loadavg, platform, totalmem } from "node:os";
import { promisify } from "node:util";
import { Client } from "pg";

const run = promisify(execFile);

/** On what a run was made; figures of other machines are other figures. */
export interface MachineFacts {
  readonly date: string;
  readonly commit: string;
  readonly node: string;
  readonly postgres: string;
  readonly pgbench: string;
  readonly platform: string;
  readonly processor: string;
  readonly cores: number;
  readonly memoryGb: number;
  /** How busy the machine was before the run. */
  readonly loadAverage: number;
}

/** Looks at the machine, the repository and the database. */
export async function readMachineFacts(databaseUrl: string): Promise<MachineFacts> {
  const [load = 0] = loadavg();
  const changed = (await told("git", "status", "--porcelain")) === "" ? "" : " with changes";
  return {
    date: new Date().toISOString(),
    commit: `${(await told("git", "rev-parse", "--short", "HEAD")) ?? "unknown"}${changed}`,
    node: process.version,
    postgres: await postgresVersion(databaseUrl),
    pgbench: (await told("pgbench", "--version")) ?? "not installed",
    platform: `${platform()} ${arch()}`,
    processor: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    loadAverage: load,
  };
}

async function told(command: string, ...args: string[]): Promise<string | undefined> {
  try {
    const { stdout } = await run(command, args, { cwd: import.meta.dirname });
    return stdout.trim();
  } catch {
    return undefined;
  }
}

async function postgresVersion(databaseUrl: string): Promise<string> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ server_version: string }>("show server_version");
    return rows[0]?.server_version ?? "unknown";
  } finally {
    await client.end();
  }
}
