import { Client, type Pool } from "pg";
import { describe, expect, test } from "vitest";
import { runAlone } from "../../src/storage/run-alone.ts";
import type { NamedStatement } from "../../src/storage/statement.ts";
import { runAside, usePipelinedPools } from "../kit/pipelined-pool.ts";

const openPool = usePipelinedPools();

const echo: NamedStatement = { name: "echo", text: "select $1::varchar as text, pg_backend_pid() as pid" };
const insert: NamedStatement = {
  name: "insert",
  text: "insert into kept (id) values ($1::int) returning id",
};
const sleep: NamedStatement = { name: "sleep", text: "select pg_sleep(60)" };

interface Echo {
  text: string;
  pid: number;
}

async function open({ max = 2 } = {}) {
  const { pool, url } = await openPool({ max });
  await runAside(url, "create table kept (id int constraint kept_pkey primary key check (id > 0))");
  return { pool, url };
}

const endSleepers = `select pg_terminate_backend(pid) from pg_stat_activity
  where wait_event = 'PgSleep' and datname = current_database()`;

describe("a statement that runs alone", () => {
  test("has its own rows, and keeps its connection for those after it", async () => {
    const { pool } = await open();
    const texts = ["a", "b", "c", "d"];
    const rows = await Promise.all(texts.map((text) => runAlone<Echo>(pool, echo, [text])));
    expect(rows.map((one) => one?.[0]?.text)).toEqual(texts);
    expect(new Set(rows.map((one) => one?.[0]?.pid)).size).toBe(2);
    expect(pool.idleCount).toBe(2);
  });

  test("waits for a lock without holding up another", async () => {
    const { pool, url } = await open();
    const holder = new Client({ connectionString: url });
    await holder.connect();
    await holder.query("begin; insert into kept (id) values (1)");
    const waiting = runAlone(pool, insert, ["1"]).catch((error: unknown) => error);
    expect(await runAlone(pool, insert, ["2"])).toEqual([{ id: 2 }]);
    expect(await runAlone(pool, echo, ["a"])).toMatchObject([{ text: "a" }]);
    await holder.query("commit");
    await holder.end();
    expect(await waiting).toMatchObject({ code: "23505", constraint: "kept_pkey" });
  });

  test.each([
    { id: "1", error: { code: "23505", constraint: "kept_pkey" } },
    { id: "0", error: { code: "23514", constraint: "kept_id_check" } },
  ])("names the constraint that it violates, and the session goes on", async ({ id, error }) => {
    const { pool } = await open({ max: 1 });
    await runAlone(pool, insert, ["1"]);
    const [before] = (await runAlone<Echo>(pool, echo, ["before"]))!;
    await expect(runAlone(pool, insert, [id])).rejects.toMatchObject(error);
    expect(await runAlone(pool, insert, ["2"])).toEqual([{ id: 2 }]);
    expect(await runAlone(pool, echo, ["after"])).toMatchObject([{ text: "after", pid: before?.pid }]);
  });

  const pidOf = async (pool: Pool) => (await runAlone<Echo>(pool, echo, ["whose"]))?.[0]?.pid;

  test.each([
    { statement: insert, value: "no number", code: "22P02", why: "it is no number" },
    { statement: insert, value: "2147483648", code: "22003", why: "it is too large for one" },
    { statement: echo, value: "a\0b", code: "22021", why: "no text can have that character" },
  ])("keeps its connection where a value can't be ($code): $why", async ({ statement, value, code }) => {
    const { pool } = await open({ max: 1 });
    const before = await pidOf(pool);
    for (let round = 0; round < 3; round++) {
      await expect(runAlone(pool, statement, [value])).rejects.toMatchObject({ code });
    }
    expect(await pidOf(pool)).toBe(before);
    expect(await runAlone(pool, insert, ["1"])).toEqual([{ id: 1 }]);
  });

  test("that fails otherwise gives its connection up, and leaves the pool as large as it was", async () => {
    const { pool } = await open({ max: 1 });
    const before = await pidOf(pool);
    const nowhere: NamedStatement = { name: "nowhere", text: "select $1::int from nowhere" };
    for (let round = 0; round < 3; round++) {
      await expect(runAlone(pool, nowhere, ["1"])).rejects.toMatchObject({ code: "42P01" });
    }
    expect(await pidOf(pool)).not.toBe(before);
    expect(await runAlone(pool, insert, ["1"])).toEqual([{ id: 1 }]);
  });

  test("is to be sent anew where the server has forgotten it, and is then kept again", async () => {
    const { pool } = await open({ max: 1 });
    await runAlone(pool, insert, ["1"]);
    await pool.query("deallocate all");
    expect(await runAlone(pool, insert, ["2"])).toBeUndefined();
    expect(await runAlone(pool, insert, ["2"])).toEqual([{ id: 2 }]);
  });

  test("fails with its connection, and the next one gets a new one", async () => {
    const { pool, url } = await open();
    const killer = new Client({ connectionString: url });
    await killer.connect();
    for (let round = 0; round < 3; round++) {
      const sleeping = runAlone(pool, sleep, []).catch((error: unknown) => error);
      await expect.poll(async () => (await killer.query(endSleepers)).rowCount).toBe(1);
      expect(await sleeping).toBeInstanceOf(Error);
    }
    await killer.end();
    expect(await runAlone(pool, insert, ["1"])).toEqual([{ id: 1 }]);
  });

  test("fails where there is no connection to be had", async () => {
    const { pool } = await open();
    pool.options.host = "127.0.0.1";
    pool.options.port = 1;
    (pool.options as { connectionString?: string | undefined }).connectionString = undefined;
    await expect(runAlone(pool, echo, ["a"])).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });
});
