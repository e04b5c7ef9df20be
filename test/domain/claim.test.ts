import { describe, expect, test } from "vitest";
import type { Allocation } from "../../src/domain/allocation.ts";
import { judgeClaim } from "../../src/domain/claim.ts";
import type { StoredInventory } from "../../src/domain/inventory.ts";
import type { LockedProvider } from "../../src/domain/store.ts";

/**
 * One case is a few lines: `inventory P1 VCPU total 8 ratio 2.0 max 4 step 2 used 3`, `held P1 VCPU 2`,
 * `unknown VGPU` (a class), `allocate P1 VCPU 3 → CAPACITY_EXCEEDED`; all `allocate` lines of a case are one claim, the last tells the outcome.
 */
function check(text: string): void {
  const providers = new Map<string, LockedProvider>();
  const claim = { held: [] as Allocation[], wanted: [] as Allocation[] };
  const unknownClasses: string[] = [];
  for (const line of text.trim().split("\n")) {
    const [said = "", outcome] = line.trim().split(" → ");
    const [verb, providerUuid = "", resourceClass = "", ...rest] = said.split(/\s+/);
    if (verb === "inventory") {
      addInventory(providers, providerUuid, inventoryOf(resourceClass, rest));
    } else if (verb === "unknown") {
      unknownClasses.push(providerUuid);
    } else {
      const list = verb === "held" ? claim.held : claim.wanted;
      list.push({ providerUuid, resourceClass, amount: Number(rest[0]) });
    }
    if (outcome !== undefined) {
      expect(judgeClaim(providers, claim, unknownClasses)?.reason ?? "ok", text).toBe(outcome);
    }
  }
}

function inventoryOf(resourceClass: string, words: string[]): StoredInventory {
  const said = new Map<string, number>();
  for (let at = 0; at < words.length; at += 2) {
    said.set(words[at] ?? "", Number(words[at + 1]));
  }
  return {
    resourceClass,
    total: said.get("total") ?? 0,
    reserved: said.get("reserved") ?? 0,
    minUnit: said.get("min") ?? 1,
    maxUnit: said.get("max") ?? 1000,
    stepSize: said.get("step") ?? 1,
    allocationRatio: said.get("ratio") ?? 1,
    used: said.get("used") ?? 0,
  };
}

function addInventory(
  providers: Map<string, LockedProvider>,
  uuid: string,
  inventory: StoredInventory,
): void {
  const provider = {
    uuid,
    name: uuid,
    generation: 0,
    parentUuid: undefined,
    rootUuid: uuid,
    updatedAt: new Date(0),
  };
  const inventories = new Map(providers.get(uuid)?.inventories).set(inventory.resourceClass, inventory);
  providers.set(uuid, { provider, inventories });
}

describe("judgeClaim()", () => {
  test("lets through what fits", () => {
    check(`
      inventory P1 VCPU total 8 ratio 2 used 12
      inventory P2 DISK_GB total 100 min 10 step 10
      allocate P1 VCPU 4
      allocate P2 DISK_GB 30 → ok`);
  });

  test("refuses one unit more than the capacity", () => {
    check(`
      inventory P1 VCPU total 8 ratio 2 used 12
      allocate P1 VCPU 5 → CAPACITY_EXCEEDED`);
  });

  test("compares with the exact capacity, not the rounded one", () => {
    check(`
      inventory P1 VCPU total 5 ratio 1.5 used 7
      allocate P1 VCPU 1 → CAPACITY_EXCEEDED`);
  });

  test.each([
    ["below min_unit", 5],
    ["above max_unit", 50],
    ["not a multiple of step_size", 15],
  ])("refuses an amount %s", (_, amount) => {
    check(`
      inventory P1 DISK_GB total 100 min 10 max 40 step 10
      allocate P1 DISK_GB ${amount} → UNIT_CONSTRAINT_VIOLATED`);
  });

  test("counts what the consumer has already as its own", () => {
    check(`
      inventory P1 VCPU total 8 used 8
      held P1 VCPU 4
      allocate P1 VCPU 4 → ok`);
  });

  test("looks at all consumers as one: what one gives back another may take, and no more", () => {
    check(`
      inventory P1 VCPU total 8 used 8
      held P1 VCPU 4
      allocate P1 VCPU 3
      allocate P1 VCPU 1 → ok`);
    check(`
      inventory P1 VCPU total 8 used 8
      held P1 VCPU 4
      allocate P1 VCPU 3
      allocate P1 VCPU 2 → CAPACITY_EXCEEDED`);
  });

  test("lets what several consumers have of an inventory that shrank change hands", () => {
    check(`
      inventory P1 VCPU total 2 used 8
      held P1 VCPU 4
      held P1 VCPU 2
      allocate P1 VCPU 6 → ok`);
    check(`
      inventory P1 VCPU total 2 used 8
      held P1 VCPU 4
      held P1 VCPU 2
      allocate P1 VCPU 7 → CAPACITY_EXCEEDED`);
  });

  test("names an unknown class before what else is wrong, and after unknown providers", () => {
    check(`
      unknown CUSTOM_NOWHERE
      inventory P1 VCPU total 1
      allocate P1 VCPU 2
      allocate P1 CUSTOM_NOWHERE 1 → RESOURCE_CLASS_UNKNOWN`);
    check(`
      unknown CUSTOM_NOWHERE
      inventory P1 VCPU total 1
      allocate P1 CUSTOM_NOWHERE 1
      allocate P9 VCPU 1 → ALLOCATION_PROVIDER_UNKNOWN`);
  });

  test("names an unknown provider before any other fault", () => {
    check(`
      inventory P1 VCPU total 1
      allocate P1 VCPU 2
      allocate P9 VCPU 1 → ALLOCATION_PROVIDER_UNKNOWN`);
  });

  test("refuses a class of which the provider has nothing", () => {
    check(`
      inventory P1 VCPU total 1
      allocate P1 VGPU 1 → ALLOCATION_INVENTORY_MISSING`);
  });

  test("names a provider that has nothing of what is wanted before another's fault", () => {
    check(`
      inventory P1 VCPU total 1
      inventory P2 VGPU total 1
      allocate P1 VCPU 2
      allocate P2 DISK_GB 1 → ALLOCATION_INVENTORY_MISSING`);
  });
});
