import type { JsonObject } from "@bufbuild/protobuf";
import type { Call } from "../../kit/two-ways.ts";

const service = "AllocationService";
const owner = { project_id: "<PROJECT>", user_id: "user" };

/** What a consumer is to have: amounts by class, of one provider. */
const of = (provider: string, resources: JsonObject) => ({ [provider]: { resources } });

interface Wish {
  readonly consumer_generation: number | null;
  readonly consumer_type?: string;
}

const replace = (consumer: string, allocations: JsonObject, wish: Wish, refused?: Call["refused"]): Call => ({
  rpc: `${service}.ReplaceAllocations`,
  request: { consumer_uuid: consumer, allocations, ...owner, consumer_type: "INSTANCE", ...wish },
  ...(refused && { refused }),
});

const isNew: Wish = { consumer_generation: null };

/** Claims of one consumer and of several, what they come to, and what they are refused for. */
export const allocationCalls: readonly Call[] = [
  {
    rpc: "ResourceProviderService.CreateResourceProvider",
    request: { name: "host <P1>", uuid: "<P1>" },
  },
  {
    rpc: "InventoryService.ReplaceInventories",
    request: {
      resource_provider_uuid: "<P1>",
      resource_provider_generation: 0,
      inventories: { VCPU: { total: 8, max_unit: 4 }, MEMORY_MB: { total: 1024 } },
    },
  },
  {
    rpc: "CandidateService.ListAllocationCandidates",
    request: { groups: [{ resources: { VCPU: 5 } }] },
    rest: { query: "resources=VCPU:5" },
  },
  {
    rpc: "CandidateService.ExplainAllocationCandidates",
    request: {
      groups: ["_A", "_B"].map((suffix) => ({ suffix, resources: { VCPU: 3 }, in_tree: "<P1>" })),
      group_policy: "GROUP_POLICY_ISOLATE",
    },
    rest: {
      query: "resources_A=VCPU:3&in_tree_A=<P1>&resources_B=VCPU:3&in_tree_B=<P1>&group_policy=isolate",
    },
  },
  {
    rpc: "CandidateService.ExplainAllocationCandidates",
    request: { groups: [{ resources: { CUSTOM_NOTHING: 1 } }] },
    rest: { query: "resources=CUSTOM_NOTHING:1" },
    refused: ["RESOURCE_CLASS_UNKNOWN", 400],
  },

  { rpc: `${service}.GetAllocations`, request: { consumer_uuid: "<C1>" } },
  replace("<C1>", of("<P1>", { VCPU: 2, MEMORY_MB: 256 }), isNew),
  replace("<C1>", of("<P1>", { VCPU: 3 }), isNew, ["CONSUMER_GENERATION_CONFLICT", 409]),
  replace("<C2>", of("<P1>", { VCPU: 5 }), isNew, ["UNIT_CONSTRAINT_VIOLATED", 409]),
  replace("<C2>", of("<P1>", { MEMORY_MB: 1000 }), isNew, ["CAPACITY_EXCEEDED", 409]),
  replace("<C2>", of("<P1>", { DISK_GB: 1 }), isNew, ["ALLOCATION_INVENTORY_MISSING", 409]),
  replace("<C2>", of("<P1>", { CUSTOM_NOTHING: 1 }), isNew, ["RESOURCE_CLASS_UNKNOWN", 400]),
  replace("<C2>", of("<NOBODY>", { VCPU: 1 }), isNew, ["ALLOCATION_PROVIDER_UNKNOWN", 400]),
  replace("<C2>", of("<P1>", { VCPU: 0 }), isNew, ["INVALID_REQUEST", 400]),
  replace("<C2>", of("<P1>", { VCPU: 1 }), { ...isNew, consumer_type: "small" }, ["INVALID_REQUEST", 400]),
  replace("<C1>", of("<P1>", { VCPU: 4 }), { consumer_generation: 1, consumer_type: "MIGRATION" }),
  { rpc: `${service}.GetAllocations`, request: { consumer_uuid: "<C1>" } },

  {
    rpc: `${service}.BatchReplaceAllocations`,
    request: {
      consumers: {
        "<C1>": { allocations: {}, ...owner, consumer_generation: 2, consumer_type: "MIGRATION" },
        "<C2>": { allocations: of("<P1>", { VCPU: 4 }), ...owner, ...isNew, consumer_type: "INSTANCE" },
        "<C3>": { allocations: of("<P1>", { VCPU: 4 }), ...owner, ...isNew, consumer_type: "MIGRATION" },
      },
    },
  },
  {
    rpc: `${service}.BatchReplaceAllocations`,
    request: {
      consumers: {
        "<C2>": { allocations: {}, ...owner, consumer_generation: 1, consumer_type: "INSTANCE" },
        "<C3>": { allocations: {}, ...owner, consumer_generation: 7, consumer_type: "INSTANCE" },
      },
    },
    refused: ["CONSUMER_GENERATION_CONFLICT", 409],
  },
  {
    rpc: `${service}.BatchReplaceAllocations`,
    request: { consumers: {} },
    refused: ["INVALID_REQUEST", 400],
  },
  { rpc: `${service}.ListResourceProviderAllocations`, request: { resource_provider_uuid: "<P1>" } },
  {
    rpc: `${service}.ListResourceProviderAllocations`,
    request: { resource_provider_uuid: "<NOBODY>" },
    refused: ["RESOURCE_PROVIDER_NOT_FOUND", 404],
  },

  { rpc: "UsageService.GetResourceProviderUsages", request: { resource_provider_uuid: "<P1>" } },
  { rpc: "UsageService.GetUsages", request: { project_id: "<PROJECT>" } },
  { rpc: "UsageService.GetUsages", request: { project_id: "<PROJECT>", consumer_type: "INSTANCE" } },
  {
    rpc: "UsageService.GetUsages",
    request: { project_id: "<PROJECT>", user_id: "user", consumer_type: "all" },
  },
  { rpc: "UsageService.GetUsages", request: { project_id: "<NOBODY>" } },
  { rpc: "UsageService.GetUsages", request: { project_id: "" }, refused: ["INVALID_REQUEST", 400] },

  {
    rpc: "ResourceProviderService.DeleteResourceProvider",
    request: { uuid: "<P1>" },
    refused: ["RESOURCE_PROVIDER_IN_USE", 409],
  },
  { rpc: `${service}.DeleteAllocations`, request: { consumer_uuid: "<C2>" } },
  {
    rpc: `${service}.DeleteAllocations`,
    request: { consumer_uuid: "<C2>" },
    refused: ["CONSUMER_NOT_FOUND", 404],
  },
  { rpc: `${service}.DeleteAllocations`, request: { consumer_uuid: "<C3>" } },
  { rpc: "InventoryService.ListInventories", request: { resource_provider_uuid: "<P1>" } },
  { rpc: "ResourceProviderService.DeleteResourceProvider", request: { uuid: "<P1>" } },
];
