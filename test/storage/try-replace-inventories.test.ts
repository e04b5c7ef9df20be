import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { describe, expect, test } from "vitest";
import { PlacementError } from "../../src/domain/errors.ts";
import type { Inventory, InventorySet } from "../../src/domain/inventory.ts";
import { createProvider } from "../../src/domain/operations/create-provider.ts";
import { deleteAllocations } from "../../src/domain/operations/delete-allocations.ts";
import { replaceAllocations } from "../../src/domain/operations/replace-allocations.ts";
import {
  replaceInventories,
  replaceInventoriesByTransaction,
} from "../../src/domain/operations/replace-inventories.ts";
import { viewInventories } from "../../src/domain/operations/view-inventories.ts";
import { useStorage } from "../kit/storage.ts";

const storage = useStorage();

const unit: Inventory = { total: 8, reserved: 0, minUnit: 1, maxUnit: 8, stepSize: 1, allocationRatio: 1 };

/** Returns the new generation, or throws why nothing was changed. */
type Way = typeof replaceInventories;

/** The statement first: what it does not do, the transaction must refuse, or inventories must go. */
const byStatement: Way = async (store, request) => {
  const had = (await store.viewInventories(request.providerUuid))?.inventories ?? [];
  const generation = await store.tryReplaceInventories(request);
  if (generation !== undefined) return generation;
  const work = replaceInventories(store, request);
  if (had.every((one) => request.inventories.has(one.resourceClass))) {
    await expect(work).rejects.toThrow(PlacementError);
  }
  return work;
};

