import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { PlacementError } from "../../src/domain/errors.ts";
import { findProvider } from "../../src/domain/operations/find-provider.ts";
import { replaceTraits } from "../../src/domain/operations/provider-traits.ts";
import { replaceAllocations } from "../../src/domain/operations/replace-allocations.ts";
import { replaceInventories } from "../../src/domain/operations/replace-inventories.ts";
import { checkStorage } from "../../src/storage/check-storage.ts";
import { onPool } from "../../src/storage/statement.ts";
import { claimSteps, claimsOf } from "../kit/claim-steps.ts";
import { testIsolation } from "../kit/database.ts";
import { poolOf } from "../kit/explain.ts";
import { play, type Stage } from "../kit/scenario.ts";
import { someoneWaits } from "../kit/someone-waits.ts";
import { inventoryOf, providerSteps } from "../kit/steps.ts";
import { useStorage } from "../kit/storage.ts";

/** Whoever waits for each other here waits until the test is over: a deadlock must not hide in a second try. */
const storage = useStorage({ deadlock_timeout: "10min" });

const clients = 16;

const check = (text: string) => play(storage.current.store, { ...providerSteps, ...claimSteps }, text);

/** `ok`, or the reason of the refusal. */
async function outcome(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return "ok";
  } catch (error) {
    if (error instanceof PlacementError) return error.reason;
    throw error;
  }
}

function claim({ store, names }: Stage, words: string): Promise<string> {
  return outcome(replaceAllocations(store, claimsOf(names, words.split(" "))));
}

/** What the claims have left behind that must not be. */
async function findings() {
  return checkStorage(onPool(await poolOf(storage.current.orm)));
}

