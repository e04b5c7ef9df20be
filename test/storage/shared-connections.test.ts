import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { SharedConnections } from "../../src/storage/shared-connections.ts";
import type { QuickStatement } from "../../src/storage/statement.ts";
import { runAside, usePipelinedPools } from "../kit/pipelined-pool.ts";

const openPool = usePipelinedPools();

const echo = quick("echo", "select $1::varchar as text, pg_backend_pid() as pid, null as nothing");
const fail = quick("fail", "select 1 / length($1::varchar) as quotient");
const sleep = quick("sleep", "select $1::varchar as text, pg_sleep(0.05)");

function quick(name: string, text: string): QuickStatement {
  return { name, text, quick: "read" };
}

interface Echo {
  text: string;
  pid: number;
  nothing: null;
}

async function open({ max = 16 } = {}) {
  const { pool, url } = await openPool({ max });
  return { pool, reads: new SharedConnections(pool, { inFlightEnough: 4 }), url };
}

function texts(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `text ${i}`);
}

const loseAll =
  "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()";

describe("statements on shared connections", () => {
  test("answer each with its own rows, whatever shares the connection", async () => {
    const { reads } = await open();
    for (let round = 0; round < 3; round++) {
      const rows = await Promise.all(texts(60).map(async (text) => await reads.run<Echo>(echo, [text])));
      expect(rows.map((one) => one?.map(({ text, nothing }) => ({ text, nothing })))).toEqual(
        texts(60).map((text) => [{ text, nothing: null }]),
      );
    }
  });

  test("share few connections, and give them back", async () => {
    const { pool, reads } = await open();
    const rows = await Promise.all(texts(60).map(async (text) => await reads.run<Echo>(echo, [text])));
    const connections = new Set(rows.map((one) => one?.[0]?.pid)).size;
    expect(connections).toBeGreaterThan(1);
    expect(connections).toBeLessThanOrEqual(4);
    expect(pool.idleCount).toBe(connections);
  });

  test("leave a pool that is too small to others", async () => {
    const { reads } = await open({ max: 3 });
    expect(reads.run(echo, ["a"])).toBeUndefined();
  });

  test("are left to others beyond what may be in flight", async () => {
    const { reads } = await open({ max: 4 });
    const runs = texts(80).map((text) => reads.run<Echo>(echo, [text]));
    expect(runs.filter((run) => run === undefined)).toHaveLength(16);
    await Promise.all(runs.map(async (run) => await run));
  });

  test("fail alone", async () => {
    const { reads } = await open({ max: 4 });
    for (let round = 0; round < 2; round++) {
      const [before, failed, after] = await Promise.allSettled([
        reads.run<Echo>(echo, ["before"]),
        reads.run(fail, [""]),
        reads.run<Echo>(echo, ["after"]),
      ]);
      expect(before).toMatchObject({ value: [{ text: "before" }] });
      expect(failed).toMatchObject({ reason: { code: "22012" } });
      expect(after).toMatchObject({ value: [{ text: "after" }] });
    }
  });

  test("say so where the server has forgotten the statement, and tell it again", async () => {
    const { pool, reads } = await open({ max: 4 });
    await reads.run(echo, ["a"]);
    await pool.query("deallocate all");
    expect(await reads.run(echo, ["b"])).toBeUndefined();
    expect(await reads.run(echo, ["c"])).toMatchObject([{ text: "c" }]);
  });

  test("say so where the rows look otherwise than before, and go on", async () => {
    const { reads, url } = await open({ max: 4 });
    await runAside(url, "create table t as select 'a'::varchar as text");
    const all = quick("all", "select * from t where text = $1");
    expect(await reads.run(all, ["a"])).toEqual([{ text: "a" }]);
    await runAside(url, "alter table t add column more int");
    expect(await reads.run(all, ["a"])).toBeUndefined();
    expect(await reads.run(all, ["a"])).toEqual([{ text: "a", more: null }]);
  });

  test("that are in flight on a lost connection fail, and later ones get a new one", async () => {
    const { pool, reads, url } = await open({ max: 4 });
    const runs = texts(10).map(async (text) => await reads.run(sleep, [text]));
    const settled = Promise.allSettled(runs);
    await delay(100);
    await runAside(url, loseAll);
    expect((await settled).filter(({ status }) => status === "rejected").length).toBeGreaterThan(0);
    expect(await reads.run(echo, ["after"])).toMatchObject([{ text: "after" }]);
    expect(pool.totalCount).toBe(1);
  });

  test("fail where there is no connection to be had", async () => {
    const { pool, reads } = await open();
    pool.options.host = "127.0.0.1";
    pool.options.port = 1;
    (pool.options as { connectionString?: string | undefined }).connectionString = undefined;
    const runs = texts(5).map(async (text) => await reads.run(echo, [text]));
    const settled = await Promise.allSettled(runs);
    expect(settled.map(({ status }) => status)).toEqual(texts(5).map(() => "rejected"));
    await expect(reads.run(echo, ["a"])).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });

  test("can go on beside transactions of the same pool", async () => {
    const { pool, reads } = await open({ max: 4 });
    const reading = Promise.all(texts(50).map(async (text) => await reads.run<Echo>(echo, [text])));
    const client = await pool.connect();
    await client.query("begin");
    const { rows } = await client.query({ name: "echo", text: echo.text, values: ["mine"] });
    await client.query("commit");
    client.release();
    expect(rows).toMatchObject([{ text: "mine" }]);
    expect((await reading).map((one) => one?.[0]?.text)).toEqual(texts(50));
  });
});
