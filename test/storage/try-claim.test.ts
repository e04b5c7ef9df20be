import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PlacementError } from "../../src/domain/errors.ts";
import { type ConsumerClaim, newConsumers } from "../../src/domain/operations/consumer-claims.ts";
import { replaceAllocations, replaceByTransaction } from "../../src/domain/operations/replace-allocations.ts";
import type { Transaction } from "../../src/domain/store.ts";
import { checkStorage } from "../../src/storage/check-storage.ts";
import { onPool } from "../../src/storage/statement.ts";
import { claimSteps, claimsOf } from "../kit/claim-steps.ts";
import { claimWorld } from "../kit/claim-world.ts";
import { poolOf } from "../kit/explain.ts";
import { play, type Stage } from "../kit/scenario.ts";
import { someoneWaits } from "../kit/someone-waits.ts";
import { inventoryOf, providerSteps } from "../kit/steps.ts";
import { useStorage } from "../kit/storage.ts";
import { notedBetween, readNotes } from "../kit/tree-notes.ts";

const storage = useStorage({ deadlock_timeout: "10min" });

/** `ok`, or that the claim was refused and for what. */
type Way = (claims: readonly ConsumerClaim[]) => Promise<string>;

async function told(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return "ok";
  } catch (error) {
    if (error instanceof PlacementError) return error.reason;
    throw error;
  }
}

/** The statement alone: what it does not do, the transaction must refuse; but it may leave sums to it. */
const byStatement: Way = async (claims) => {
  const consumers = newConsumers(claims);
  const pool = await poolOf(storage.current.orm);
  const before = await readNotes(pool);
  if (consumers !== undefined && (await storage.current.store.tryClaim(consumers))) return "ok";
  expect(notedBetween(before, await readNotes(pool))).toEqual([]);
  const outcome = await told(replaceAllocations(storage.current.store, claims));
  const wanted = claims.flatMap((claim) => claim.allocations);
  const inventories = new Set(wanted.map((one) => `${one.providerUuid} ${one.resourceClass}`));
  if (consumers !== undefined && inventories.size === wanted.length) expect(outcome).not.toBe("ok");
  return outcome;
};

const byTransaction: Way = (claims) => told(replaceByTransaction(storage.current.store, claims));

const world = async ({ names }: Stage) => claimWorld(await poolOf(storage.current.orm), names);

