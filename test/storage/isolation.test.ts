import { afterEach, describe, expect, test } from "vitest";
import { openStorage } from "../../src/storage/open-storage.ts";
import { createTestDatabase } from "../kit/database.ts";

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

describe("transactions", () => {
  test.each([
    ["read committed", "serializable"],
    ["serializable", "read committed"],
  ] as const)("are %s where that is set and the database's default is %s", async (isolation, byDefault) => {
    const database = await createTestDatabase({ default_transaction_isolation: byDefault });
    cleanups.push(database.drop);
    const storage = await openStorage({ url: database.url, poolSize: 1, timeoutMs: 20_000, isolation });
    cleanups.push(storage.close);
    const em = storage.orm.em.fork();
    expect(await em.execute("show transaction_isolation")).toEqual([{ transaction_isolation: isolation }]);
    expect(await em.transactional((inner) => inner.execute("show transaction_isolation"))).toEqual([
      { transaction_isolation: isolation },
    ]);
  });
});
