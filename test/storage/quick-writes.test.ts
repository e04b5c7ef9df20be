import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { QuickWrites } from "../../src/storage/quick-writes.ts";
import type { QuickStatement } from "../../src/storage/statement.ts";
import { usePipelinedPools } from "../kit/pipelined-pool.ts";

const openPool = usePipelinedPools();

/**
 * Far apart: on a busy machine what is quick takes a while, and of two answers that are read at once, because the
 * process had to wait, the second looks quick.
 */
const QUICK_MS = 50;
const SLOW_MS = 500;

/** One or two for each connection. */
const SAMPLE = 8;

/** Says which connection it ran on; may take time as a slow commit does, and finds nothing where it is to. */
const write: QuickStatement = {
  name: "write",
  quick: "write",
  text: "select pg_backend_pid() as pid, pg_sleep($1::float8 / 1000) where $2::boolean",
};

async function open() {
  const { pool } = await openPool({ max: 16 });
  return new QuickWrites(pool, { quickMs: QUICK_MS, sample: SAMPLE });
}

/** Runs so many at once; returns on which connections, of those that were run on shared ones. */
async function runAtOnce(writes: QuickWrites, count: number, { ms = 0, finds = true } = {}) {
  const runs = Array.from({ length: count }, () => writes.run<{ pid: number }>(write, [`${ms}`, `${finds}`]));
  const rows = await Promise.all(runs.map(async (run) => await run));
  return rows.flatMap((one) => one ?? []).map(({ pid }) => pid);
}

describe("quick writes", () => {
  test("share few connections while they are quick", async () => {
    const writes = await open();
    for (let round = 0; round < 3; round++) {
      const pids = await runAtOnce(writes, 64);
      expect(pids).toHaveLength(64);
      expect(new Set(pids).size).toBeLessThanOrEqual(4);
    }
  });

  test("are left to connections of their own once all of some take long", async () => {
    const writes = await open();
    expect(await runAtOnce(writes, SAMPLE, { ms: SLOW_MS })).toHaveLength(SAMPLE);
    expect(writes.run(write, ["0", "true"])).toBeUndefined();
  });

  test("share connections again after a while, and go on if they are quick then", async () => {
    const writes = await open();
    await runAtOnce(writes, SAMPLE, { ms: SLOW_MS });
    await delay(2100);
    for (let round = 0; round < 2; round++) expect(await runAtOnce(writes, 64)).toHaveLength(64);
  });

  test("are not taken for quick because others find nothing to do", async () => {
    const writes = await open();
    await runAtOnce(writes, SAMPLE / 2, { ms: SLOW_MS });
    await runAtOnce(writes, SAMPLE / 2, { finds: false });
    await runAtOnce(writes, SAMPLE / 2, { ms: SLOW_MS });
    expect(writes.run(write, ["0", "true"])).toBeUndefined();
  });
});
