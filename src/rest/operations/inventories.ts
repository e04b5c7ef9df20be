import type {
  InventoryService,
  ListInventoriesResponse,
  ReplaceInventoriesResponse,
} from "../../gen/placement/v1/inventory_service_pb.ts";
import { listed } from "../listed.ts";
import type { Operations, Refusal, RequestFacts } from "../operation.ts";
import { clampGeneration } from "../representation/generations.ts";
import { isObject, withProperty, withPropertyOrder } from "../shape/json-schema.ts";
import { adaptInventories, generationKey, inventoriesSchema } from "./inventory-body.ts";
import { providerNotFoundTwice } from "./provider-not-found.ts";

type Name = `InventoryService.${(typeof InventoryService)["methods"][number]["name"]}`;

/** The REST form of InventoryService. */
export const inventoryOperations = {
  "InventoryService.ListInventories": {
    isDated: hasInventories,
    refusals: { RESOURCE_PROVIDER_NOT_FOUND: providerNotFoundTwice(" : ") },
  },

  "InventoryService.ReplaceInventories": {
    schema: inventoriesSchema,
    adapt: adaptInventories,
    isDated: hasInventories,
    refusals: {
      INVENTORY_CAPACITY_INVALID: capacityInvalid("update"),
      RESOURCE_CLASS_UNKNOWN: {
        status: 400,
        detail: (facts, request) =>
          `Unknown resource class in inventory for resource provider ${providerOf(request)}: ` +
          `No such resource class ${facts.resource_class}.`,
      },
      INVENTORY_IN_USE: inUse("placement.inventory.inuse", () => "update conflict: "),
    },
  },

  "InventoryService.DeleteInventories": {
    refusals: { INVENTORY_IN_USE: inUse("placement.inventory.inuse", () => "") },
  },

  "InventoryService.CreateInventory": {
    schema: (derived) => {
      const ordered = withPropertyOrder(derived, inventoryKeys);
      const named = withProperty(ordered, "resource_class", ({ maxLength: _, ...name }) => name);
      return { ...named, required: ["total", "resource_class"] };
    },
    // It is accepted and not compared, so any number will do.
    adapt: (body) => clampGeneration(body, generationKey),
    location: (_, request) => {
      const resourceClass = isObject(request.body) ? request.body.resource_class : "";
      return `/resource_providers/${providerOf(request)}/inventories/${resourceClass}`;
    },
    refusals: {
      INVENTORY_CAPACITY_INVALID: capacityInvalid("create"),
      RESOURCE_CLASS_UNKNOWN: {
        status: 400,
        detail: (facts, request) =>
          `Unable to create inventory for resource provider ${providerOf(request)}: ` +
          `No such resource class ${facts.resource_class}.`,
      },
      INVENTORY_EXISTS: {
        status: 409,
        code: "placement.concurrent_update",
        detail: (facts, request) =>
          `Update conflict: resource provider ${providerOf(request)} already has an inventory of class ` +
          `${facts.resource_class}.`,
      },
    },
  },

  "InventoryService.GetInventory": {
    refusals: {
      RESOURCE_PROVIDER_NOT_FOUND: providerNotFoundTwice(" : "),
      INVENTORY_NOT_FOUND: {
        status: 404,
        detail: (_, { params }) =>
          `No inventory of class ${params.resource_class} for ${params.resource_provider_uuid}`,
      },
    },
  },

  "InventoryService.UpdateInventory": {
    schema: (derived) => ({
      ...withPropertyOrder(derived, inventoryKeys),
      required: ["total", generationKey],
    }),
    adapt: (body) => clampGeneration(body, generationKey),
    refusals: {
      INVENTORY_CAPACITY_INVALID: capacityInvalid("update"),
      INVENTORY_NOT_FOUND: {
        status: 400,
        detail: (_, { params }) =>
          `No inventory record with resource class for resource provider ${params.resource_provider_uuid}: ` +
          `No inventory of class ${params.resource_class} found.`,
      },
      RESOURCE_CLASS_UNKNOWN: {
        status: 404,
        outer: true,
        detail: (_, { params }) => `No such resource class ${params.resource_class}.`,
      },
    },
  },

  "InventoryService.DeleteInventory": {
    refusals: {
      INVENTORY_NOT_FOUND: {
        status: 404,
        detail: (_, { params }) => {
          const words = `No inventory of class ${params.resource_class} found for delete`;
          return `${words}: ${words}`;
        },
      },
      // Only the operations on the whole set say `inuse`: clients tell them apart by it.
      INVENTORY_IN_USE: inUse(
        "placement.concurrent_update",
        ({ params }) => `Unable to delete inventory of class ${params.resource_class}: `,
      ),
    },
  },
} satisfies Operations & Record<Name, unknown>;

/** The order in which Placement lists what an inventory has. */
const inventoryKeys = [
  generationKey,
  "total",
  "reserved",
  "min_unit",
  "max_unit",
  "step_size",
  "allocation_ratio",
] as const;

function hasInventories(response: object): boolean {
  const { inventories } = response as Partial<ListInventoriesResponse | ReplaceInventoriesResponse>;
  for (const _ in inventories) return true;
  return false;
}

function providerOf({ params }: RequestFacts): string {
  return params.resource_provider_uuid ?? "";
}

function capacityInvalid(verb: "create" | "update"): Refusal {
  return {
    status: 400,
    detail: (facts, request) => {
      const or = request.capabilities.includes("refuse_zero_capacity") ? "or equal to " : "";
      const [uuid, name] = [providerOf(request), facts.resource_class];
      return (
        `Unable to ${verb} inventory for resource provider ${uuid}: ` +
        `Invalid inventory for '${name}' on resource provider '${uuid}'. ` +
        `The reserved value is greater than ${or}total.`
      );
    },
  };
}

function inUse(
  code: "placement.inventory.inuse" | "placement.concurrent_update",
  opening: (request: RequestFacts) => string,
): Refusal {
  return {
    status: 409,
    code,
    detail: (facts, request) => {
      const names = listed(facts.resource_classes ?? request.params.resource_class);
      return `${opening(request)}Inventory for '${names}' on resource provider '${providerOf(request)}' in use.`;
    },
  };
}
