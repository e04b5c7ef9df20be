import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { PlacementError } from "../../src/domain/errors.ts";
import type { Inventory, InventorySet } from "../../src/domain/inventory.ts";
import { createProvider } from "../../src/domain/operations/create-provider.ts";
import { deleteAllocations } from "../../src/domain/operations/delete-allocations.ts";
import { lockProvider } from "../../src/domain/operations/find-provider.ts";
import { replaceAllocations } from "../../src/domain/operations/replace-allocations.ts";
import { viewInventories } from "../../src/domain/operations/view-inventories.ts";
import type { ReplaceOutcome, Store } from "../../src/domain/store.ts";
import { useStorage } from "../kit/storage.ts";

const storage = useStorage();

const unit: Inventory = { total: 8, reserved: 0, minUnit: 1, maxUnit: 8, stepSize: 1, allocationRatio: 1 };

type Replace = Store["replaceInventories"];

/** The replacement as the unit of work does it: read under a lock, compare, write the differences, flush. */
const byUnitOfWork: Replace = async ({ providerUuid, generation, inventories }) => {
  try {
    return await storage.current.store.transaction(async (transaction) => {
      const provider = await lockProvider(transaction, providerUuid);
      if (provider.generation !== generation) {
        return { kind: "stale" };
      }
      for (const resourceClass of inventories.keys()) {
        if ((await transaction.findResourceClass(resourceClass)) === undefined) {
          return { kind: "unknown-class", resourceClass };
        }
      }
      const view = await transaction.viewInventories(providerUuid);
      const remove = (view?.inventories ?? []).filter((one) => !inventories.has(one.resourceClass));
      const used = remove.filter((one) => one.used > 0).map((one) => one.resourceClass);
      if (used.length > 0) {
        return { kind: "in-use", resourceClasses: used };
      }
      const moved = await transaction.changeInventories(provider, {
        put: inventories,
        remove: remove.map((one) => one.resourceClass),
      });
      return { kind: "replaced", generation: moved };
    });
  } catch (error) {
    if (error instanceof PlacementError && error.reason === "RESOURCE_PROVIDER_NOT_FOUND") {
      return { kind: "no-provider" };
    }
    throw error;
  }
};

const byStatement: Replace = (request) => storage.current.store.replaceInventories(request);

describe.each([
  ["one statement", byStatement],
  ["the unit of work", byUnitOfWork],
])("the replacement of inventories by %s", (_, replace) => {
  async function newProvider(): Promise<string> {
    const uuid = randomUUID();
    await createProvider(storage.current.store, { name: uuid, uuid, parentUuid: undefined });
    return uuid;
  }

  function put(providerUuid: string, generation: number, inventories: Record<string, Inventory>) {
    return replace({ providerUuid, generation, inventories: new Map(Object.entries(inventories)) });
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
    expect(await put(uuid, 0, { VCPU: unit, DISK_GB: unit })).toEqual({ kind: "replaced", generation: 1 });
    expect(
      await put(uuid, 1, { VCPU: { ...unit, total: 4, allocationRatio: 16.5 }, MEMORY_MB: unit }),
    ).toEqual({
      kind: "replaced",
      generation: 2,
    });
    expect(await has(uuid)).toEqual({
      generation: 2,
      VCPU: { ...unit, total: 4, allocationRatio: 16.5, used: 0 },
      MEMORY_MB: { ...unit, used: 0 },
    });
  });

  test("moves the generation also when nothing differs, and when all goes", async () => {
    const uuid = await newProvider();
    await put(uuid, 0, { VCPU: unit });
    expect(await put(uuid, 1, { VCPU: unit })).toEqual({ kind: "replaced", generation: 2 });
    expect(await put(uuid, 2, {})).toEqual({ kind: "replaced", generation: 3 });
    expect(await put(uuid, 3, {})).toEqual({ kind: "replaced", generation: 4 });
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
    expect(await put(uuid, generation, { DISK_GB: unit })).toEqual({ kind: "stale" });
    expect(await has(uuid)).toEqual(before);
  });

  test("refuses an unknown provider", async () => {
    expect(await put(randomUUID(), 0, { VCPU: unit })).toEqual({ kind: "no-provider" });
  });

  test("refuses an unknown class and changes nothing", async () => {
    const uuid = await newProvider();
    await put(uuid, 0, { VCPU: unit });
    const before = await has(uuid);
    const outcome: ReplaceOutcome = { kind: "unknown-class", resourceClass: "CUSTOM_NOWHERE" };
    expect(await put(uuid, 1, { DISK_GB: unit, CUSTOM_NOWHERE: unit })).toEqual(outcome);
    expect(await has(uuid)).toEqual(before);
  });

  test("keeps what is used, lets an inventory shrink below it, and refuses to remove it", async () => {
    const uuid = await newProvider();
    const consumer = randomUUID();
    await put(uuid, 0, { VCPU: unit, DISK_GB: unit });
    await claim(uuid, consumer, { VCPU: 5 });
    expect(await put(uuid, 2, { VCPU: { ...unit, total: 2 } })).toEqual({ kind: "replaced", generation: 3 });
    expect(await has(uuid)).toEqual({ generation: 3, VCPU: { ...unit, total: 2, used: 5 } });
    expect(await put(uuid, 3, { DISK_GB: unit })).toEqual({ kind: "in-use", resourceClasses: ["VCPU"] });
    expect(await has(uuid)).toEqual({ generation: 3, VCPU: { ...unit, total: 2, used: 5 } });
    await deleteAllocations(storage.current.store, consumer);
    expect(await put(uuid, 3, { DISK_GB: unit })).toEqual({ kind: "replaced", generation: 4 });
  });

  test("lets exactly one of many writers at one generation win", { timeout: 60_000 }, async () => {
    const uuid = await newProvider();
    for (let round = 0; round < 25; round++) {
      const sets = Array.from(
        { length: 16 },
        (_, writer): InventorySet =>
          new Map([["VCPU", { ...unit, total: 1 + writer + round * 100, maxUnit: 100_000 }]]),
      );
      const outcomes = await Promise.all(
        sets.map((inventories) => replace({ providerUuid: uuid, generation: round, inventories })),
      );
      const winners = outcomes.flatMap((outcome, writer) => (outcome.kind === "replaced" ? [writer] : []));
      expect(winners).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome.kind === "stale")).toHaveLength(15);
      expect(await has(uuid)).toMatchObject({
        generation: round + 1,
        VCPU: sets[winners[0] ?? 0]?.get("VCPU"),
      });
    }
  });
});
