import type { JsonObject } from "@bufbuild/protobuf";
import type { Call } from "../../kit/two-ways.ts";

const inventory = (generation: number, inventories: JsonObject) => ({
  resource_provider_generation: generation,
  inventories,
});

const consumer = (generation: number | null, allocations: JsonObject) => ({
  allocations,
  project_id: "project",
  user_id: "user",
  consumer_type: "INSTANCE",
  consumer_generation: generation,
});

const reshape = (inventories: JsonObject, allocations: JsonObject, refused?: Call["refused"]): Call => ({
  rpc: "ReshaperService.Reshape",
  request: { inventories, allocations },
  ...(refused && { refused }),
});

const show = (provider: string): Call => ({
  rpc: "AllocationService.ListResourceProviderAllocations",
  request: { resource_provider_uuid: provider },
});

const disk = { DISK_GB: { total: 100 } };
const cpus = { VCPU: { total: 8 } };
const moved = { "<ROOT>": inventory(2, disk), "<CHILD>": inventory(0, cpus) };
const onChild = { "<CHILD>": { resources: { VCPU: 2 } }, "<ROOT>": { resources: { DISK_GB: 10 } } };

/** CPUs move from a root to its child, with what is in use of them. */
export const reshaperCalls: readonly Call[] = [
  { rpc: "ResourceProviderService.CreateResourceProvider", request: { name: "<ROOT>", uuid: "<ROOT>" } },
  {
    rpc: "ResourceProviderService.CreateResourceProvider",
    request: { name: "<CHILD>", uuid: "<CHILD>", parent_provider_uuid: "<ROOT>" },
  },
  {
    rpc: "InventoryService.ReplaceInventories",
    request: { resource_provider_uuid: "<ROOT>", ...inventory(0, { ...cpus, ...disk }) },
  },
  {
    rpc: "AllocationService.ReplaceAllocations",
    request: {
      consumer_uuid: "<C>",
      ...consumer(null, { "<ROOT>": { resources: { VCPU: 2, DISK_GB: 10 } } }),
    },
  },

  reshape(moved, {}, ["INVENTORY_IN_USE", 409]),
  reshape({}, {}, ["INVALID_REQUEST", 400]),
  reshape({ "<ROOT>": inventory(1, disk) }, {}, ["RESOURCE_PROVIDER_GENERATION_CONFLICT", 409]),
  reshape({ "<NOBODY>": inventory(0, disk) }, {}, ["RESOURCE_PROVIDER_UNKNOWN", 400]),
  reshape(moved, { "<C>": consumer(0, onChild) }, ["CONSUMER_GENERATION_CONFLICT", 409]),
  reshape({ "<ROOT>": inventory(2, { CUSTOM_NOTHING: { total: 1 } }) }, {}, ["RESOURCE_CLASS_UNKNOWN", 400]),
  reshape(moved, { "<C>": consumer(1, { "<CHILD>": { resources: { VCPU: 9 } } }) }, [
    "CAPACITY_EXCEEDED",
    409,
  ]),
  show("<ROOT>"),
  reshape(moved, { "<C>": consumer(1, onChild) }),
  show("<ROOT>"),
  show("<CHILD>"),
  { rpc: "InventoryService.ListInventories", request: { resource_provider_uuid: "<ROOT>" } },
  { rpc: "InventoryService.ListInventories", request: { resource_provider_uuid: "<CHILD>" } },
];
