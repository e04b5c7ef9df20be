import { describe, expect, test } from "vitest";
import { type Facts, PlacementError, type Reason } from "../../src/domain/errors.ts";
import { ErrorReason } from "../../src/gen/placement/v1/error_reason_pb.ts";
import { causeOf, refusalFor, usualRefusals } from "../../src/rest/errors.ts";
import type { Operation, OperationName, RequestFacts } from "../../src/rest/operation.ts";
import { operations } from "../../src/rest/operations/index.ts";

const P = "11111111-aaaa-4bbb-8ccc-00000000abcd";
const request: RequestFacts = {
  params: {
    uuid: P,
    resource_provider_uuid: P,
    resource_class: "VCPU",
    name: "CUSTOM_A",
    consumer_uuid: "C",
  },
  query: {},
  body: { name: "n", uuid: P, consumer_generation: null },
  capabilities: [],
  incompleteOwner: { projectId: "nobody", userId: "nobody" },
};

type Row = readonly [operation: OperationName, reason: Reason, facts: Facts, answer: string];
const inventory = { resource_provider_uuid: P, resource_class: "VCPU" };
const notFound = `No resource provider with uuid ${P} found`;

/** What the real Placement answers: status, code without its prefix, `outer` where it has no vary, detail. */
const observed: readonly Row[] = [
  [
    "ResourceProviderService.GetResourceProvider",
    "RESOURCE_PROVIDER_NOT_FOUND",
    { resource_provider_uuid: P },
    `404 outer ${notFound}`,
  ],
  [
    "ResourceProviderService.UpdateResourceProvider",
    "RESOURCE_PROVIDER_NOT_FOUND",
    { resource_provider_uuid: P },
    `404 outer ${notFound}`,
  ],
  [
    "ResourceProviderService.DeleteResourceProvider",
    "RESOURCE_PROVIDER_NOT_FOUND",
    { resource_provider_uuid: P },
    `404 ${notFound} for delete`,
  ],
  [
    "InventoryService.ListInventories",
    "RESOURCE_PROVIDER_NOT_FOUND",
    { resource_provider_uuid: P },
    `404 ${notFound} : ${notFound}`,
  ],
  [
    "InventoryService.ReplaceInventories",
    "RESOURCE_PROVIDER_NOT_FOUND",
    { resource_provider_uuid: P },
    `404 outer ${notFound}`,
  ],
  [
    "ResourceProviderService.CreateResourceProvider",
    "RESOURCE_PROVIDER_NAME_TAKEN",
    { name: "n" },
    "409 duplicate_name Conflicting resource provider name: n already exists.",
  ],
  [
    "ResourceProviderService.CreateResourceProvider",
    "RESOURCE_PROVIDER_UUID_TAKEN",
    { resource_provider_uuid: P },
    `409 duplicate_name Conflicting resource provider uuid: ${P} already exists.`,
  ],
  [
    "ResourceProviderService.UpdateResourceProvider",
    "RESOURCE_PROVIDER_NAME_TAKEN",
    { name: "n" },
    "409 duplicate_name Conflicting resource provider n already exists.",
  ],
  [
    "ResourceProviderService.CreateResourceProvider",
    "PARENT_PROVIDER_NOT_FOUND",
    {},
    `400 Unable to create resource provider "n", ${P}: Object action create failed because: parent provider UUID does not exist.`,
  ],
  [
    "ResourceProviderService.CreateResourceProvider",
    "PARENT_PROVIDER_INVALID",
    {},
    `400 Unable to create resource provider "n", ${P}: Object action create failed because: parent provider UUID cannot be same as UUID. Please set parent provider UUID to None if there is no parent.`,
  ],
  [
    "ResourceProviderService.UpdateResourceProvider",
    "PARENT_PROVIDER_NOT_FOUND",
    {},
    `400 Unable to save resource provider ${P}: Object action create failed because: parent provider UUID does not exist.`,
  ],
  [
    "ResourceProviderService.UpdateResourceProvider",
    "PARENT_PROVIDER_INVALID",
    { resource_provider_uuid: P, parent_provider_uuid: "Q", rule: "loop" },
    `400 Unable to save resource provider ${P}: Object action update failed because: creating loop in the provider tree is not allowed.`,
  ],
  [
    "ResourceProviderService.UpdateResourceProvider",
    "PARENT_PROVIDER_INVALID",
    { resource_provider_uuid: P, parent_provider_uuid: P, rule: "reparenting" },
    `400 Unable to save resource provider ${P}: Object action update failed because: re-parenting a provider is not currently allowed.`,
  ],
  [
    "ResourceProviderService.UpdateResourceProvider",
    "PARENT_PROVIDER_INVALID",
    { resource_provider_uuid: P, rule: "unparenting" },
    `400 Unable to save resource provider ${P}: Object action update failed because: un-parenting a provider is not currently allowed.`,
  ],
  [
    "ResourceProviderService.DeleteResourceProvider",
    "RESOURCE_PROVIDER_IN_USE",
    {},
    `409 resource_provider.inuse Unable to delete resource provider ${P}: Resource provider has allocations.`,
  ],
  [
    "ResourceProviderService.DeleteResourceProvider",
    "RESOURCE_PROVIDER_HAS_CHILDREN",
    {},
    `409 resource_provider.cannot_delete_parent Unable to delete parent resource provider ${P}: It has child resource providers.`,
  ],
  [
    "InventoryService.ReplaceInventories",
    "RESOURCE_PROVIDER_GENERATION_CONFLICT",
    {},
    "409 concurrent_update resource provider generation conflict",
  ],
  [
    "InventoryService.ReplaceInventories",
    "RESOURCE_CLASS_UNKNOWN",
    { resource_class: "HOUSE" },
    `400 Unknown resource class in inventory for resource provider ${P}: No such resource class HOUSE.`,
  ],
  [
    "InventoryService.CreateInventory",
    "RESOURCE_CLASS_UNKNOWN",
    { resource_class: "HOUSE" },
    `400 Unable to create inventory for resource provider ${P}: No such resource class HOUSE.`,
  ],
  [
    "InventoryService.UpdateInventory",
    "RESOURCE_CLASS_NOT_FOUND",
    { resource_class: "VCPU" },
    "404 outer No such resource class VCPU.",
  ],
  [
    "InventoryService.ReplaceInventories",
    "INVENTORY_CAPACITY_INVALID",
    inventory,
    `400 Unable to update inventory for resource provider ${P}: Invalid inventory for 'VCPU' on resource provider '${P}'. The reserved value is greater than total.`,
  ],
  [
    "InventoryService.CreateInventory",
    "INVENTORY_CAPACITY_INVALID",
    inventory,
    `400 Unable to create inventory for resource provider ${P}: Invalid inventory for 'VCPU' on resource provider '${P}'. The reserved value is greater than total.`,
  ],
  [
    "InventoryService.ReplaceInventories",
    "INVENTORY_IN_USE",
    { resource_classes: "VCPU,DISK_GB" },
    `409 inventory.inuse update conflict: Inventory for 'VCPU, DISK_GB' on resource provider '${P}' in use.`,
  ],
  [
    "InventoryService.DeleteInventories",
    "INVENTORY_IN_USE",
    { resource_classes: "VCPU" },
    `409 inventory.inuse Inventory for 'VCPU' on resource provider '${P}' in use.`,
  ],
  [
    "InventoryService.DeleteInventory",
    "INVENTORY_IN_USE",
    { resource_classes: "VCPU" },
    `409 concurrent_update Unable to delete inventory of class VCPU: Inventory for 'VCPU' on resource provider '${P}' in use.`,
  ],
  [
    "InventoryService.GetInventory",
    "INVENTORY_NOT_FOUND",
    inventory,
    `404 No inventory of class VCPU for ${P}`,
  ],
  [
    "InventoryService.UpdateInventory",
    "INVENTORY_NOT_FOUND",
    inventory,
    `400 No inventory record with resource class for resource provider ${P}: No inventory of class VCPU found.`,
  ],
  [
    "InventoryService.DeleteInventory",
    "INVENTORY_NOT_FOUND",
    inventory,
    "404 No inventory of class VCPU found for delete: No inventory of class VCPU found for delete",
  ],
  [
    "ResourceClassService.GetResourceClass",
    "RESOURCE_CLASS_NOT_FOUND",
    { resource_class: "nope" },
    "404 outer No such resource class nope.",
  ],
  [
    "ResourceClassService.CreateResourceClass",
    "RESOURCE_CLASS_EXISTS",
    { resource_class: "CUSTOM_A" },
    "409 Conflicting resource class already exists: CUSTOM_A",
  ],
  [
    "ResourceClassService.RenameResourceClass",
    "RESOURCE_CLASS_EXISTS",
    { resource_class: "CUSTOM_A" },
    "409 Resource class already exists: CUSTOM_A",
  ],
  [
    "ResourceClassService.DeleteResourceClass",
    "RESOURCE_CLASS_IN_USE",
    {},
    "409 Error in delete resource class: Cannot delete resource class CUSTOM_A. Class is in use in inventory.",
  ],
  [
    "AllocationService.ReplaceAllocations",
    "CONSUMER_GENERATION_CONFLICT",
    { current_generation: 1 },
    "409 concurrent_update consumer generation conflict - expected 1 but got None",
  ],
  [
    "AllocationService.ReplaceAllocations",
    "RESOURCE_CLASS_UNKNOWN",
    { resource_class: "COW" },
    "400 Unable to allocate inventory for consumer C: No such resource class COW.",
  ],
  [
    "AllocationService.ReplaceAllocations",
    "ALLOCATION_PROVIDER_UNKNOWN",
    { resource_provider_uuid: P },
    `400 Allocation for resource provider '${P}' that does not exist.`,
  ],
  [
    "AllocationService.ReplaceAllocations",
    "ALLOCATION_INVENTORY_MISSING",
    inventory,
    `409 Unable to allocate inventory: Inventory for 'VCPU' on resource provider '${P}' invalid.`,
  ],
  [
    "AllocationService.ReplaceAllocations",
    "CAPACITY_EXCEEDED",
    inventory,
    `409 Unable to allocate inventory: Unable to create allocation for 'VCPU' on resource provider '${P}'. The requested amount would exceed the capacity.`,
  ],
  [
    "AllocationService.ReplaceAllocations",
    "UNIT_CONSTRAINT_VIOLATED",
    inventory,
    `409 Unable to allocate inventory: Unable to create allocation for 'VCPU' on resource provider '${P}'. The requested amount would violate inventory constraints.`,
  ],
  [
    "AllocationService.DeleteAllocations",
    "CONSUMER_NOT_FOUND",
    { consumer_uuid: "C" },
    "404 No allocations for consumer 'C'",
  ],
  [
    "AllocationService.BatchReplaceAllocations",
    "RESOURCE_CLASS_UNKNOWN",
    { resource_class: "COW" },
    "400 Unable to allocate inventory No such resource class COW.",
  ],
  [
    "AllocationService.BatchReplaceAllocations",
    "ALLOCATION_INVENTORY_MISSING",
    { resource_provider_uuid: "P1,P2", resource_class: "VCPU,DISK_GB" },
    "409 Unable to allocate inventory: Inventory for 'VCPU, DISK_GB' on resource provider 'P1, P2' invalid.",
  ],
  [
    "AllocationService.ListResourceProviderAllocations",
    "RESOURCE_PROVIDER_NOT_FOUND",
    { resource_provider_uuid: P },
    `404 Resource provider '${P}' not found: ${notFound}`,
  ],
  [
    "ReshaperService.Reshape",
    "RESOURCE_PROVIDER_UNKNOWN",
    { resource_provider_uuid: P },
    `400 resource_provider.not_found Resource provider ${P} in inventories not found: ${notFound}`,
  ],
  [
    "ReshaperService.Reshape",
    "RESOURCE_CLASS_UNKNOWN",
    { resource_class: "COW" },
    "400 malformed reshaper data: No such resource class COW.",
  ],
  [
    "ReshaperService.Reshape",
    "INVENTORY_IN_USE",
    { resource_provider_uuid: P, resource_classes: "VCPU,MEMORY_MB" },
    `409 inventory.inuse update conflict: Inventory for 'VCPU, MEMORY_MB' on resource provider '${P}' in use.`,
  ],
  [
    "UsageService.GetResourceProviderUsages",
    "RESOURCE_PROVIDER_NOT_FOUND",
    { resource_provider_uuid: P },
    `404 ${notFound}: ${notFound}`,
  ],
  [
    "AggregateService.ListAggregates",
    "RESOURCE_PROVIDER_NOT_FOUND",
    { resource_provider_uuid: P },
    `404 outer ${notFound}`,
  ],
  [
    "AggregateService.ReplaceAggregates",
    "RESOURCE_PROVIDER_GENERATION_CONFLICT",
    { resource_provider_uuid: P, generation: 1 },
    "409 concurrent_update Resource provider's generation already changed. Please update the generation and try again.",
  ],
  [
    "TraitService.ListResourceProviderTraits",
    "RESOURCE_PROVIDER_NOT_FOUND",
    { resource_provider_uuid: P },
    `404 ${notFound}: ${notFound}`,
  ],
  [
    "TraitService.ReplaceResourceProviderTraits",
    "RESOURCE_PROVIDER_GENERATION_CONFLICT",
    { resource_provider_uuid: P, generation: 1 },
    "409 concurrent_update Resource provider's generation already changed. Please update the generation and try again.",
  ],
  [
    "TraitService.ReplaceResourceProviderTraits",
    "TRAIT_UNKNOWN",
    { traits: "A,B" },
    "400 No such trait A, B",
  ],
  ["TraitService.GetTrait", "TRAIT_NOT_FOUND", { trait: "A" }, "404 No such trait(s): A."],
  ["TraitService.DeleteTrait", "TRAIT_NOT_FOUND", { trait: "A" }, "404 No such trait(s): A."],
  ["TraitService.DeleteTrait", "TRAIT_STANDARD", { trait: "A" }, "400 Cannot delete standard trait A."],
  [
    "TraitService.DeleteTrait",
    "TRAIT_IN_USE",
    { trait: "A" },
    "409 The trait A is in use by a resource provider.",
  ],
];

