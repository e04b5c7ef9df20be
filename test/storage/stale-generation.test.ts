import { describe, expect, test } from "vitest";
import { replaceAggregates } from "../../src/domain/operations/aggregates.ts";
import { updateInventory } from "../../src/domain/operations/change-inventory.ts";
import { replaceTraits } from "../../src/domain/operations/provider-traits.ts";
import { replaceInventories } from "../../src/domain/operations/replace-inventories.ts";
import { poolOf } from "../kit/explain.ts";
import { play } from "../kit/scenario.ts";
import { someoneWaits } from "../kit/someone-waits.ts";
import { inventoryOf, providerSteps } from "../kit/steps.ts";
import { useStorage } from "../kit/storage.ts";

/** At the stricter level, whoever waited for a lock has to begin again: see `transaction`. */
const storage = useStorage({}, "serializable");

const inventory = inventoryOf(["total", "9"]);
const refuseZeroCapacity = false;

/** All writes of a provider that are conditional on its generation. */
const writes: [string, (of: { providerUuid: string; generation: number }) => Promise<unknown>][] = [
  ["inventories", (of) => replaceInventories(store(), { ...of, refuseZeroCapacity, inventories: new Map() })],
  [
    "an inventory",
    (of) => updateInventory(store(), { ...of, refuseZeroCapacity, resourceClass: "VCPU", inventory }),
  ],
  ["traits", (of) => replaceTraits(store(), { ...of, traits: ["COMPUTE_NODE"] })],
  ["aggregates", (of) => replaceAggregates(store(), { ...of, aggregates: [] })],
];

const store = () => storage.current.store;

async function plant() {
  const { names } = await play(store(), providerSteps, "provider P1\ninventory P1 VCPU total 8");
  const providerUuid = names.uuid("P1");
  const generation = (await store().findProvider(providerUuid))?.generation ?? Number.NaN;
  return { providerUuid, generation };
}

/** Has a transaction lock the provider, move its generation if need be, and hold it for as long as some work takes. */
function whileLocked(providerUuid: string, { moves }: { moves: boolean }, work: () => Promise<unknown>) {
  return store().transaction(async (transaction) => {
    const provider = await transaction.lockProvider(providerUuid);
    if (provider === undefined) throw new Error("the provider is there");
    if (moves) await transaction.changeInventories(provider, {});
    await work();
  });
}

describe("a stale generation", () => {
  test.each(writes)("is refused without a wait for who has the provider: %s", async (_, write) => {
    const { providerUuid, generation } = await plant();
    await whileLocked(providerUuid, { moves: false }, () =>
      expect(write({ providerUuid, generation: generation + 1 })).rejects.toMatchObject({
        reason: "RESOURCE_PROVIDER_GENERATION_CONFLICT",
      }),
    );
  });

  test.each(writes)("that became so during the wait costs one more try: %s", async (_, write) => {
    const { providerUuid, generation } = await plant();
    const before = { ...storage.current.retries };
    let second: Promise<unknown> = Promise.resolve();
    await whileLocked(providerUuid, { moves: true }, async () => {
      second = write({ providerUuid, generation }).catch((error: unknown) => error);
      await someoneWaits(await poolOf(storage.current.orm));
    });
    expect(await second).toMatchObject({ reason: "RESOURCE_PROVIDER_GENERATION_CONFLICT" });
    expect(storage.current.retries).toEqual({ ...before, serialization: before.serialization + 1 });
  });

  test.each(writes)("of an unknown provider is refused for the provider: %s", async (_, write) => {
    const providerUuid = "00000000-0000-4000-8000-000000000000";
    await expect(write({ providerUuid, generation: 0 })).rejects.toMatchObject({
      reason: "RESOURCE_PROVIDER_NOT_FOUND",
    });
  });
});
