import { afterAll, beforeAll } from "vitest";
import { type Isolation, openStorage, type Storage } from "../../src/storage/open-storage.ts";
import { createTestDatabase, type TestDatabase, testIsolation } from "./database.ts";

/**
 * A migrated database of the test file's own, with settings if need be; open from its first test to its last.
 * Transactions run at the test run's level of isolation unless the file is about one.
 */
export function useStorage(
  settings: Record<string, string> = {},
  isolation: Isolation = testIsolation,
): {
  readonly current: Storage;
  readonly url: string;
} {
  let storage: Storage | undefined;
  let database: TestDatabase | undefined;
  beforeAll(async () => {
    database = await createTestDatabase(settings);
    storage = await openStorage({ url: database.url, poolSize: 40, timeoutMs: 20_000, isolation });
    await storage.migrate();
  });
  afterAll(async () => {
    await storage?.close();
    await database?.drop();
  });
  return {
    get current() {
      if (storage === undefined) throw new Error("the storage is open in tests only");
      return storage;
    },
    get url() {
      if (database === undefined) throw new Error("the database is there in tests only");
      return database.url;
    },
  };
}
