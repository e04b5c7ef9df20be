import { expect, test } from "vitest";
import { STANDARD_RESOURCE_CLASSES } from "../../src/domain/resource-class.ts";
import { STANDARD_TRAITS } from "../../src/domain/standard-traits.ts";
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
