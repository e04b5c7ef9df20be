import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Transaction } from "../../src/domain/store.ts";
import { translate } from "../../src/storage/driver-errors.ts";
import { openStorage, type Storage } from "../../src/storage/open-storage.ts";
import { createTestDatabase, type TestDatabase } from "../kit/database.ts";
import { type StallingProxy, startStallingProxy } from "../kit/stalling-proxy.ts";

const poolSize = 8;
/** Time enough to connect on a busy machine, too. */
const statementMs = 5000;
let database: TestDatabase;
let proxy: StallingProxy;
let storage: Storage;

beforeAll(async () => {
  database = await createTestDatabase();
  proxy = await startStallingProxy(database.url);
  storage = await openStorage({ url: proxy.url, poolSize, timeoutMs: statementMs });
  await storage.migrate();
});

afterAll(async () => {
  await storage.close();
  await proxy.close();
  await database.drop();
});

const read = (transaction: Transaction) => transaction.lockProviders([]);
const provider = "11111111-aaaa-4bbb-8ccc-00000000abcd";

/** One of each way in which statements are sent. */
const kinds: Record<string, () => Promise<unknown>> = {
  "a read that shares its connection": () => storage.store.findTrait("CUSTOM_NONE"),
  "a statement on a connection of its own": () =>
    storage.store.tryReplaceInventories({ providerUuid: provider, generation: 0, inventories: new Map() }),
  "a statement that is not prepared": () => storage.ping(),
  "a transaction": () => storage.store.transaction(read),
};

/** Has as many connections as there can be. */
function connectAll(): Promise<unknown> {
  return Promise.all(Array.from({ length: poolSize }, () => storage.store.transaction(read)));
}

describe("where a database falls silent and closes no connection", () => {
  test("all who wait for it are refused, and the pool has its places again", {
    timeout: 60_000,
  }, async () => {
    await connectAll();
    const [begun, stalled] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const inTheMiddle = storage.store.transaction(async (transaction) => {
      await read(transaction);
      begun.resolve();
      await stalled.promise;
      await read(transaction);
    });
    await begun.promise;
    proxy.stall();
    stalled.resolve();
    const waiting = [inTheMiddle, ...Object.values(kinds).map((ask) => ask())];
    const ends = await Promise.all(waiting.map((one) => one.then(() => "answered", translate)));
    expect(ends).toMatchObject(waiting.map(() => ({ reason: "UNAVAILABLE" })));
    await connectAll();
  });

  test("before it can be used, whoever waits for it is refused", async () => {
    const { url } = proxy;
    const fresh = await openStorage({ url, poolSize: 1, timeoutMs: statementMs });
    // What the database says when a session has begun.
    proxy.stallAfter("in_hot_standby");
    await expect(fresh.store.transaction(read)).rejects.toMatchObject({ reason: "UNAVAILABLE" });
    proxy.stallAfter(undefined);
    await expect(fresh.store.transaction(read)).resolves.toEqual(new Map());
    await fresh.close();
  });
});
