import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { Inventory } from "../../../src/domain/inventory.ts";
import { reshape } from "../../../src/domain/operations/reshape.ts";
import { checkStorage } from "../../../src/storage/check-storage.ts";
import { onPool } from "../../../src/storage/statement.ts";
import { claimSteps, claimsOf } from "../../kit/claim-steps.ts";
import { poolOf } from "../../kit/explain.ts";
import type { Names } from "../../kit/names.ts";
import { play, type Step } from "../../kit/scenario.ts";
import { inventoryOf, providerSteps } from "../../kit/steps.ts";
import { useStorage } from "../../kit/storage.ts";

const storage = useStorage();

/** `P1 4 VCPU total 8 , DISK_GB total 100`: a provider at its generation, and what it is to have. */
function shapeOf(names: Names, text: string) {
  const [provider = "", generation, ...words] = text.trim().split(" ");
  const inventories = new Map<string, Inventory>();
  for (const one of words.join(" ").split(",")) {
    const [resourceClass = "", ...parts] = one.trim().split(" ");
    if (resourceClass !== "") inventories.set(resourceClass, inventoryOf(parts));
  }
  return { providerUuid: names.uuid(provider), generation: Number(generation), inventories };
}

const steps: Record<string, Step> = {
  ...providerSteps,
  ...claimSteps,
  /** `reshape P1 4 VCPU total 8 ; P2 0 with C1 1 P2 VCPU 4 ; C2 1`. */
  reshape({ store, names }, words) {
    const [shapes = "", claims = ""] = words.join(" ").split(" with");
    return reshape(store, {
      shapes: shapes.split(";").map((shape) => shapeOf(names, shape)),
      claims: claims.trim() === "" ? [] : claimsOf(names, claims.trim().split(" ")),
    });
  },
};

const check = (text: string) => play(storage.current.store, steps, text);

describe("a reshape", () => {
  test("moves an inventory and what is in use of it to another provider", async () => {
    await check(`
      provider P1
      inventory P1 VCPU total 8
      inventory P1 DISK_GB total 100
      provider P2 under P1
      allocate C1 new P1 VCPU 8 P1 DISK_GB 10
      reshape P1 3 DISK_GB total 50 ; P2 0 VCPU total 8 with C1 1 P2 VCPU 8 P1 DISK_GB 10
      holds C1 → P1 DISK_GB 10, P2 VCPU 8 at 2
      used P1 → DISK_GB 10
      used P2 → VCPU 8`);
    expect(await checkStorage(onPool(await poolOf(storage.current.orm)))).toEqual([]);
  });

  test("moves generations as the steps do that it stands for", async () => {
    await check(`
      provider P1
      inventory P1 VCPU total 8
      provider P2
      provider P3
      inventory P3 VCPU total 8
      allocate C1 new P1 VCPU 4
      reshape P1 2 VCPU total 8
      generation P1 → 4
      reshape P2 0
      generation P2 → 1
      reshape P2 1 VCPU total 8 with C1 1 P2 VCPU 4
      generation P1 → 4
      generation P2 → 4
      reshape P1 4 with C1 2 P3 VCPU 4
      generation P1 → 5
      generation P3 → 2
      reshape P3 2 with C1 3
      generation P3 → 4
      holds C1 → nothing`);
  });

  test("lets an inventory shrink below its use where nobody asks for any of it", async () => {
    await check(`
      provider P1
      inventory P1 VCPU total 8
      allocate C1 new P1 VCPU 8
      reshape P1 2 VCPU total 2
      reshape P1 4 VCPU total 1 with C1 1 P1 VCPU 8
      reshape P1 7 VCPU total 1 with C1 2 P1 VCPU 9 → CAPACITY_EXCEEDED
      used P1 → VCPU 8`);
  });

  test("is refused in this order", async () => {
    await check(`
      provider P1
      inventory P1 VCPU total 8
      inventory P1 DISK_GB total 100
      provider P2
      allocate C1 new P1 VCPU 4
      reshape P9 0 NOPE ; P1 9 with C1 9 → RESOURCE_PROVIDER_UNKNOWN
      reshape P1 9 NOPE ; P9 0 with C1 9 → RESOURCE_PROVIDER_GENERATION_CONFLICT
      reshape P1 3 NOPE total 0 reserved 1 with C1 9 P9 VCPU 1 → CONSUMER_GENERATION_CONFLICT
      reshape P1 3 NOPE total 0 reserved 1 with C1 1 P9 VCPU 1 → ALLOCATION_PROVIDER_UNKNOWN
      reshape P1 3 NOPE total 0 reserved 1 with C1 1 P1 VCPU 99 → INVENTORY_CAPACITY_INVALID
      reshape P1 3 NOPE with C1 1 P1 VCPU 99 → RESOURCE_CLASS_UNKNOWN
      reshape P1 3 DISK_GB with C1 1 P1 NOPE 1 → RESOURCE_CLASS_UNKNOWN
      reshape P1 3 DISK_GB with C1 1 P1 VGPU 1 → ALLOCATION_INVENTORY_MISSING
      reshape P1 3 DISK_GB ; P2 0 VCPU with C1 1 P2 VCPU 2000 → UNIT_CONSTRAINT_VIOLATED
      reshape P1 3 DISK_GB ; P2 0 VCPU total 3 with C1 1 P2 VCPU 4 → CAPACITY_EXCEEDED
      reshape P1 3 DISK_GB with C1 1 P1 VCPU 5 → INVENTORY_IN_USE
      reshape P1 3 DISK_GB → INVENTORY_IN_USE
      holds C1 → P1 VCPU 4 at 1
      generation P1 → 3
      generation P2 → 0
      used P1 → DISK_GB 0, VCPU 4`);
  });

  test("names a provider as it stands", async () => {
    const { store, names } = await check("provider P1");
    const shape = shapeOf(names, "P1 0");
    const request = { shapes: [{ ...shape, providerUuid: shape.providerUuid.toUpperCase() }], claims: [] };
    await expect(reshape(store, request)).rejects.toMatchObject({ reason: "RESOURCE_PROVIDER_UNKNOWN" });
  });

  test("beside claims never leaves more in use than was claimed", { timeout: 30_000 }, async () => {
    const stage = await check(`
      provider P1
      inventory P1 VCPU total 100
      provider P2
      allocate C0 new P1 VCPU 10`);
    const { store, names } = stage;
    let reshaped = 0;
    const claimer = async (number: number) => {
      for (let round = 0; reshaped < 5; round++) {
        const place = round % 2 === 0 ? "P1" : "P2";
        const words = [`C${number}.${round}`, "any", place, "VCPU", "1"];
        await steps.allocate?.(stage, words).catch(() => undefined);
        // Without a pause some claim would come between each read of the generations and the write.
        await sleep(10);
      }
    };
    const shaper = async () => {
      while (reshaped < 5) {
        const [one, two] = await Promise.all(
          ["P1", "P2"].map((name) => store.findProvider(names.uuid(name))),
        );
        const text = `P1 ${one?.generation} VCPU total 100 ; P2 ${two?.generation} VCPU total 50`;
        const did = await steps.reshape?.(stage, text.split(" ")).then(
          () => 1,
          () => 0,
        );
        reshaped += did ?? 0;
      }
    };
    await Promise.all([shaper(), ...[1, 2, 3].map(claimer)]);
    expect(await checkStorage(onPool(await poolOf(storage.current.orm)))).toEqual([]);
  });
});
