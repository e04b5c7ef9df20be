import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { AggregateService } from "../../src/gen/placement/v1/aggregate_service_pb.ts";
import { AllocationService } from "../../src/gen/placement/v1/allocation_service_pb.ts";
import { InventoryService } from "../../src/gen/placement/v1/inventory_service_pb.ts";
import { ReshaperService } from "../../src/gen/placement/v1/reshaper_service_pb.ts";
import { ResourceProviderService } from "../../src/gen/placement/v1/resource_provider_service_pb.ts";
import { TraitService } from "../../src/gen/placement/v1/trait_service_pb.ts";
import { UsageService } from "../../src/gen/placement/v1/usage_service_pb.ts";
import { useServices } from "../kit/services.ts";
import { useStorage } from "../kit/storage.ts";

const call = useServices(useStorage());

async function newProvider(inventories: Record<string, { total: number }> = {}): Promise<string> {
  const uuid = randomUUID();
  await call(ResourceProviderService.method.createResourceProvider, { name: uuid, uuid });
  if (Object.keys(inventories).length > 0) {
    await call(InventoryService.method.replaceInventories, {
      resourceProviderUuid: uuid,
      resourceProviderGeneration: 0,
      inventories,
    });
  }
  return uuid;
}

const owner = { projectId: "project", userId: "user", consumerType: "INSTANCE" };

describe("TraitService", () => {
  test("keeps traits and says when they were made", async () => {
    const name = "CUSTOM_SERVED";
    const made = await call(TraitService.method.ensureTrait, { name });
    expect(made.message.created).toBe(true);
    expect((await call(TraitService.method.ensureTrait, { name })).message.created).toBe(false);
    const shown = await call(TraitService.method.getTrait, { name });
    expect(shown.header.get("last-modified")).toBe(made.header.get("last-modified"));
    const listed = await call(TraitService.method.listTraits, { names: { names: [name, "NOTHING"] } });
    expect(listed.message.traits).toEqual([name]);
    await call(TraitService.method.deleteTrait, { name });
    await expect(call(TraitService.method.getTrait, { name })).rejects.toMatchObject({
      reason: "TRAIT_NOT_FOUND",
      facts: { trait: name },
    });
  });

  test("keeps those of providers, and looks at a request's shape before its provider", async () => {
    const resourceProviderUuid = await newProvider();
    const put = (uuid: string, traits: string[]) =>
      call(TraitService.method.replaceResourceProviderTraits, {
        resourceProviderUuid: uuid,
        resourceProviderGeneration: 0,
        traits,
      });
    const { message } = await put(resourceProviderUuid, ["STORAGE_DISK_SSD", "COMPUTE_NODE"]);
    expect(message).toMatchObject({
      traits: ["COMPUTE_NODE", "STORAGE_DISK_SSD"],
      resourceProviderGeneration: 1,
    });
    await expect(put("nobody", [""])).rejects.toMatchObject({ reason: "INVALID_REQUEST" });
    await expect(put("nobody", [])).rejects.toMatchObject({ reason: "RESOURCE_PROVIDER_NOT_FOUND" });
    await call(TraitService.method.deleteResourceProviderTraits, { resourceProviderUuid });
    const after = await call(TraitService.method.listResourceProviderTraits, { resourceProviderUuid });
    expect(after.message).toMatchObject({ traits: [], resourceProviderGeneration: 2 });
  });
});

describe("AggregateService", () => {
  test("moves the generation for those who send one", async () => {
    const resourceProviderUuid = await newProvider();
    const aggregates = [randomUUID()];
    const put = (more: { resourceProviderGeneration?: number; ignoreGeneration?: boolean }) =>
      call(AggregateService.method.replaceAggregates, { resourceProviderUuid, aggregates, ...more });
    const moved = await put({ resourceProviderGeneration: 0 });
    expect(moved.message).toMatchObject({ aggregates, resourceProviderGeneration: 1 });
    const kept = await put({ ignoreGeneration: true, resourceProviderGeneration: 99 });
    expect(kept.message.resourceProviderGeneration).toBe(1);
    await expect(put({})).rejects.toMatchObject({ reason: "INVALID_REQUEST" });
    const nobody = { resourceProviderUuid: randomUUID(), aggregates: ["bad"] };
    await expect(call(AggregateService.method.replaceAggregates, nobody)).rejects.toMatchObject({
      reason: "RESOURCE_PROVIDER_NOT_FOUND",
    });
    const listed = await call(AggregateService.method.listAggregates, { resourceProviderUuid });
    expect(listed.message).toMatchObject({ aggregates, resourceProviderGeneration: 1 });
  });
});

