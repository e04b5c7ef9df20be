import { randomUUID } from "node:crypto";
import { OptimisticLockError } from "@mikro-orm/core";
import { MikroORM } from "@mikro-orm/postgresql";
import { describe, expect, test } from "vitest";
import { ResourceProvider } from "../../src/storage/entities/resource-provider.ts";
import { useStorage } from "../kit/storage.ts";

/** What is shown here happens where transactions read what is committed, as all of ours do. */
const storage = useStorage({ default_transaction_isolation: "read committed" }, "read committed");
const writers = 4;
const rounds = 25;

/** How many flushes of two providers each succeed where one a round may. */
async function successes(orm: MikroORM): Promise<number> {
  const uuids = [randomUUID(), randomUUID()];
  const em = orm.em.fork();
  for (const uuid of uuids) {
    em.persist(em.create(ResourceProvider, { uuid, name: uuid, rootUuid: uuid }));
  }
  await em.flush();
  let count = 0;
  for (let round = 0; round < rounds; round++) {
    // All have read before the first writes, as writers do who decide on what they saw.
    const flushes = await Promise.all(Array.from({ length: writers }, () => touchBoth(orm, uuids)));
    const outcomes = await Promise.all(flushes.map((flush) => flush()));
    count += outcomes.filter(Boolean).length;
  }
  return count;
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
    expect(await successes(storage.current.orm)).toBe(rounds);
  });

  test("loses writes with batch updates, which is why they are off", async () => {
    const batching = await MikroORM.init({
      clientUrl: storage.url,
      entities: [ResourceProvider],
      useBatchUpdates: true,
      pool: { min: 0, max: writers },
    });
    try {
      expect(await successes(batching)).toBeGreaterThan(rounds);
    } finally {
      await batching.close(true);
    }
  });
});
