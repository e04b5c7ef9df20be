import { afterAll, beforeAll, expect, test } from "vitest";
import { openStorage, type Storage } from "../../../src/storage/open-storage.ts";
import { createTestDatabase, type TestDatabase, testIsolation } from "../../kit/database.ts";
import { poolOf } from "../../kit/explain.ts";
import { someoneWaits } from "../../kit/someone-waits.ts";
import { readNotes } from "../../kit/tree-notes.ts";

let database: TestDatabase;
let storage: Storage;

beforeAll(async () => {
  database = await createTestDatabase();
  storage = await openStorage({
    url: database.url,
    poolSize: 10,
    timeoutMs: 20_000,
    isolation: testIsolation,
  });
});

afterAll(async () => {
  await storage?.close();
  await database?.drop();
});

const noteOne = `
  with lane as (update change_lanes set revision = revision + 1 where lane = $1 returning lane, revision)
  insert into tree_changes (lane, revision, roots) select lane, revision, array[]::uuid[] from lane`;

test("a server of the version before may note changes meanwhile: no revision comes twice", async () => {
  await storage.orm.migrator.up({ to: "2026-11-23-tree-changes" });
  const pool = await poolOf(storage.orm);
  const writer = await pool.connect();
  try {
    await writer.query("begin");
    await writer.query(noteOne, [0]);
    const migrated = storage.migrate();
    await someoneWaits(pool);
    await writer.query("commit");
    await migrated;
  } finally {
    writer.release();
  }
  await pool.query(noteOne, [0]);
  const { revisions, notes } = await readNotes(pool);
  expect(revisions.size).toBe(64);
  const noted = notes.filter(({ lane }) => lane === 0).map(({ revision }) => revision);
  expect(noted).toHaveLength(2);
  expect(noted[1]).toBeGreaterThan(noted[0]!);
  expect(noted[1]).toBe(revisions.get(0));
});