describe.each<[string, Way]>([
  ["one statement", byStatement],
  ["a transaction", replaceInventoriesByTransaction],
  ["whichever it takes", replaceInventories],
])("the replacement of inventories by %s", (_, replace) => {
  async function newProvider(): Promise<string> {
    const uuid = randomUUID();
    await createProvider(storage.current.store, { name: uuid, uuid, parentUuid: undefined });
    return uuid;
  }

  function put(providerUuid: string, generation: number, inventories: Record<string, Inventory>) {
    return replace(storage.current.store, {
      providerUuid,
      generation,
      inventories: new Map(Object.entries(inventories)),
      refuseZeroCapacity: false,
    });
  }

  async function has(providerUuid: string) {
    const view = await viewInventories(storage.current.store, providerUuid);
    return {
      generation: view.generation,
      ...Object.fromEntries(view.inventories.map(({ resourceClass, ...rest }) => [resourceClass, rest])),
    };
  }

  function claim(providerUuid: string, consumerUuid: string, amounts: Record<string, number>) {
    const claim = {
      consumerUuid,
      projectId: "project",
      userId: "user",
      consumerType: "INSTANCE",
      consumerGeneration: undefined,
      ignoreConsumerGeneration: false,
      allocations: Object.entries(amounts).map(([resourceClass, amount]) => ({
        providerUuid,
        resourceClass,
        amount,
      })),
    };
    return replaceAllocations(storage.current.store, [claim]);
  }

  test("adds, changes and removes, and moves the generation by one", async () => {
    const uuid = await newProvider();
    expect(await put(uuid, 0, { VCPU: unit, DISK_GB: unit })).toBe(1);
    expect(await put(uuid, 1, { VCPU: { ...unit, total: 4, allocationRatio: 16.5 }, MEMORY_MB: unit })).toBe(
      2,
    );
    expect(await has(uuid)).toEqual({
      generation: 2,
      VCPU: { ...unit, total: 4, allocationRatio: 16.5, used: 0 },
      MEMORY_MB: { ...unit, used: 0 },
    });
  });

  test("moves the generation also when nothing differs, and when all goes", async () => {
    const uuid = await newProvider();
    await put(uuid, 0, { VCPU: unit });
    expect(await put(uuid, 1, { VCPU: unit })).toBe(2);
    expect(await put(uuid, 2, {})).toBe(3);
    expect(await put(uuid, 3, {})).toBe(4);
    expect(await has(uuid)).toEqual({ generation: 4 });
  });

  test("leaves what does not change at its time", async () => {
    const uuid = await newProvider();
    const updatedAt = async () =>
      (await viewInventories(storage.current.store, uuid)).updatedAt?.getTime() ?? 0;
    await put(uuid, 0, { VCPU: unit, DISK_GB: unit });
    const first = await updatedAt();
    await sleep(5);
    await put(uuid, 1, { VCPU: unit, DISK_GB: unit });
    expect(await updatedAt()).toBe(first);
    await put(uuid, 2, { VCPU: unit, DISK_GB: { ...unit, allocationRatio: 1.5 } });
    expect(await updatedAt()).toBeGreaterThan(first);
    await put(uuid, 3, { VCPU: unit });
    expect(await updatedAt()).toBe(first);
  });

  test.each([
    ["an old generation", 0],
    ["one that is yet to come", 2],
  ])("refuses %s and changes nothing", async (_, generation) => {
    const uuid = await newProvider();
    await put(uuid, 0, { VCPU: unit });
    const before = await has(uuid);
    await expect(put(uuid, generation, { VCPU: unit, DISK_GB: unit })).rejects.toMatchObject({
      reason: "RESOURCE_PROVIDER_GENERATION_CONFLICT",
    });
    expect(await has(uuid)).toEqual(before);
  });

  test("refuses an unknown provider", async () => {
    await expect(put(randomUUID(), 0, { VCPU: unit })).rejects.toMatchObject({
      reason: "RESOURCE_PROVIDER_NOT_FOUND",
    });
  });

  test("refuses an unknown class and changes nothing", async () => {
    const uuid = await newProvider();
    await put(uuid, 0, { VCPU: unit });
    const before = await has(uuid);
    for (const kept of [{ VCPU: unit }, {}]) {
      await expect(put(uuid, 1, { ...kept, DISK_GB: unit, CUSTOM_NOWHERE: unit })).rejects.toMatchObject({
        reason: "RESOURCE_CLASS_UNKNOWN",
        facts: { resource_class: "CUSTOM_NOWHERE" },
      });
    }
    expect(await has(uuid)).toEqual(before);
  });

  test("keeps what is used, lets an inventory shrink below it, and refuses to remove it", async () => {
    const uuid = await newProvider();
    const consumer = randomUUID();
    await put(uuid, 0, { VCPU: unit, DISK_GB: unit });
    await claim(uuid, consumer, { VCPU: 5 });
    expect(await put(uuid, 2, { VCPU: { ...unit, total: 2 } })).toBe(3);
    expect(await has(uuid)).toEqual({ generation: 3, VCPU: { ...unit, total: 2, used: 5 } });
    await expect(put(uuid, 3, { DISK_GB: unit })).rejects.toMatchObject({
      reason: "INVENTORY_IN_USE",
      facts: { resource_classes: "VCPU" },
    });
    expect(await has(uuid)).toEqual({ generation: 3, VCPU: { ...unit, total: 2, used: 5 } });
    await deleteAllocations(storage.current.store, consumer);
    expect(await put(uuid, 3, { DISK_GB: unit })).toBe(4);
  });

  test("lets exactly one of many writers at one generation win", { timeout: 60_000 }, async () => {
    const uuid = await newProvider();
    for (let round = 0; round < 25; round++) {
      const sets = Array.from(
        { length: 16 },
        (_, writer): InventorySet =>
          new Map([["VCPU", { ...unit, total: 1 + writer + round * 100, maxUnit: 100_000 }]]),
      );
      const outcomes = await Promise.allSettled(sets.map((set) => put(uuid, round, Object.fromEntries(set))));
      const winners = outcomes.flatMap(({ status }, writer) => (status === "fulfilled" ? [writer] : []));
      expect(winners).toHaveLength(1);
      const losers = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
      expect(losers.map(({ reason }) => reason)).toEqual(
        Array.from({ length: 15 }, () => "RESOURCE_PROVIDER_GENERATION_CONFLICT"),
      );
      expect(await has(uuid)).toMatchObject({
        generation: round + 1,
        VCPU: sets[winners[0] ?? 0]?.get("VCPU"),
      });
    }
  });
});

describe("a provider that somebody has locked", () => {
  test("is waited for by those who replace its inventories, and by nobody else", async () => {
    const { store } = storage.current;
    const [locked = "", ...others] = Array.from({ length: 20 }, () => randomUUID());
    for (const uuid of [locked, ...others]) {
      await createProvider(store, { name: uuid, uuid, parentUuid: undefined });
    }
    const replace = (providerUuid: string) => {
      const inventories = new Map([["VCPU", unit]]);
      return replaceInventories(store, {
        providerUuid,
        generation: 0,
        inventories,
        refuseZeroCapacity: false,
      });
    };
    const holder = new Client({ connectionString: storage.url });
    await holder.connect();
    await holder.query("begin isolation level read committed");
    await holder.query("select from resource_providers where uuid = $1 for update", [locked]);
    let isReplaced = false;
    const waiting = replace(locked).finally(() => {
      isReplaced = true;
    });
    expect(await Promise.all(others.map(replace))).toEqual(others.map(() => 1));
    expect(isReplaced).toBe(false);
    await holder.query("commit");
    await holder.end();
    expect(await waiting).toBe(1);
  });
});
