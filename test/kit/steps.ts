import type { Inventory } from "../../src/domain/inventory.ts";
import { createInventory } from "../../src/domain/operations/change-inventory.ts";
import { createProvider } from "../../src/domain/operations/create-provider.ts";
import { findProvider } from "../../src/domain/operations/find-provider.ts";
import type { Step } from "./scenario.ts";

/** An inventory by its parts that matter: `total 8 max 4`; 100 of everything else. */
export function inventoryOf(words: readonly string[]): Inventory {
  const said = new Map<string, number>();
  for (let at = 0; at < words.length; at += 2) {
    said.set(words[at] ?? "", Number(words[at + 1]));
  }
  return {
    total: said.get("total") ?? 100,
    reserved: said.get("reserved") ?? 0,
    minUnit: said.get("min") ?? 1,
    maxUnit: said.get("max") ?? 1000,
    stepSize: said.get("step") ?? 1,
    allocationRatio: said.get("ratio") ?? 1,
  };
}

/** The steps that make and show providers: what most cases begin and end with. */
export const providerSteps = {
  /** `provider P1`, `provider P2 under P1`. */
  async provider({ store, names }, [name = "", , parent]) {
    await createProvider(store, {
      name: names.uuid(name),
      uuid: names.uuid(name),
      parentUuid: parent === undefined ? undefined : names.uuid(parent),
    });
  },

  /** `inventory P1 VCPU total 8`. */
  async inventory({ store, names }, [provider = "", resourceClass = "", ...words]) {
    await createInventory(store, {
      providerUuid: names.uuid(provider),
      resourceClass,
      inventory: inventoryOf(words),
      refuseZeroCapacity: false,
    });
  },

  /** `generation P1 → 3`. */
  async generation({ store, names }, [provider = ""]) {
    return String((await findProvider(store, names.uuid(provider))).generation);
  },
} satisfies Record<string, Step>;
