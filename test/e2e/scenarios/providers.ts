import type { Call } from "../../kit/two-ways.ts";

const providers = "ResourceProviderService";
const inventories = "InventoryService";

const create = (name: string, parent?: string): Call => ({
  rpc: `${providers}.CreateResourceProvider`,
  request: { name: `host ${name}`, uuid: name, ...(parent && { parent_provider_uuid: parent }) },
});

const move = (name: string, parent: string, refused?: Call["refused"]): Call => ({
  rpc: `${providers}.UpdateResourceProvider`,
  request: { uuid: name, name: `host ${name}`, parent_provider_uuid: parent },
  ...(refused && { refused }),
});

const show = (name: string): Call => ({ rpc: `${providers}.GetResourceProvider`, request: { uuid: name } });

/** The life of a small tree, with what its members have. */
export const providerCalls: readonly Call[] = [
  create("<R1>"),
  create("<R2>"),
  create("<C1>", "<R1>"),
  create("<C2>", "<C1>"),
  { ...create("<C2>"), refused: ["RESOURCE_PROVIDER_NAME_TAKEN", 409] },
  { ...create("<C3>", "<NOBODY>"), refused: ["PARENT_PROVIDER_NOT_FOUND", 400] },
  { ...create("<C3>", "<C3>"), refused: ["PARENT_PROVIDER_INVALID", 400] },
  { ...show("<NOBODY>"), refused: ["RESOURCE_PROVIDER_NOT_FOUND", 404] },
  show("<C2>"),
  {
    rpc: `${providers}.ListResourceProviders`,
    request: { in_tree: "<C2>" },
  },
  move("<C1>", "<C2>", ["PARENT_PROVIDER_INVALID", 400]),
  move("<C1>", "<NOBODY>", ["PARENT_PROVIDER_NOT_FOUND", 400]),
  move("<C1>", "<R2>"),
  show("<C2>"),
  {
    rpc: `${providers}.UpdateResourceProvider`,
    request: { uuid: "<C1>", name: "host <C1>", detach_from_parent: true },
    rest: { body: { name: "host <C1>", parent_provider_uuid: null } },
  },
  show("<C2>"),
  {
    rpc: `${providers}.UpdateResourceProvider`,
    request: { uuid: "<C2>", name: "" },
    refused: ["INVALID_REQUEST", 400],
  },
  {
    rpc: `${providers}.UpdateResourceProvider`,
    request: { uuid: "<NOBODY>", name: "" },
    refused: ["RESOURCE_PROVIDER_NOT_FOUND", 404],
  },

  {
    rpc: `${inventories}.ReplaceInventories`,
    request: {
      resource_provider_uuid: "<R1>",
      resource_provider_generation: 0,
      inventories: { VCPU: { total: 8, allocation_ratio: 1.5 }, DISK_GB: { total: 100, reserved: 10 } },
    },
  },
  {
    rpc: `${inventories}.ReplaceInventories`,
    request: { resource_provider_uuid: "<R1>", resource_provider_generation: 0, inventories: {} },
    refused: ["RESOURCE_PROVIDER_GENERATION_CONFLICT", 409],
  },
  {
    rpc: `${inventories}.ReplaceInventories`,
    request: {
      resource_provider_uuid: "<R1>",
      resource_provider_generation: 1,
      inventories: { VCPU: { total: 1, reserved: 2 } },
    },
    refused: ["INVENTORY_CAPACITY_INVALID", 400],
  },
  {
    rpc: `${inventories}.CreateInventory`,
    request: { resource_provider_uuid: "<R1>", resource_class: "MEMORY_MB", total: 512 },
  },
  {
    rpc: `${inventories}.CreateInventory`,
    request: { resource_provider_uuid: "<R1>", resource_class: "MEMORY_MB", total: 512 },
    refused: ["INVENTORY_EXISTS", 409],
  },
  {
    rpc: `${inventories}.GetInventory`,
    request: { resource_provider_uuid: "<R1>", resource_class: "MEMORY_MB" },
  },
  {
    rpc: `${inventories}.UpdateInventory`,
    request: {
      resource_provider_uuid: "<R1>",
      resource_class: "MEMORY_MB",
      resource_provider_generation: 2,
      total: 1024,
      step_size: 4,
    },
  },
  { rpc: `${inventories}.ListInventories`, request: { resource_provider_uuid: "<R1>" } },
  {
    rpc: `${inventories}.DeleteInventory`,
    request: { resource_provider_uuid: "<R1>", resource_class: "MEMORY_MB" },
  },
  {
    rpc: `${inventories}.DeleteInventory`,
    request: { resource_provider_uuid: "<R1>", resource_class: "MEMORY_MB" },
    refused: ["INVENTORY_NOT_FOUND", 404],
  },
  { rpc: `${inventories}.DeleteInventories`, request: { resource_provider_uuid: "<R1>" } },
  show("<R1>"),

  {
    rpc: `${providers}.DeleteResourceProvider`,
    request: { uuid: "<C1>" },
    refused: ["RESOURCE_PROVIDER_HAS_CHILDREN", 409],
  },
  { rpc: `${providers}.DeleteResourceProvider`, request: { uuid: "<C2>" } },
  { rpc: `${providers}.DeleteResourceProvider`, request: { uuid: "<C1>" } },
  {
    rpc: `${providers}.DeleteResourceProvider`,
    request: { uuid: "<C1>" },
    refused: ["RESOURCE_PROVIDER_NOT_FOUND", 404],
  },
];
