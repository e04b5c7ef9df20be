import { setTimeout as delay } from "node:timers/promises";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Transaction } from "../../src/domain/store.ts";
import { openStorage, type Storage } from "../../src/storage/open-storage.ts";
import { createTestDatabase, type TestDatabase } from "../kit/database.ts";

const poolSize = 2;
let database: TestDatabase;
let storage: Storage;
beforeAll(async () => {
  database = await createTestDatabase();
  storage = await openStorage({ url: database.url, poolSize, timeoutMs: 5000 });
  await storage.migrate();
});
afterAll(() => database.drop());

/** Ends all connections of the storage, as PostgreSQL's own end does, and lets them hear of it. */
async function loseConnections(): Promise<void> {
  const client = new Client({ connectionString: database.url });
  await client.connect();
  await client.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid()`,
  );
  await client.end();
  await delay(50);
}

const read = (transaction: Transaction) => transaction.lockProviders([]);

/** Transactions that lose their connection, by when they do. */
const losers: Record<string, (transaction: Transaction) => Promise<unknown>> = {
  "between statements": (transaction) =>
    read(transaction)
      .then(loseConnections)
      .then(() => read(transaction)),
  "before they are committed": (transaction) => read(transaction).then(loseConnections),
};

describe.each(Object.entries(losers))("transactions that lose their connection %s", (_when, work) => {
  test("are refused as UNAVAILABLE, and leave the pool as large as it was", async () => {
    for (let lost = 0; lost <= poolSize; lost++) {
      await expect(storage.store.transaction(work)).rejects.toMatchObject({ reason: "UNAVAILABLE" });
    }
    await expect(storage.store.transaction(read)).resolves.toEqual(new Map());
  });
});

test("a storage that lost connections can be closed", async () => {
  await expect(storage.store.transaction(loseConnections)).rejects.toMatchObject({ reason: "UNAVAILABLE" });
  await expect(storage.close()).resolves.toBeUndefined();
});