function answerOf(name: OperationName, reason: Reason, facts: Facts, of = request): string {
  const refusal = refusalFor(reason, (operations[name] as Operation).refusals);
  const code = refusal.code?.slice("placement.".length);
  return [refusal.status, code, refusal.outer ? "outer" : undefined, refusal.detail(facts, of)]
    .filter((part) => part !== undefined)
    .join(" ");
}

describe("refusalFor()", () => {
  test.each(observed)("%s %s %j", (name, reason, facts, answer) => {
    expect(answerOf(name, reason, facts)).toBe(answer);
  });

  test("says what zero capacity meant to older versions", () => {
    const older = { ...request, capabilities: ["refuse_zero_capacity"] };
    const answer = answerOf(
      "InventoryService.UpdateInventory",
      "INVENTORY_CAPACITY_INVALID",
      inventory,
      older,
    );
    expect(answer).toContain("The reserved value is greater than or equal to total.");
  });

  const facts = { consumer_uuid: P, generation: -1, current_generation: 4 };

  test.each<[OperationName, RequestFacts["body"]]>([
    ["AllocationService.ReplaceAllocations", { consumer_generation: 2 ** 40 }],
    ["AllocationService.BatchReplaceAllocations", { [P.toUpperCase()]: { consumer_generation: 2 ** 40 } }],
    ["ReshaperService.Reshape", { allocations: { other: {}, [P]: { consumer_generation: 2 ** 40 } } }],
  ])("says of %s which generation of a consumer was sent", (name, body) => {
    const answer = answerOf(name, "CONSUMER_GENERATION_CONFLICT", facts, { ...request, body });
    expect(answer).toBe(
      "409 concurrent_update consumer generation conflict - expected 4 but got 1099511627776",
    );
  });

  test("says of the reshaper which generation of a provider was sent, and which it has", () => {
    const body = { inventories: { [P]: { resource_provider_generation: 2 ** 40 } } };
    const conflict = { resource_provider_uuid: P, generation: -1, current_generation: 4 };
    const reason = "RESOURCE_PROVIDER_GENERATION_CONFLICT";
    expect(answerOf("ReshaperService.Reshape", reason, conflict, { ...request, body })).toBe(
      `409 concurrent_update resource provider generation conflict for provider ${P}: actual: 4, given: 1099511627776`,
    );
  });

  test("has an answer for each reason of the contract, and the contract for each answer", () => {
    const reasons = Object.keys(ErrorReason).filter((name) => /^[A-Z]/.test(name) && name !== "UNSPECIFIED");
    expect(Object.keys(usualRefusals).toSorted()).toEqual(reasons.toSorted());
  });

  test("never fails, and never says undefined where the facts are there that the contract names", () => {
    for (const [reason, refusal] of Object.entries(usualRefusals)) {
      const traits = { trait: "T", traits: "T" };
      const facts = {
        ...inventory,
        ...traits,
        operation: "o",
        name: "n",
        resource_classes: "VCPU",
        consumer_uuid: "C",
      };
      const words = (refusal.detail as (facts: Facts, of: RequestFacts) => string)(facts, request);
      expect(words, reason).not.toMatch(/undefined|\[object/);
    }
  });
});

describe("causeOf()", () => {
  test("finds the domain's error behind Connect's", () => {
    const cause = new PlacementError("CONSUMER_NOT_FOUND", { consumer_uuid: "C" });
    expect(causeOf(new Error("wrapped", { cause }))).toBe(cause);
    expect(causeOf(cause)).toBe(cause);
  });

  test.each([
    ["an ordinary error", new Error("secret")],
    ["nothing", undefined],
    ["null", null],
    ["a text", "secret"],
    ["a reason that the contract lacks", { cause: { reason: "toString", facts: {}, violations: [] } }],
    ["a cause without violations", { cause: { reason: "INTERNAL", facts: {} } }],
  ])("takes %s for a fault of the server's own", (_, error) => {
    expect(causeOf(error)).toEqual({ reason: "INTERNAL", facts: {}, violations: [] });
  });
});
