import { randomBytes } from "node:crypto";
import { inject } from "vitest";
import type { Isolation } from "../../src/config.ts";
import { connectPg } from "../../src/storage/embedded/pg-client.ts";

/**
 * At which level of isolation a test run's transactions are: TEST_ISOLATION=serializable runs them as stricter
 * databases do.
 */
export const testIsolation: Isolation =
  process.env.TEST_ISOLATION === "serializable" ? "serializable" : "read committed";

/** A database that nobody else uses. */
export interface TestDatabase {
  url: string;
  /** Drops it, and ends the connections that are still open. */
  drop(): Promise<void>;
}

/**
 * Makes an empty database on the test run's PostgreSQL (about 50 ms). One for each
 * test file lets files run side by side without seeing each other's rows.
 * `settings` are what every connection to it begins with.
 */
export async function createTestDatabase(settings: Record<string, string> = {}): Promise<TestDatabase> {
  const { adminUrl, databasePrefix } = inject("testServer");
  const name = databasePrefix + randomBytes(6).toString("hex");
  await runOnce(adminUrl, `create database "${name}"`);
  const all = { default_transaction_isolation: testIsolation, ...settings };
  for (const [setting, value] of Object.entries(all)) {
    await runOnce(adminUrl, `alter database "${name}" set ${setting} = '${value}'`);
  }
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => runOnce(adminUrl, `drop database if exists "${name}" with (force)`) };
}

async function runOnce(url: string, statement: string): Promise<void> {
  const client = await connectPg(url);
  await client.query(statement).finally(() => client.end());
}