describe("AllocationService", () => {
  test("claims for several consumers, and shows it from both ends", async () => {
    const resourceProviderUuid = await newProvider({ VCPU: { total: 8 } });
    const [one, two] = [randomUUID(), randomUUID()];
    const has = (amount: number) => ({
      allocations: { [resourceProviderUuid]: { resources: { VCPU: amount } } },
      ...owner,
    });
    await call(AllocationService.method.batchReplaceAllocations, {
      consumers: { [one]: has(3), [two.toUpperCase()]: has(5) },
    });
    const shown = await call(AllocationService.method.getAllocations, { consumerUuid: two });
    expect(shown.message).toMatchObject({
      allocations: { [resourceProviderUuid]: { resources: { VCPU: 5 }, generation: 2 } },
      consumerGeneration: 1,
      ...owner,
    });
    const listed = await call(AllocationService.method.listResourceProviderAllocations, {
      resourceProviderUuid,
    });
    expect(listed.message).toMatchObject({
      allocations: {
        [one]: { resources: { VCPU: 3 }, consumerGeneration: 1 },
        [two]: { resources: { VCPU: 5 }, consumerGeneration: 1 },
      },
      resourceProviderGeneration: 2,
    });
  });

  test("takes callers who know neither generations nor types", async () => {
    const resourceProviderUuid = await newProvider({ VCPU: { total: 8 } });
    const consumerUuid = randomUUID();
    const put = (amount: number) =>
      call(AllocationService.method.replaceAllocations, {
        consumerUuid,
        allocations: { [resourceProviderUuid]: { resources: { VCPU: amount } } },
        projectId: "project",
        userId: "user",
        ignoreConsumerGeneration: true,
        untyped: true,
      });
    await put(1);
    await put(2);
    const shown = await call(AllocationService.method.getAllocations, { consumerUuid });
    expect(shown.message).toMatchObject({ consumerGeneration: 2, consumerType: "unknown" });
  });

  test.each([
    ["a key that is no uuid", ["-".repeat(36)], "map.keys.string.uuid"],
    ["a consumer in two forms", ["a".repeat(8), "A".repeat(8)], "map.keys.unique"],
  ])("refuses %s", async (_, keys, rule) => {
    const uuids = keys.map((key) => (key.length === 36 ? key : `${key}-0000-4000-8000-000000000001`));
    const consumers = Object.fromEntries(uuids.map((uuid) => [uuid, { allocations: {}, ...owner }]));
    await expect(call(AllocationService.method.batchReplaceAllocations, { consumers })).rejects.toMatchObject(
      {
        reason: "INVALID_REQUEST",
        violations: [{ field: `consumers["${uuids.at(-1)}"]`, rule, value: uuids.at(-1) }],
      },
    );
  });
});

describe("UsageService", () => {
  test("sums up by provider and by project", async () => {
    const resourceProviderUuid = await newProvider({ VCPU: { total: 8 }, DISK_GB: { total: 100 } });
    const projectId = randomUUID();
    await call(AllocationService.method.replaceAllocations, {
      consumerUuid: randomUUID(),
      allocations: { [resourceProviderUuid]: { resources: { VCPU: 3 } } },
      ...owner,
      projectId,
    });
    const ofProvider = await call(UsageService.method.getResourceProviderUsages, { resourceProviderUuid });
    expect(ofProvider.message).toMatchObject({
      usages: { VCPU: 3, DISK_GB: 0 },
      resourceProviderGeneration: 2,
    });
    const ofProject = await call(UsageService.method.getUsages, { projectId });
    expect(ofProject.message.usages).toMatchObject({
      INSTANCE: { consumerCount: 1, resources: { VCPU: 3 } },
    });
    const all = await call(UsageService.method.getUsages, { projectId, consumerType: "all" });
    expect(Object.keys(all.message.usages)).toEqual(["all"]);
  });
});

describe("ResourceProviderService", () => {
  test("lists by what providers have", async () => {
    const uuid = await newProvider({ VCPU: { total: 8 } });
    const list = (more: object) =>
      call(ResourceProviderService.method.listResourceProviders, { inTree: uuid, ...more });
    const found = async (more: object) => (await list(more)).message.resourceProviders.length;
    expect(await found({ resources: { VCPU: 8 } })).toBe(1);
    expect(await found({ resources: { VCPU: 9 } })).toBe(0);
    expect(await found({ requiredTraits: [{ anyOf: ["COMPUTE_NODE"] }] })).toBe(0);
    expect(await found({ forbiddenTraits: ["COMPUTE_NODE"] })).toBe(1);
    expect(await found({ memberOf: [{ anyOf: [randomUUID()] }] })).toBe(0);
    expect(await found({ forbiddenAggregates: [randomUUID()] })).toBe(1);
    await expect(list({ resources: { NOPE: 1 } })).rejects.toMatchObject({
      reason: "RESOURCE_CLASS_UNKNOWN",
    });
  });

  test("moves a provider, and won't be told two places at once", async () => {
    const [uuid, parentProviderUuid] = [await newProvider(), await newProvider()];
    const put = (more: object) =>
      call(ResourceProviderService.method.updateResourceProvider, { uuid, name: uuid, ...more });
    const placed = async (more: object) => (await put(more)).message.resourceProvider;
    expect(await placed({ parentProviderUuid })).toMatchObject({ rootProviderUuid: parentProviderUuid });
    expect(await placed({})).toMatchObject({ parentProviderUuid });
    await expect(put({ detachFromParent: true, refuseReparenting: true })).rejects.toMatchObject({
      reason: "PARENT_PROVIDER_INVALID",
    });
    await expect(put({ detachFromParent: true, parentProviderUuid })).rejects.toMatchObject({
      reason: "INVALID_REQUEST",
    });
    expect(await placed({ detachFromParent: true })).toMatchObject({ rootProviderUuid: uuid });
  });
});

describe("ReshaperService", () => {
  test("moves inventories with what is in use of them", async () => {
    const [from, to] = [await newProvider({ VCPU: { total: 8 } }), await newProvider()];
    const consumerUuid = randomUUID();
    const has = (uuid: string) => ({ allocations: { [uuid]: { resources: { VCPU: 8 } } }, ...owner });
    await call(AllocationService.method.replaceAllocations, { consumerUuid, ...has(from) });
    await call(ReshaperService.method.reshape, {
      inventories: {
        [from]: { resourceProviderGeneration: 2 },
        [to]: { resourceProviderGeneration: 0, inventories: { VCPU: { total: 8 } } },
      },
      allocations: { [consumerUuid]: { ...has(to), consumerGeneration: 1 } },
    });
    const usages = await call(UsageService.method.getResourceProviderUsages, { resourceProviderUuid: to });
    expect(usages.message).toMatchObject({ usages: { VCPU: 8 }, resourceProviderGeneration: 3 });
  });
});