describe("claims", () => {
  test("of 16 clients beside writers of traits and inventories fail for capacity alone", {
    timeout: 60_000,
  }, async () => {
    const stage = await check(`
      provider P1
      inventory P1 VCPU total 100
      inventory P1 MEMORY_MB total 1000`);
    const { store, names } = stage;
    const providerUuid = names.uuid("P1");
    let claiming = true;

    const write = async (put: (generation: number, round: number) => Promise<unknown>) => {
      let written = 0;
      for (let round = 0; claiming; round++) {
        const { generation } = await findProvider(store, providerUuid);
        const seen = await outcome(put(generation, round));
        expect(["ok", "RESOURCE_PROVIDER_GENERATION_CONFLICT"]).toContain(seen);
        written += seen === "ok" ? 1 : 0;
      }
      return written;
    };
    const writers = [
      write((generation, round) =>
        replaceTraits(store, {
          providerUuid,
          generation,
          traits: round % 2 === 0 ? ["COMPUTE_NODE"] : ["OWNER_NOVA"],
        }),
      ),
      write((generation, round) =>
        replaceInventories(store, {
          providerUuid,
          generation,
          refuseZeroCapacity: false,
          inventories: new Map([
            ["VCPU", inventoryOf(["total", String(60 + (round % 40))])],
            ["MEMORY_MB", inventoryOf(["total", "1000"])],
          ]),
        }),
      ),
    ];

    const seen = new Map<string, number>();
    const client = async (number: number) => {
      for (let round = 0; round < 20; round++) {
        const consumer = `C${number}.${round}`;
        const outcomes = [
          await claim(stage, `${consumer} new P1 VCPU 1 P1 MEMORY_MB 3`),
          round % 3 === 0 ? await claim(stage, `${consumer} any P1 VCPU 2 P1 MEMORY_MB 1`) : "ok",
          round % 2 === 0 ? await claim(stage, `${consumer} any`) : "ok",
        ];
        for (const one of outcomes) seen.set(one, (seen.get(one) ?? 0) + 1);
      }
    };
    const claims = Promise.all(Array.from({ length: clients }, (_, number) => client(number)));
    const stop = () => {
      claiming = false;
    };
    const [, ...written] = await Promise.all([claims.finally(stop), ...writers]);

    // At the stricter level a claim fails with each write that comes between, and writers that never pause can use
    // up its tries.
    if (testIsolation === "serializable") seen.delete("CONCURRENT_UPDATE");
    expect([...seen.keys()].sort()).toEqual(["CAPACITY_EXCEEDED", "ok"]);
    expect(Math.min(...written)).toBeGreaterThan(0);
    expect(await findings()).toEqual([]);
  });

  test("that cross, of providers and of consumers, never wait for each other in a circle", {
    timeout: 60_000,
  }, async () => {
    const stage = await check(`
      provider P1
      inventory P1 VCPU total 1000
      provider P2
      inventory P2 VCPU total 1000`);
    for (let round = 0; round < 25; round++) {
      const [a, b] = [`A${round}`, `B${round}`];
      const outcomes = await Promise.all([
        claim(stage, `${a}1 any P1 VCPU 1 P2 VCPU 1`),
        claim(stage, `${a}2 any P2 VCPU 1 P1 VCPU 1`),
        claim(stage, `${a} any P1 VCPU 1 ; ${b} any P2 VCPU 1`),
        claim(stage, `${b} any P1 VCPU 1 ; ${a} any P2 VCPU 1`),
        claim(stage, `${b} any ; ${a} any P1 VCPU 2`),
        claim(stage, `${a}3 new P1 VCPU 1 P2 VCPU 1`),
        claim(stage, `${a}4 new P2 VCPU 1 P1 VCPU 1`),
        claim(stage, `${a}5 new P1 VCPU 1 ; ${b}5 new P2 VCPU 1`),
        claim(stage, `${b}6 new P1 VCPU 1 ; ${a}6 new P2 VCPU 1`),
      ]);
      expect(new Set(outcomes)).toEqual(new Set(["ok"]));
    }
    expect(await findings()).toEqual([]);
  });

  test("that have waited for a consumer don't hold it while they wait for one that was made meanwhile", async () => {
    const stage = await check("provider P1\ninventory P1 VCPU total 10");
    const [made = "", held = ""] = ["A", "B"].sort((a, b) =>
      stage.names.uuid(a) < stage.names.uuid(b) ? -1 : 1,
    );
    await claim(stage, `${held} new P1 VCPU 1`);
    const pool = await poolOf(storage.current.orm);
    const [writer, maker] = [await pool.connect(), await pool.connect()];
    try {
      await writer.query(
        "begin isolation level read committed; update consumers set generation = generation + 1",
      );
      const claimed = claim(stage, `${made} any P1 VCPU 1 ; ${held} any P1 VCPU 1`);
      await someoneWaits(pool);
      await claim(stage, `${made} new P1 VCPU 1`);
      await maker.query("begin isolation level read committed");
      await maker.query("select from consumers where uuid = $1 for update", [stage.names.uuid(made)]);
      await writer.query("commit");
      const lockHeld = () =>
        maker.query("select from consumers where uuid = $1 for update nowait", [stage.names.uuid(held)]);
      await expect
        .poll(async () => {
          await maker.query("savepoint before");
          return lockHeld().then(
            () => "free",
            () => maker.query("rollback to savepoint before").then(() => "held"),
          );
        })
        .toBe("free");
      await maker.query("rollback");
      expect(await claimed).toBe("ok");
    } finally {
      writer.release(true);
      maker.release(true);
    }
  });

  test("that wait for another of the same consumer see what that has left", async () => {
    const stage = await check(`
      provider P1
      inventory P1 VCPU total 10
      inventory P1 DISK_GB total 10
      allocate C1 new P1 VCPU 1`);
    const { store, names } = stage;
    let second: Promise<string> | undefined;
    await store.transaction(async (transaction) => {
      const locked = (await transaction.lockConsumers([names.uuid("C1")])).get(names.uuid("C1"));
      if (locked === undefined) throw new Error("the consumer is there");
      await transaction.lockProviders([names.uuid("P1")]);
      const wanted = [{ providerUuid: names.uuid("P1"), resourceClass: "DISK_GB", amount: 4 }];
      await transaction.writeAllocations({ consumers: [{ ...locked, wanted }], touched: [names.uuid("P1")] });
      second ??= claim(stage, "C1 any");
      await someoneWaits(await poolOf(storage.current.orm));
    });
    expect(await second).toBe("ok");
    expect(await store.viewAllocations(names.uuid("C1"))).toBeUndefined();
    expect(await findings()).toEqual([]);
  });

  test("for the last unit have exactly one winner", { timeout: 60_000 }, async () => {
    const stage = await check(`
      provider P1
      inventory P1 VCPU total 10`);
    for (let round = 0; round < 10; round++) {
      const outcomes = await Promise.all(
        Array.from({ length: clients }, (_, number) => claim(stage, `C${round}.${number} new P1 VCPU 1`)),
      );
      expect(outcomes.filter((one) => one === "ok")).toHaveLength(round === 0 ? 10 : 1);
      expect(outcomes.filter((one) => one === "CAPACITY_EXCEEDED")).toHaveLength(round === 0 ? 6 : 15);
      const winner = outcomes.indexOf("ok");
      expect(await claim(stage, `C${round}.${winner} 1`)).toBe("ok");
    }
    expect(await findings()).toEqual([]);
  });

  test("of one new consumer have exactly one winner", { timeout: 60_000 }, async () => {
    const stage = await check(`
      provider P1
      inventory P1 VCPU total 1000
      provider P2
      inventory P2 VCPU total 1000`);
    for (let round = 0; round < 10; round++) {
      const outcomes = await Promise.all(
        Array.from({ length: clients }, (_, number) =>
          claim(stage, `C${round} new P${1 + (number % 2)} VCPU 1`),
        ),
      );
      expect(outcomes.filter((one) => one === "ok")).toHaveLength(1);
      expect(outcomes.filter((one) => one === "CONSUMER_GENERATION_CONFLICT")).toHaveLength(clients - 1);
    }
    expect(await findings()).toEqual([]);
  });
});

test("a text with a NUL character is refused, and not taken for a fault", async () => {
  await expect(storage.current.store.findTrait("CUSTOM_\0")).rejects.toMatchObject({
    reason: "INVALID_REQUEST",
  });
  await expect(
    storage.current.store.transaction((transaction) =>
      transaction.insertProvider({ uuid: randomUUID(), name: "a\0b", parent: undefined }),
    ),
  ).rejects.toMatchObject({ reason: "INVALID_REQUEST" });
});
