import { randomUUID } from "node:crypto";
import { OptimisticLockError } from "@mikro-orm/core";
import { MikroORM } from "@mikro-orm/postgresql";
import type { Pool } from "pg";
import { describe, expect, test } from "vitest";
import { ResourceProvider } from "../../src/storage/entities/resource-provider.ts";
import { someoneWaits } from "../kit/someone-waits.ts";
import { useStorage } from "../kit/storage.ts";

/** What is shown here happens where transactions read what is committed, as all of ours do. */
const storage = useStorage({ default_transaction_isolation: "read committed" }, "read committed");
const writers = 4;

/** How many flushes of two providers each succeed, of several writers who have all read before any of them writes. */
async function successes(orm: MikroORM): Promise<number> {
  const uuids = [randomUUID(), randomUUID()];
  const em = orm.em.fork();
  for (const uuid of uuids) {
    em.persist(em.create(ResourceProvider, { uuid, name: uuid, rootUuid: uuid }));
  }
  await em.flush();
  const flushes = await Promise.all(Array.from({ length: writers }, () => touchBoth(orm, uuids)));
  const outcomes = await whileLocked(uuids, () => flushes.map((flush) => flush()));
  return outcomes.filter(Boolean).length;
}

/**
 * Begins writes of providers that somebody else has locked, and lets them go on when all of them wait: whatever a
 * write looks at before it updates, it has seen by then.
 */
async function whileLocked<T>(uuids: string[], begin: () => Promise<T>[]): Promise<T[]> {
  const pool = (await storage.current.orm.em.getDriver().getConnection().getNativeClient()) as Pool;
  const client = await pool.connect();
  try {
    await client.query("begin");
    await client.query("select from resource_providers where uuid = any($1) for update", [uuids]);
    const writes = Promise.all(begin());
    await someoneWaits(pool, writers);
    await client.query("commit");
    return await writes;
  } finally {
    client.release();
  }
}

/** Reads and changes both providers; the result writes them, and tells whether it could. */
async function touchBoth(orm: MikroORM, uuids: string[]): Promise<() => Promise<boolean>> {
  const em = orm.em.fork();
  for (const row of await em.find(ResourceProvider, { uuid: uuids }, { orderBy: { id: "asc" } })) {
    row.updatedAt = new Date();
  }
  return async () => {
    try {
      await em.flush();
      return true;
    } catch (error) {
      if (error instanceof OptimisticLockError) {
        return false;
      }
      throw error;
    }
  };
}

describe("MikroORM's optimistic lock, when one flush changes several providers", () => {
  test("lets exactly one of several writers win, as the storage sets it up", async () => {
    expect(storage.current.orm.config.get("useBatchUpdates")).toBe(false);
    expect(await successes(storage.current.orm)).toBe(1);
  });

  test("loses writes with batch updates, which is why they are off", async () => {
    const batching = await MikroORM.init({
      clientUrl: storage.url,
      entities: [ResourceProvider],
      useBatchUpdates: true,
      pool: { min: 0, max: writers },
    });
    try {
      expect(await successes(batching)).toBe(writers);
    } finally {
      await batching.close(true);
    }
  });
});
