import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { deleteAllocations } from "../../../src/domain/operations/delete-allocations.ts";
import { replaceAllocations } from "../../../src/domain/operations/replace-allocations.ts";
import { replaceInventories } from "../../../src/domain/operations/replace-inventories.ts";
import { viewAllocations, viewProviderAllocations } from "../../../src/domain/operations/view-allocations.ts";
import { claimOf, claimSteps } from "../../kit/claim-steps.ts";
import { play } from "../../kit/scenario.ts";
import { providerSteps } from "../../kit/steps.ts";
import { useStorage } from "../../kit/storage.ts";

const storage = useStorage();

const check = (text: string) => play(storage.current.store, { ...providerSteps, ...claimSteps }, text);

describe("a claim", () => {
  test("replaces all that the consumer has", async () => {
    await check(`
      provider P1
      inventory P1 VCPU total 8
      inventory P1 MEMORY_MB total 100
      provider P2
      inventory P2 VCPU total 8
      holds C1 → nothing
      allocate C1 new P1 VCPU 4 P1 MEMORY_MB 50
      holds C1 → P1 MEMORY_MB 50, P1 VCPU 4 at 1
      allocate C1 1 P1 VCPU 2 P2 VCPU 1
      holds C1 → P1 VCPU 2, P2 VCPU 1 at 2
      used P1 → MEMORY_MB 0, VCPU 2
      used P2 → VCPU 1`);
  });

  test("needs the consumer's generation, and says so before all else", async () => {
    await check(`
      provider P1
      inventory P1 VCPU total 8
      allocate C1 1 P9 VCPU 99 → CONSUMER_GENERATION_CONFLICT
      allocate C1 new P1 VCPU 1
      allocate C1 new P9 VCPU 99 → CONSUMER_GENERATION_CONFLICT
      allocate C1 0 P1 VCPU 1 → CONSUMER_GENERATION_CONFLICT
      allocate C1 1 P1 VCPU 2
      holds C1 → P1 VCPU 2 at 2`);
  });

  test("of those who know of no generations needs none, and moves it", async () => {
    await check(`
      provider P1
      inventory P1 VCPU total 8
      allocate C1 any P1 VCPU 1
      allocate C1 any P1 VCPU 2
      holds C1 → P1 VCPU 2 at 2`);
  });

  test("that is refused leaves no trace", async () => {
    await check(`
      provider P1
      inventory P1 VCPU total 8
      allocate C1 new P9 VCPU 1 → ALLOCATION_PROVIDER_UNKNOWN
      allocate C1 new P1 CUSTOM_NOWHERE 1 → RESOURCE_CLASS_UNKNOWN
      allocate C1 new P1 VGPU 1 → ALLOCATION_INVENTORY_MISSING
      allocate C1 new P1 VCPU 9 → CAPACITY_EXCEEDED
      allocate C1 new P1 VCPU 1001 → UNIT_CONSTRAINT_VIOLATED
      holds C1 → nothing
      generation P1 → 1
      allocate C1 new P1 VCPU 1`);
    const [row] = await storage.current.orm.em
      .fork()
      .execute(
        "select count(*)::int as orphans from consumers where id not in (select consumer_id from allocations)",
      );
    expect(row).toEqual({ orphans: 0 });
  });

  test("of nothing gives all back, and the consumer starts anew", async () => {
    await check(`
      provider P1
      inventory P1 VCPU total 8
      allocate C1 new P1 VCPU 4
      allocate C1 1
      holds C1 → nothing
      used P1 → VCPU 0
      allocate C1 1 P1 VCPU 4 → CONSUMER_GENERATION_CONFLICT
      allocate C1 new
      allocate C1 new P1 VCPU 4
      holds C1 → P1 VCPU 4 at 1
      release C1
      release C1 → CONSUMER_NOT_FOUND
      used P1 → VCPU 0`);
  });

  test("may keep or reduce what the consumer has of an inventory that shrank below its use", async () => {
    const { store, names } = await check(`
      provider P1
      inventory P1 VCPU total 8
      allocate C1 new P1 VCPU 4
      allocate C2 new P1 VCPU 4`);
    const shrunk = { total: 2, reserved: 0, minUnit: 1, maxUnit: 8, stepSize: 1, allocationRatio: 1 };
    await replaceInventories(store, {
      providerUuid: names.uuid("P1"),
      generation: 3,
      inventories: new Map([["VCPU", shrunk]]),
      refuseZeroCapacity: false,
    });
    const claim = (words: string) => replaceAllocations(store, [claimOf(names, words.split(" "))]);
    await claim("C1 1 P1 VCPU 4");
    await expect(claim("C1 2 P1 VCPU 5")).rejects.toMatchObject({ reason: "CAPACITY_EXCEEDED" });
    await claim("C1 2 P1 VCPU 3");
  });

  test("names providers as they stand: another form of a uuid names none", async () => {
    const { store, names } = await check(`
      provider P1
      inventory P1 VCPU total 8`);
    for (const providerUuid of [names.uuid("P1").toUpperCase(), "-".repeat(36)]) {
      const claim = claimOf(names, ["C1", "new"]);
      const allocations = [{ providerUuid, resourceClass: "VCPU", amount: 1 }];
      await expect(replaceAllocations(store, [{ ...claim, allocations }])).rejects.toMatchObject({
        reason: "ALLOCATION_PROVIDER_UNKNOWN",
        facts: { resource_provider_uuid: providerUuid },
      });
    }
  });
});

