import type { OperationName } from "../operation.ts";
import type { Example } from "./with-example.ts";

const host = "5e08ea53-c4c6-448e-9334-ac4953de3cfa";
const consumer = "11111111-2222-4333-8444-555555555555";
const at = `/resource_providers/${host}`;
const related = ["inventories", "usages", "aggregates", "traits", "allocations"];
const rack = "7d7b0a5c-2a0f-4c55-9a3e-5b1f0f1e6c11";
const amounts = { VCPU: 2, MEMORY_MB: 2048 };

const provider = {
  uuid: host,
  name: "host-1",
  generation: 0,
  parent_provider_uuid: null,
  root_provider_uuid: host,
  links: [{ rel: "self", href: at }, ...related.map((rel) => ({ rel, href: `${at}/${rel}` }))],
};

const ofHost = { resource_provider_uuid: host };
const ofVcpu = { ...ofHost, resource_class: "VCPU" };
const unlimited = { min_unit: 1, max_unit: 2_147_483_647, step_size: 1 };

/** The way of a host from its making to its end: sent in this order, each is answered as it says. */
export const examples: Readonly<Record<OperationName, Example>> = {
  "ResourceProviderService.CreateResourceProvider": {
    request: { name: "host-1", uuid: host },
    answer: provider,
  },
  "InventoryService.ReplaceInventories": {
    parameters: ofHost,
    request: {
      resource_provider_generation: 0,
      inventories: {
        VCPU: { total: 8, allocation_ratio: 4 },
        MEMORY_MB: { total: 16384, reserved: 512 },
      },
    },
    answer: {
      inventories: {
        VCPU: { total: 8, reserved: 0, ...unlimited, allocation_ratio: 4 },
        MEMORY_MB: { total: 16384, reserved: 512, ...unlimited, allocation_ratio: 1 },
      },
      resource_provider_generation: 1,
    },
  },
  "TraitService.ReplaceResourceProviderTraits": {
    parameters: ofHost,
    request: { resource_provider_generation: 1, traits: ["HW_CPU_X86_AVX2"] },
    answer: { traits: ["HW_CPU_X86_AVX2"], resource_provider_generation: 2 },
  },
  "CandidateService.ListAllocationCandidates": {
    parameters: { resources: "VCPU:2,MEMORY_MB:2048", required: ["HW_CPU_X86_AVX2"], limit: 1 },
    answer: {
      allocation_requests: [{ allocations: { [host]: { resources: amounts } }, mappings: { "": [host] } }],
      provider_summaries: {
        [host]: {
          resources: { VCPU: { capacity: 32, used: 0 }, MEMORY_MB: { capacity: 15872, used: 0 } },
          traits: ["HW_CPU_X86_AVX2"],
          parent_provider_uuid: null,
          root_provider_uuid: host,
        },
      },
    },
  },
  "CandidateService.ExplainAllocationCandidates": {
    parameters: { resources: "VCPU:64", required: ["HW_CPU_X86_AVX2"] },
    answer: {
      needs: [
        {
          suffix: "",
          resource_classes: ["VCPU"],
          steps: [
            { constraint: "PROVIDER_CONSTRAINT_RESOURCE_CLASS", providers_left: 1 },
            { constraint: "PROVIDER_CONSTRAINT_UNITS", providers_left: 1 },
            { constraint: "PROVIDER_CONSTRAINT_CAPACITY", providers_left: 0 },
          ],
        },
      ],
      roots: { all: 1, wanted: 1, complete: 0 },
      outcome: "CANDIDATE_OUTCOME_NONE",
      blockers: [],
      blockers_cut: false,
    },
  },
  "AllocationService.ReplaceAllocations": {
    parameters: { consumer_uuid: consumer },
    request: {
      allocations: { [host]: { resources: amounts } },
      consumer_generation: null,
      consumer_type: "INSTANCE",
      project_id: "p",
      user_id: "u",
    },
  },
  "AllocationService.GetAllocations": {
    parameters: { consumer_uuid: consumer },
    answer: {
      allocations: { [host]: { generation: 3, resources: amounts } },
      consumer_generation: 1,
      consumer_type: "INSTANCE",
      project_id: "p",
      user_id: "u",
    },
  },
  "AllocationService.ListResourceProviderAllocations": {
    parameters: ofHost,
    answer: {
      allocations: { [consumer]: { resources: amounts, consumer_generation: 1 } },
      resource_provider_generation: 3,
    },
  },
  "UsageService.GetResourceProviderUsages": {
    parameters: ofHost,
    answer: { resource_provider_generation: 3, usages: amounts },
  },
  "UsageService.GetUsages": {
    parameters: { project_id: "p" },
    answer: { usages: { INSTANCE: { consumer_count: 1, ...amounts } } },
  },
  "ResourceProviderService.ListResourceProviders": {
    parameters: { name: "host-1", resources: "VCPU:30", required: ["HW_CPU_X86_AVX2"] },
    answer: { resource_providers: [{ ...provider, generation: 3 }] },
  },
  "AggregateService.ReplaceAggregates": {
    parameters: ofHost,
    request: { aggregates: [rack], resource_provider_generation: 3 },
    answer: { aggregates: [rack], resource_provider_generation: 4 },
  },
  "AggregateService.ListAggregates": {
    parameters: ofHost,
    answer: { aggregates: [rack], resource_provider_generation: 4 },
  },
  "InventoryService.UpdateInventory": {
    parameters: ofVcpu,
    request: { resource_provider_generation: 4, total: 16 },
    answer: { total: 16, reserved: 0, ...unlimited, allocation_ratio: 1, resource_provider_generation: 5 },
  },
  "InventoryService.GetInventory": {
    parameters: ofVcpu,
    answer: { total: 16, reserved: 0, ...unlimited, allocation_ratio: 1, resource_provider_generation: 5 },
  },
  "InventoryService.CreateInventory": {
    parameters: ofHost,
    request: { resource_provider_generation: 5, resource_class: "DISK_GB", total: 1000 },
    answer: { total: 1000, reserved: 0, ...unlimited, allocation_ratio: 1, resource_provider_generation: 6 },
  },
  "InventoryService.DeleteInventory": { parameters: { ...ofHost, resource_class: "DISK_GB" } },
  "ResourceProviderService.UpdateResourceProvider": {
    parameters: { uuid: host },
    request: { name: "host-01" },
    answer: { ...provider, name: "host-01", generation: 7 },
  },
  "ResourceProviderService.GetResourceProvider": {
    parameters: { uuid: host },
    answer: { ...provider, name: "host-01", generation: 7 },
  },
  "ResourceClassService.CreateResourceClass": { request: { name: "CUSTOM_GPU" } },
  "ResourceClassService.EnsureResourceClass": { parameters: { name: "CUSTOM_GPU" } },
  "ResourceClassService.GetResourceClass": {
    parameters: { name: "CUSTOM_GPU" },
    answer: { name: "CUSTOM_GPU", links: [{ rel: "self", href: "/resource_classes/CUSTOM_GPU" }] },
  },
  "ResourceClassService.DeleteResourceClass": { parameters: { name: "CUSTOM_GPU" } },
  "TraitService.EnsureTrait": { parameters: { name: "CUSTOM_RACK_7" } },
  "TraitService.GetTrait": { parameters: { name: "CUSTOM_RACK_7" } },
  "TraitService.ListTraits": {
    parameters: { name: "startswith:CUSTOM_RACK" },
    answer: { traits: ["CUSTOM_RACK_7"] },
  },
  "TraitService.DeleteTrait": { parameters: { name: "CUSTOM_RACK_7" } },
  "AllocationService.DeleteAllocations": { parameters: { consumer_uuid: consumer } },
  "ResourceProviderService.DeleteResourceProvider": { parameters: { uuid: host } },
};
