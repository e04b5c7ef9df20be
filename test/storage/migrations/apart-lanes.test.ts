import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openStorage, type Storage } from "../../../src/storage/open-storage.ts";
import { createTestDatabase, type TestDatabase } from "../../kit/database.ts";
import { poolOf } from "../../kit/explain.ts";
import { someoneWaits } from "../../kit/someone-waits.ts";
import { readNotes } from "../../kit/tree-notes.ts";

let database: TestDatabase;
let storage: Storage;

const noteOne = `
  with lane as (update change_lanes set revision = revision + 1 where lane = $1 returning lane, revision)
  insert into tree_changes (lane, revision, roots) select lane, revision, array[]::uuid[] from lane`;

describe.each(["read committed", "serializable"] as const)("at %s", (isolation) => {
  beforeEach(async () => {
    database = await createTestDatabase();
    storage = await openStorage({ url: database.url, poolSize: 10, timeoutMs: 20_000, isolation });
    await storage.orm.migrator.up({ to: "2026-11-23-tree-changes" });
  });

  afterEach(async () => {
    await storage?.close();
    await database?.drop();
  });

  test("a server of the version before may note changes meanwhile: none is lost, no revision comes twice", async () => {
    const pool = await poolOf(storage.orm);
    await pool.query(noteOne, [0]);
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
    expect([...revisions.keys()].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 64 }, (_, lane) => lane),
    );
    expect(notes.filter(({ lane }) => lane === 0).map(({ revision }) => revision)).toEqual([1, 2, 3]);
    expect(revisions.get(0)).toBe(3);
  });

  test("a transaction that began before, and notes after, notes its change or runs again", async () => {
    const pool = await poolOf(storage.orm);
    const writer = await pool.connect();
    try {
      await writer.query("begin");
      await writer.query("select from resource_providers");
      await storage.migrate();
      const noted = await writer.query(noteOne, [0]).then(
        ({ rowCount }) => rowCount,
        (error) => error.code,
      );
      expect(noted).toBe(isolation === "serializable" ? "40001" : 1);
      await writer.query("commit");
    } finally {
      writer.release();
    }
  });

  test("lanes are on pages of their own, some on each", async () => {
    await storage.migrate();
    const pool = await poolOf(storage.orm);
    const { rows } = await pool.query(
      "select count(distinct (ctid::text::point)[0])::int as pages from change_lanes",
    );
    expect(rows[0].pages).toBeGreaterThan(10);
  });
});