describe("the generations of providers", () => {
  test("move with a claim for each that is in the new set, once", async () => {
    await check(`
      provider P1
      inventory P1 VCPU total 8
      inventory P1 MEMORY_MB total 8
      provider P2
      inventory P2 VCPU total 8
      allocate C1 new P1 VCPU 1 P1 MEMORY_MB 1 P2 VCPU 1
      generation P1 → 3
      generation P2 → 2
      allocate C1 1 P2 VCPU 1
      generation P1 → 3
      generation P2 → 3`);
  });

  test("move with a claim of nothing for those that the consumer leaves", async () => {
    await check(`
      provider P1
      inventory P1 VCPU total 8
      allocate C1 new P1 VCPU 1
      allocate C1 1
      generation P1 → 3`);
  });

  test("stay when allocations are deleted", async () => {
    await check(`
      provider P1
      inventory P1 VCPU total 8
      allocate C1 new P1 VCPU 1
      release C1
      generation P1 → 2`);
  });

  test("move once with a claim for several consumers", async () => {
    await check(`
      provider P1
      inventory P1 VCPU total 8
      provider P2
      inventory P2 VCPU total 8
      allocate C1 new P1 VCPU 1 ; C2 new P1 VCPU 1 P2 VCPU 1
      generation P1 → 2
      generation P2 → 2
      allocate C1 1 ; C2 1 P2 VCPU 1
      generation P1 → 3
      generation P2 → 3`);
  });
});

describe("a claim for several consumers", () => {
  test("moves allocations from one to another, on a provider that is full", async () => {
    await check(`
      provider P1
      inventory P1 VCPU total 8
      allocate C1 new P1 VCPU 8
      allocate C2 new P1 VCPU 8 ; C1 1 → ok
      holds C1 → nothing
      holds C2 → P1 VCPU 8 at 1
      allocate C3 new P1 VCPU 3 ; C2 1 P1 VCPU 5
      holds C2 → P1 VCPU 5 at 2
      holds C3 → P1 VCPU 3 at 1
      used P1 → VCPU 8`);
  });

  test("is refused as a whole", async () => {
    await check(`
      provider P1
      inventory P1 VCPU total 8
      allocate C1 new P1 VCPU 4
      allocate C1 1 ; C2 new P1 VCPU 9 → CAPACITY_EXCEEDED
      allocate C1 1 ; C2 5 P1 VCPU 4 → CONSUMER_GENERATION_CONFLICT
      allocate C2 new P1 VCPU 4 ; C3 new P1 VCPU 1 → CAPACITY_EXCEEDED
      allocate C2 new P1 VCPU 1 ; C3 new P9 VCPU 1 → ALLOCATION_PROVIDER_UNKNOWN
      holds C1 → P1 VCPU 4 at 1
      holds C2 → nothing
      used P1 → VCPU 4
      generation P1 → 2`);
  });

  test("is nothing where it says nothing about nobody", async () => {
    await check(`
      provider P1
      allocate C1 new ; C2 new
      generation P1 → 0`);
  });
});

describe("a consumer's type", () => {
  const claim = async (consumerUuid: string, said: { type?: string; generation?: number }) => {
    const { store, names } = await check(`
      provider P1
      inventory P1 VCPU total 8`);
    const words = [consumerUuid, String(said.generation ?? "new"), "P1", "VCPU", "1"];
    await replaceAllocations(store, [{ ...claimOf(names, words), consumerUuid, consumerType: said.type }]);
    return (await viewAllocations(store, consumerUuid))?.consumer.consumerType;
  };

  test("is unknown until it is given, and stays where none is", async () => {
    const uuid = randomUUID();
    expect(await claim(uuid, {})).toBe("unknown");
    expect(await claim(uuid, { type: "MIGRATION", generation: 1 })).toBe("MIGRATION");
    expect(await claim(uuid, { generation: 2 })).toBe("MIGRATION");
    expect(await claim(uuid, { type: "INSTANCE", generation: 3 })).toBe("INSTANCE");
  });
});

describe("what consumers have of a provider", () => {
  test("is told with the generations", async () => {
    const { store, names } = await check(`
      provider P1
      inventory P1 VCPU total 8
      inventory P1 MEMORY_MB total 8
      allocate C1 new P1 VCPU 1 P1 MEMORY_MB 2
      allocate C2 new P1 VCPU 3
      allocate C2 1 P1 VCPU 4`);
    const view = await viewProviderAllocations(store, names.uuid("P1"));
    expect(view).toEqual({
      generation: 5,
      updatedAt: expect.any(Date),
      allocations: [
        { consumerUuid: names.uuid("C1"), consumerGeneration: 1, resourceClass: "MEMORY_MB", amount: 2 },
        { consumerUuid: names.uuid("C1"), consumerGeneration: 1, resourceClass: "VCPU", amount: 1 },
        { consumerUuid: names.uuid("C2"), consumerGeneration: 2, resourceClass: "VCPU", amount: 4 },
      ],
    });
    await Promise.all(["C1", "C2"].map((name) => deleteAllocations(store, names.uuid(name))));
    expect(await viewProviderAllocations(store, names.uuid("P1"))).toEqual({
      generation: 5,
      updatedAt: undefined,
      allocations: [],
    });
    await expect(viewProviderAllocations(store, randomUUID())).rejects.toMatchObject({
      reason: "RESOURCE_PROVIDER_NOT_FOUND",
    });
  });
});
