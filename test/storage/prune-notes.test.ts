import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { createProvider } from "../../src/domain/operations/create-provider.ts";
import { keepPruning, pruneNotes } from "../../src/storage/prune-notes.ts";
import { noRetries, retryWhole } from "../../src/storage/retry.ts";
import { onPool, type RunStatement } from "../../src/storage/statement.ts";
import { plannedReads, poolOf } from "../kit/explain.ts";
import { useStorage } from "../kit/storage.ts";
import { readNotes } from "../kit/tree-notes.ts";

const storage = useStorage();

/** Notes of an hour ago in all lanes, as many in each, before what is noted from now on. */
async function noteLongAgo(each: number): Promise<void> {
  await storage.current.orm.em.fork().execute(`
    insert into tree_changes (lane, revision, roots, noted_at)
    select l.lane, l.revision + n, array[gen_random_uuid()], now() - interval '1 hour'
    from change_lanes l, generate_series(1, ${each}) as n`);
  await storage.current.orm.em.fork().execute(`update change_lanes set revision = revision + ${each}`);
}

async function note(): Promise<void> {
  const uuid = randomUUID();
  await createProvider(storage.current.store, { uuid, name: uuid, parentUuid: undefined });
}

const run: RunStatement = async (statement, values) => {
  const once = onPool(await poolOf(storage.current.orm));
  return retryWhole(() => once(statement, values), noRetries());
};

const notes = async () => (await readNotes(await poolOf(storage.current.orm))).notes;

beforeEach(() => storage.current.orm.em.fork().execute("delete from tree_changes"));

describe("pruneNotes()", () => {
  test("deletes all that is old enough, and nothing else", async () => {
    await note();
    const [young] = await notes();
    await storage.current.orm.em.fork().execute(`
      insert into tree_changes (lane, revision, roots, noted_at)
      select lane, -n, null, now() - interval '1 hour' from change_lanes, generate_series(1, 3) as n`);
    expect(await pruneNotes(run, { olderThanS: 7200 })).toBe(0);
    expect(await pruneNotes(run, { olderThanS: 600 })).toBe(64 * 3);
    expect(await notes()).toEqual([young]);
  });

  test("by several at once deletes each note once", async () => {
    await noteLongAgo(1200);
    const counts = await Promise.all([1, 2, 3].map(() => pruneNotes(run, { olderThanS: 600 })));
    expect(counts.reduce((a, b) => a + b)).toBe(64 * 1200);
    expect(await notes()).toEqual([]);
  });

  test("stops when it is told to", async () => {
    await noteLongAgo(3);
    const stop = new AbortController();
    const until: RunStatement = async (statement, values) => {
      if (values[0] === 5) stop.abort();
      return run(statement, values);
    };
    expect(await pruneNotes(until, { olderThanS: 600, signal: stop.signal })).toBe(6 * 3);
  });

  test("reads what it deletes by its key", async () => {
    await noteLongAgo(100);
    await storage.current.orm.em.fork().execute("analyze tree_changes");
    const planned: string[] = [];
    await pruneNotes(
      async (statement, values) => {
        planned.push(...(await plannedReads(storage.current.orm, statement, values)));
        return [];
      },
      { olderThanS: 600 },
    );
    expect(new Set(planned)).toEqual(new Set(["tree_changes_pkey"]));
  });
});

describe("keepPruning()", () => {
  test("prunes again and again, also after a failure, until it is stopped", async () => {
    let fails = true;
    let statements = 0;
    const stop = keepPruning(async (statement, values) => {
      statements += 1;
      if (fails) {
        fails = false;
        throw new Error("the database is not there");
      }
      return run(statement, values);
    }, 5);
    for (let round = 0; round < 2; round++) {
      await noteLongAgo(1);
      await vi.waitFor(async () => expect(await notes()).toEqual([]), 10_000);
    }
    await stop();
    const seen = statements;
    await noteLongAgo(1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(statements).toBe(seen);
    expect(await notes()).toHaveLength(64);
  });
});