describe.each([
  ["one statement", byStatement],
  ["a transaction", byTransaction],
])("a claim for new consumers by %s", (_, claim) => {
  const steps = {
    ...providerSteps,
    ...claimSteps,
    allocate: ({ names }: Stage, words: readonly string[]) => claim(claimsOf(names, words)),
  };

  /** Plays a case; of each refused claim it is shown that it left everything as it was. */
  async function check(text: string): Promise<void> {
    const guarded = {
      ...steps,
      async allocate(stage: Stage, words: readonly string[]) {
        const before = await world(stage);
        const outcome = await steps.allocate(stage, words);
        if (outcome !== "ok") expect(await world(stage)).toEqual(before);
        return outcome;
      },
    };
    await play(storage.current.store, guarded, text);
  }

  test("takes of all providers, moves each generation by one and makes the consumers", async () => {
    await check(`
      provider P1
      inventory P1 VCPU total 8
      inventory P1 MEMORY_MB total 100
      provider P2
      inventory P2 VCPU total 8
      allocate C1 new P2 VCPU 1 P1 VCPU 4 P1 MEMORY_MB 50 → ok
      holds C1 → P1 MEMORY_MB 50, P1 VCPU 4, P2 VCPU 1 at 1
      allocate C2 new P1 VCPU 4 ; C3 new P2 VCPU 7 → ok
      holds C2 → P1 VCPU 4 at 1
      holds C3 → P2 VCPU 7 at 1
      generation P1 → 4
      generation P2 → 3
      used P1 → MEMORY_MB 50, VCPU 8
      used P2 → VCPU 8`);
  });

  test("refuses what exceeds the capacity, which is not rounded", async () => {
    await check(`
      provider P1
      inventory P1 VCPU total 10 reserved 3 ratio 1.5
      inventory P1 DISK_GB total 10 reserved 10
      inventory P1 MEMORY_MB total 3 ratio 0.3333333333333333
      allocate C1 new P1 VCPU 11 → CAPACITY_EXCEEDED
      allocate C1 new P1 VCPU 10 → ok
      allocate C2 new P1 VCPU 1 → CAPACITY_EXCEEDED
      allocate C2 new P1 DISK_GB 1 → CAPACITY_EXCEEDED
      allocate C2 new P1 MEMORY_MB 1 → ok`);
  });

  test("refuses what breaks the rules of units", async () => {
    await check(`
      provider P1
      inventory P1 VCPU total 100 min 4 max 12 step 4
      allocate C1 new P1 VCPU 3 → UNIT_CONSTRAINT_VIOLATED
      allocate C1 new P1 VCPU 5 → UNIT_CONSTRAINT_VIOLATED
      allocate C1 new P1 VCPU 16 → UNIT_CONSTRAINT_VIOLATED
      allocate C1 new P1 VCPU 12 → ok
      allocate C2 new P1 VCPU 4 → ok`);
  });

  test("refuses all for one provider, class or inventory that is missing", async () => {
    await check(`
      provider P1
      inventory P1 VCPU total 100
      provider P2
      allocate C1 new P1 VCPU 1 P9 VCPU 1 → ALLOCATION_PROVIDER_UNKNOWN
      allocate C1 new P9 VCPU 1 → ALLOCATION_PROVIDER_UNKNOWN
      allocate C1 new P1 VCPU 1 P2 VCPU 1 → ALLOCATION_INVENTORY_MISSING
      allocate C1 new P1 VCPU 1 P1 DISK_GB 1 → ALLOCATION_INVENTORY_MISSING
      allocate C1 new P1 VCPU 1 P1 CUSTOM_NOWHERE 1 → RESOURCE_CLASS_UNKNOWN
      allocate C1 new P1 VCPU 1 ; C2 new P1 DISK_GB 1 → ALLOCATION_INVENTORY_MISSING`);
  });

  test("refuses consumers that exist, the request's others with them", async () => {
    await check(`
      provider P1
      inventory P1 VCPU total 100
      provider P2
      inventory P2 VCPU total 100
      allocate C1 new P1 VCPU 1 → ok
      allocate C1 new P1 VCPU 1 → CONSUMER_GENERATION_CONFLICT
      allocate C2 new P1 VCPU 1 ; C1 new P2 VCPU 1 → CONSUMER_GENERATION_CONFLICT
      release C1
      allocate C1 new P1 VCPU 1 → ok`);
  });

  test("judges what several consumers take of one inventory as a sum", async () => {
    await check(`
      provider P1
      inventory P1 VCPU total 8
      allocate C1 new P1 VCPU 4 ; C2 new P1 VCPU 5 → CAPACITY_EXCEEDED
      allocate C1 new P1 VCPU 4 ; C2 new P1 VCPU 4 → ok
      generation P1 → 2`);
  });
});

