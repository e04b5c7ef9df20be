import type { MessageInitShape } from "@bufbuild/protobuf";
import type { Inventory, InventorySet } from "../domain/inventory.ts";
import {
  createInventory,
  deleteInventories,
  deleteInventory,
  updateInventory,
} from "../domain/operations/change-inventory.ts";
import { findProvider } from "../domain/operations/find-provider.ts";
import { replaceInventories } from "../domain/operations/replace-inventories.ts";
import { viewInventories, viewInventory } from "../domain/operations/view-inventories.ts";
import type { Store } from "../domain/store.ts";
import type { InventorySchema, ProviderInventorySchema } from "../gen/placement/v1/inventory_pb.ts";
import type { InventoryService } from "../gen/placement/v1/inventory_service_pb.ts";
import type { Handlers } from "./handler.ts";
import { inventoryFromProto, inventorySetFromProto } from "./inventory-from-proto.ts";
import { setLastModified } from "./last-modified.ts";

/** The handlers of InventoryService. */
export function inventoryHandlers(store: Store): Handlers<typeof InventoryService.method> {
  const named = (request: { resourceProviderUuid: string }) =>
    findProvider(store, request.resourceProviderUuid);
  return {
    listInventories: {
      async handle(request, context) {
        const view = await viewInventories(store, request.resourceProviderUuid);
        setLastModified(context, view.updatedAt);
        return {
          inventories: Object.fromEntries(
            view.inventories.map((one) => [one.resourceClass, inventoryToProto(one)]),
          ),
          resourceProviderGeneration: view.generation,
        };
      },
    },
    replaceInventories: {
      named,
      async handle(request) {
        const inventories = inventorySetFromProto(request.inventories);
        const generation = await replaceInventories(store, {
          providerUuid: request.resourceProviderUuid,
          generation: request.resourceProviderGeneration ?? 0,
          inventories,
          refuseZeroCapacity: request.refuseZeroCapacity,
        });
        return { inventories: inventorySetToProto(inventories), resourceProviderGeneration: generation };
      },
    },
    deleteInventories: {
      named,
      async handle(request) {
        await deleteInventories(store, { providerUuid: request.resourceProviderUuid });
        return {};
      },
    },
    createInventory: {
      named,
      async handle(request) {
        const inventory = inventoryFromProto(request);
        const generation = await createInventory(store, {
          providerUuid: request.resourceProviderUuid,
          resourceClass: request.resourceClass,
          inventory,
          refuseZeroCapacity: request.refuseZeroCapacity,
        });
        return { inventory: providerInventoryToProto(inventory, generation) };
      },
    },
    getInventory: {
      async handle(request, context) {
        const view = await viewInventory(store, {
          providerUuid: request.resourceProviderUuid,
          resourceClass: request.resourceClass,
        });
        setLastModified(context, view.updatedAt);
        return { inventory: providerInventoryToProto(view.inventory, view.generation) };
      },
    },
    updateInventory: {
      named,
      async handle(request) {
        const inventory = inventoryFromProto(request);
        const generation = await updateInventory(store, {
          providerUuid: request.resourceProviderUuid,
          resourceClass: request.resourceClass,
          generation: request.resourceProviderGeneration ?? 0,
          inventory,
          refuseZeroCapacity: request.refuseZeroCapacity,
        });
        return { inventory: providerInventoryToProto(inventory, generation) };
      },
    },
    deleteInventory: {
      named,
      async handle(request) {
        await deleteInventory(store, {
          providerUuid: request.resourceProviderUuid,
          resourceClass: request.resourceClass,
        });
        return {};
      },
    },
  };
}

function inventoryToProto(inventory: Inventory): MessageInitShape<typeof InventorySchema> {
  return {
    total: inventory.total,
    reserved: inventory.reserved,
    minUnit: inventory.minUnit,
    maxUnit: inventory.maxUnit,
    stepSize: inventory.stepSize,
    allocationRatio: inventory.allocationRatio,
  };
}

function inventorySetToProto(inventories: InventorySet) {
  return Object.fromEntries([...inventories].map(([name, inventory]) => [name, inventoryToProto(inventory)]));
}

function providerInventoryToProto(
  inventory: Inventory,
  generation: number,
): MessageInitShape<typeof ProviderInventorySchema> {
  return {
    total: inventory.total,
    reserved: inventory.reserved,
    minUnit: inventory.minUnit,
    maxUnit: inventory.maxUnit,
    stepSize: inventory.stepSize,
    allocationRatio: inventory.allocationRatio,
    resourceProviderGeneration: generation,
  };
}
