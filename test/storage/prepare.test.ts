import { setTimeout as delay } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { openStorage, type Storage } from "../../src/storage/open-storage.ts";
import { claimSteps } from "../kit/claim-steps.ts";
import { createTestDatabase } from "../kit/database.ts";
import { play } from "../kit/scenario.ts";
import { providerSteps } from "../kit/steps.ts";

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function open(prepare: boolean, poolSize: number): Promise<Storage> {
  const database = await createTestDatabase({ default_transaction_isolation: "serializable" });
  cleanups.push(database.drop);
  const storage = await openStorage({ url: database.url, poolSize, timeoutMs: 20_000, prepare });
  cleanups.push(storage.close);
  await storage.migrate();
  return storage;
}

/** Writes and reads as clients do most often: some statements alone, some in transactions, some more than once. */
const daily = `
  provider P1
  inventory P1 VCPU total 8
  inventory P1 MEMORY_MB total 100
  allocate C1 new P1 VCPU 4 P1 MEMORY_MB 50
  holds C1 → P1 MEMORY_MB 50, P1 VCPU 4 at 1
  allocate C1 1 P1 VCPU 2
  holds C1 → P1 VCPU 2 at 2
  used P1 → MEMORY_MB 0, VCPU 2`;

async function work({ store }: Storage): Promise<void> {
  const { names } = await play(store, { ...providerSteps, ...claimSteps }, daily);
  const providerUuid = names.uuid("P1");
  const replace = { providerUuid, generation: 99, inventories: new Map() };
  expect(await store.tryReplaceInventories(replace)).toBeUndefined();
  for (let again = 0; again < 2; again++) {
    expect(await store.viewInventories(providerUuid)).toMatchObject({ inventories: [{}, {}] });
    expect(await store.findTrait("CUSTOM_NONE")).toBeUndefined();
    expect(await store.listProviders({})).toHaveLength(1);
  }
}

/** Asks the one connection that everything ran on. */
function ask(storage: Storage, statement: string): Promise<unknown> {
  return storage.orm.em.fork().execute(statement);
}

const prepared = "select count(*)::int as count from pg_prepared_statements";

test("a storage that may not prepare leaves nothing on its connections", async () => {
  const storage = await open(false, 1);
  await work(storage);
  expect(await ask(storage, prepared)).toEqual([{ count: 0 }]);
  expect(await ask(storage, "show statement_timeout")).toEqual([{ statement_timeout: "0" }]);
  expect(await ask(storage, "show transaction_isolation")).toEqual([
    { transaction_isolation: "serializable" },
  ]);
});

test("a storage that may, prepares", async () => {
  const storage = await open(true, 1);
  await work(storage);
  expect(await ask(storage, prepared)).not.toEqual([{ count: 0 }]);
});

test.each([true, false])(
  "transactions that waited for a lock see what came meanwhile, without another try (may prepare: %s)",
  async (prepare) => {
    const { store } = await open(prepare, 4);
    const { names } = await play(store, providerSteps, "provider P1");
    const uuid = names.uuid("P1");
    let waiting: Promise<number | undefined> | undefined;
    let tries = 0;
    await store.transaction(async (first) => {
      const provider = await first.lockProvider(uuid);
      waiting = store.transaction(async (second) => {
        tries += 1;
        return (await second.lockProvider(uuid))?.generation;
      });
      await delay(200);
      if (provider !== undefined) {
        await first.replaceAggregates(provider, { aggregates: [], moveGeneration: true });
      }
    });
    expect(await waiting).toBe(1);
    expect(tries).toBe(1);
  },
);