describe("a claim by one statement", () => {
  /** What a transaction does with a provider while the statement waits for it, and what the statement then says. */
  test.each<
    [
      string,
      (transaction: Transaction, uuid: string, other: string) => Promise<unknown>,
      boolean | "either",
      string?,
    ]
  >([
    [
      "takes the rest",
      (t, uuid, other) => give(t, uuid, { consumer: other, amount: 7 }),
      false,
      "CAPACITY_EXCEEDED",
    ],
    ["takes a part", (t, uuid, other) => give(t, uuid, { consumer: other, amount: 1 }), true],
    [
      "puts another inventory of the class in the place of the first",
      async (t, uuid) => {
        await t.changeInventories(await locked(t, uuid), { remove: ["VCPU"] });
        await t.changeInventories(await locked(t, uuid), { put: vcpus({ total: 2 }) });
      },
      "either",
      "ok",
    ],
    [
      "removes the inventory",
      async (t, uuid) => t.changeInventories(await locked(t, uuid), { remove: ["VCPU"] }),
      false,
      "ALLOCATION_INVENTORY_MISSING",
    ],
    [
      "makes the inventory smaller",
      async (t, uuid) => t.changeInventories(await locked(t, uuid), { put: vcpus({ total: 1 }) }),
      false,
      "CAPACITY_EXCEEDED",
    ],
    [
      "makes the inventory greater",
      async (t, uuid) => t.changeInventories(await locked(t, uuid), { put: vcpus({ total: 80 }) }),
      true,
    ],
    ["deletes the provider", (t, uuid) => t.deleteProvider(uuid), false, "ALLOCATION_PROVIDER_UNKNOWN"],
  ])("that waits for one that %s decides by what is there then", async (_, work, claimed, refusal = "ok") => {
    const stage = await play(
      storage.current.store,
      { ...providerSteps, ...claimSteps },
      `
      provider P1
      inventory P1 VCPU total 8
      provider P2`,
    );
    const uuid = stage.names.uuid("P1");
    const { promise: gone, resolve: go } = Promise.withResolvers<void>();
    const { promise: done, resolve: did } = Promise.withResolvers<void>();
    const first = storage.current.store.transaction(async (transaction) => {
      await transaction.lockProviders([uuid]);
      await work(transaction, uuid, stage.names.uuid("C0"));
      did();
      await gone;
    });
    await done;
    const claims = claimsOf(stage.names, "C1 new P1 VCPU 2".split(" "));
    const second = storage.current.store.tryClaim(newConsumers(claims) ?? []);
    await someoneWaits(await poolOf(storage.current.orm));
    const before = await claimWorldOf(stage);
    go();
    await first;
    // What it could not see it may find in a second try, where transactions are serializable.
    if (claimed !== "either") expect(await second).toBe(claimed);
    if (!(await second)) expect(await byTransaction(claims)).toBe(refusal);
    expect((await claimWorldOf(stage)).filter((line) => line.startsWith("consumer C1"))).toHaveLength(
      refusal === "ok" ? 1 : 0,
    );
    expect(before.filter((line) => line.startsWith("consumer C1"))).toEqual([]);
    expect(await checkStorage(onPool(await poolOf(storage.current.orm)))).toEqual([]);
  });

  test("that waits for a move notes the tree that the provider is in then", async () => {
    const stage = await play(
      storage.current.store,
      { ...providerSteps, ...claimSteps },
      `
      provider P1
      inventory P1 VCPU total 8
      provider P2`,
    );
    const pool = await poolOf(storage.current.orm);
    const [uuid, parentUuid] = [stage.names.uuid("P1"), stage.names.uuid("P2")];
    let second: Promise<boolean> | undefined;
    await storage.current.store.transaction(async (transaction) => {
      const place = await transaction.lockPlace({ uuid, parentUuid });
      if (place.provider === undefined) throw new Error("the provider is there");
      await transaction.moveSubtree({ ...place, provider: place.provider });
      const claims = claimsOf(stage.names, "C1 new P1 VCPU 2".split(" "));
      second ??= storage.current.store.tryClaim(newConsumers(claims) ?? []);
      await someoneWaits(await poolOf(storage.current.orm));
    });
    expect(await second).toBe(true);
    const { notes } = await readNotes(pool);
    const ofClaim = notes.filter(({ roots }) => roots?.length === 1 && roots[0] === parentUuid);
    // One of when the parent was made, one of the claim; that of the move names both trees.
    expect(ofClaim).toHaveLength(2);
  });

  const classes = ["VCPU", "DISK_GB"] as const;
  const inventory = fc.record({
    provider: fc.integer({ min: 1, max: 3 }),
    resourceClass: fc.constantFrom(...classes),
    total: fc.integer({ min: 3, max: 20 }),
    reserved: fc.integer({ min: 0, max: 3 }),
    min: fc.integer({ min: 1, max: 3 }),
    max: fc.integer({ min: 1, max: 12 }),
    step: fc.integer({ min: 1, max: 3 }),
    ratio: fc.constantFrom(0.3, 1, 1.5, 2.7),
  });
  const part = fc.record({
    consumer: fc.integer({ min: 1, max: 4 }),
    provider: fc.integer({ min: 1, max: 4 }),
    resourceClass: fc.constantFrom(...classes, "CUSTOM_NOWHERE"),
    amount: fc.integer({ min: 1, max: 9 }),
  });
  const request = fc.array(part, { minLength: 1, maxLength: 4 });

  test("comes to the same as a transaction, whatever is there and whatever is asked for", {
    timeout: 120_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(inventory, {
          selector: (one) => `${one.provider} ${one.resourceClass}`,
          minLength: 2,
        }),
        fc.array(request, { minLength: 1, maxLength: 8 }),
        async (inventories, requests) => {
          const setup = [
            "provider P1\nprovider P2\nprovider P3",
            ...inventories.map(
              ({ provider, resourceClass, ...rest }) =>
                `inventory P${provider} ${resourceClass} ${Object.entries(rest).flat().join(" ")}`,
            ),
          ].join("\n");
          const ways = [byStatement, byTransaction];
          const stages = await Promise.all(
            ways.map(() => play(storage.current.store, { ...providerSteps, ...claimSteps }, setup)),
          );
          for (const parts of requests) {
            const words = wordsOf(parts);
            const outcomes: string[] = [];
            for (const [place, way] of ways.entries()) {
              const { names } = stages[place] as Stage;
              outcomes.push(await way(claimsOf(names, words)));
            }
            expect(outcomes[0], words.join(" ")).toBe(outcomes[1]);
            const [one, other] = await Promise.all(stages.map((stage) => claimWorldOf(stage)));
            expect(one, words.join(" ")).toEqual(other);
          }
        },
      ),
      { numRuns: 25 },
    );
    expect(await checkStorage(onPool(await poolOf(storage.current.orm)))).toEqual([]);
  });
});

