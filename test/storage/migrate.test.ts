import { expect, test } from "vitest";
import { STANDARD_RESOURCE_CLASSES } from "../../src/domain/resource-class.ts";
import { STANDARD_TRAITS } from "../../src/domain/standard-traits.ts";
import { openStorage } from "../../src/storage/open-storage.ts";
import { createTestDatabase } from "../kit/database.ts";
import { poolOf } from "../kit/explain.ts";
import { someoneWaits } from "../kit/someone-waits.ts";
import { useStorage } from "../kit/storage.ts";

const storage = useStorage();

async function traitNames(): Promise<string[]> {
  return (await storage.current.store.listTraits({})).map(({ name }) => name);
}

test("a new database has the standard classes and traits, each once, in the order of the lists", async () => {
  expect((await storage.current.store.listResourceClasses()).map(({ name }) => name)).toEqual(
    STANDARD_RESOURCE_CLASSES,
  );
  expect(await traitNames()).toEqual(STANDARD_TRAITS);
  expect(STANDARD_TRAITS).toContain("MISC_SHARES_VIA_AGGREGATE");
});

test("a start adds the standard traits that are missing, and keeps all others with their ids", async () => {
  const { store, orm } = storage.current;
  await store.transaction((transaction) => transaction.insertTrait("CUSTOM_KEPT"));
  await orm.em.fork().execute("delete from traits where name = 'STORAGE_DISK_SSD'");
  await Promise.all([storage.current.migrate(), storage.current.migrate()]);
  expect(await traitNames()).toEqual([
    ...STANDARD_TRAITS.filter((name) => name !== "STORAGE_DISK_SSD"),
    "CUSTOM_KEPT",
    "STORAGE_DISK_SSD",
  ]);
});

test("a start at SERIALIZABLE that waited for another's names goes on with them", async () => {
  const database = await createTestDatabase();
  const options = { url: database.url, poolSize: 4, timeoutMs: 20_000, isolation: "serializable" as const };
  const opened = await openStorage(options);
  try {
    await opened.migrate();
    const pool = await poolOf(opened.orm);
    await pool.query("delete from traits where name = 'STORAGE_DISK_SSD'");
    const other = await pool.connect();
    await other.query("begin");
    await other.query("insert into traits (name) values ('STORAGE_DISK_SSD')");
    const started = opened.migrate();
    await someoneWaits(pool);
    await other.query("commit");
    other.release();
    await started;
    expect(opened.retries.serialization).toBe(1);
  } finally {
    await opened.close();
    await database.drop();
  }
});
