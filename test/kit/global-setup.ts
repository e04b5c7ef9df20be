import type { TestProject } from "vitest/node";
import { connectPg } from "../../src/storage/embedded/pg-client.ts";
import { startTemporaryCluster } from "./temporary-cluster.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** A PostgreSQL on which tests may create databases. */
    testServer: { adminUrl: string; databasePrefix: string };
  }
}

/**
 * Gives a test run its PostgreSQL: one of its own, or the server that
 * TEST_DATABASE_URL names, which is left as it was found.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const databasePrefix = `placementd_test_${process.pid}_`;
  const external = process.env.TEST_DATABASE_URL;
  const cluster = external ? undefined : await startTemporaryCluster();
  const adminUrl = external || cluster!.adminUrl;
  project.provide("testServer", { adminUrl, databasePrefix });
  return () => (cluster ? cluster.stop() : dropLeftovers(adminUrl, databasePrefix));
}

/** Databases of test files that ended before they could drop theirs. */
async function dropLeftovers(adminUrl: string, prefix: string): Promise<void> {
  const client = await connectPg(adminUrl);
  const { rows } = await client.query<{ name: string }>(
    "select datname as name from pg_database where starts_with(datname, $1)",
    [prefix],
  );
  for (const { name } of rows) await client.query(`drop database if exists "${name}" with (force)`);
  await client.end();
}