/** The words of a request in which each consumer wants of each inventory once. */
function wordsOf(
  parts: readonly { consumer: number; provider: number; resourceClass: string; amount: number }[],
): string[] {
  const distinct = new Map(parts.map((one) => [`${one.consumer} ${one.provider} ${one.resourceClass}`, one]));
  const byConsumer = Map.groupBy(distinct.values(), (one) => one.consumer);
  return [...byConsumer]
    .map(
      ([consumer, its]) =>
        `C${consumer} new ${its.map((one) => `P${one.provider} ${one.resourceClass} ${one.amount}`).join(" ")}`,
    )
    .join(" ; ")
    .split(" ");
}

async function claimWorldOf({ names }: Stage): Promise<string[]> {
  return claimWorld(await poolOf(storage.current.orm), names);
}

const vcpus = ({ total }: { total: number }) => new Map([["VCPU", inventoryOf(["total", String(total)])]]);

async function locked(transaction: Transaction, uuid: string) {
  const provider = await transaction.lockProvider(uuid);
  if (provider === undefined) throw new Error("the provider is there");
  return provider;
}

async function give(
  transaction: Transaction,
  providerUuid: string,
  to: { consumer: string; amount: number },
) {
  const consumer = { uuid: to.consumer, projectId: "p", userId: "u", consumerType: "INSTANCE" };
  const wanted = [{ providerUuid, resourceClass: "VCPU", amount: to.amount }];
  await transaction.writeAllocations({
    consumers: [{ consumer, held: [], wanted }],
    touched: [providerUuid],
  });
}
