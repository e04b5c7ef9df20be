import { replaceAggregates } from "../../src/domain/operations/aggregates.ts";
import {
  createInventory,
  deleteInventories,
  deleteInventory,
  updateInventory,
} from "../../src/domain/operations/change-inventory.ts";
import { createProvider } from "../../src/domain/operations/create-provider.ts";
import { deleteAllocations } from "../../src/domain/operations/delete-allocations.ts";
import { deleteProvider } from "../../src/domain/operations/delete-provider.ts";
import { findProvider } from "../../src/domain/operations/find-provider.ts";
import { deleteTraits, replaceTraits } from "../../src/domain/operations/provider-traits.ts";
import { replaceAllocations } from "../../src/domain/operations/replace-allocations.ts";
import { replaceInventories } from "../../src/domain/operations/replace-inventories.ts";
import { reshape } from "../../src/domain/operations/reshape.ts";
import { createResourceClass, renameResourceClass } from "../../src/domain/operations/resource-classes.ts";
import { ensureTrait } from "../../src/domain/operations/traits.ts";
import { updateProvider } from "../../src/domain/operations/update-provider.ts";
import { claimsOf } from "./claim-steps.ts";
import type { Stage, Step } from "./scenario.ts";
import { inventoryOf } from "./steps.ts";

async function at({ store, names }: Stage, provider: string) {
  const { uuid, generation } = await findProvider(store, names.uuid(provider));
  return { providerUuid: uuid, generation };
}

const inventories = (...classes: string[]) => new Map(classes.map((one) => [one, inventoryOf([])]));

/** All kinds of writes; `P1 P2` after `create` is P1 below P2. */
export const writes = {
  create: ({ store, names }, [name = "", parent]) => {
    const parentUuid = parent === undefined ? undefined : names.uuid(parent);
    return createProvider(store, { name: names.uuid(name), uuid: names.uuid(name), parentUuid });
  },
  rename: ({ store, names }, [name = "", newName = ""]) =>
    updateProvider(store, {
      uuid: names.uuid(name),
      name: newName,
      parentUuid: undefined,
      detach: false,
      refuseReparenting: false,
    }),
  move: ({ store, names }, [name = "", parent]) =>
    updateProvider(store, {
      uuid: names.uuid(name),
      name: names.uuid(name),
      parentUuid: parent === undefined ? undefined : names.uuid(parent),
      detach: parent === undefined,
      refuseReparenting: false,
    }),
  delete: ({ store, names }, [name = ""]) => deleteProvider(store, names.uuid(name)),
  put: async (stage, [provider = "", ...classes]) =>
    replaceInventories(stage.store, {
      ...(await at(stage, provider)),
      inventories: inventories(...classes),
      refuseZeroCapacity: false,
    }),
  add: ({ store, names }, [provider = "", resourceClass = ""]) =>
    createInventory(store, {
      providerUuid: names.uuid(provider),
      resourceClass,
      inventory: inventoryOf([]),
      refuseZeroCapacity: false,
    }),
  update: async (stage, [provider = "", resourceClass = "", ...words]) =>
    updateInventory(stage.store, {
      ...(await at(stage, provider)),
      resourceClass,
      inventory: inventoryOf(words),
      refuseZeroCapacity: false,
    }),
  remove: ({ store, names }, [provider = "", resourceClass]) =>
    resourceClass === undefined
      ? deleteInventories(store, { providerUuid: names.uuid(provider) })
      : deleteInventory(store, { providerUuid: names.uuid(provider), resourceClass }),
  traits: async (stage, [provider = "", ...traits]) =>
    traits.length === 0
      ? deleteTraits(stage.store, stage.names.uuid(provider))
      : replaceTraits(stage.store, { ...(await at(stage, provider)), traits }),
  aggregates: async (stage, [provider = "", kind, ...names]) =>
    replaceAggregates(stage.store, {
      ...(await at(stage, provider)),
      ...(kind === "blindly" ? { generation: undefined } : {}),
      aggregates: names.map((name) => stage.names.uuid(name)),
    }),
  class: ({ store }, [name = "", newName]) =>
    newName === undefined ? createResourceClass(store, name) : renameResourceClass(store, { name, newName }),
  trait: ({ store }, [name = ""]) => ensureTrait(store, name),
  allocate: ({ store, names }, words) => replaceAllocations(store, claimsOf(names, words)),
  release: ({ store, names }, [consumer = ""]) => deleteAllocations(store, names.uuid(consumer)),
  /** `reshape P1 VCPU / P2 DISK_GB / C1 1 P1 VCPU 1`. */
  reshape: async (stage, words) => {
    const parts = words.join(" ").split(" / ");
    const shapes = [];
    for (const part of parts.slice(0, -1)) {
      const [provider = "", ...classes] = part.split(" ");
      shapes.push({ ...(await at(stage, provider)), inventories: inventories(...classes) });
    }
    return reshape(stage.store, { shapes, claims: claimsOf(stage.names, parts.at(-1)?.split(" ") ?? []) });
  },
} satisfies Record<string, Step>;
