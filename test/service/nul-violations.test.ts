import { randomUUID } from "node:crypto";
import type { DescMethodUnary, MessageInitShape } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { AllocationService } from "../../src/gen/placement/v1/allocation_service_pb.ts";
import { InventoryService } from "../../src/gen/placement/v1/inventory_service_pb.ts";
import { ResourceClassService } from "../../src/gen/placement/v1/resource_class_service_pb.ts";
import { ResourceProviderService } from "../../src/gen/placement/v1/resource_provider_service_pb.ts";
import { useServices } from "../kit/services.ts";
import { useStorage } from "../kit/storage.ts";

const call = useServices(useStorage());

/** The fields that a refusal names, if it is one for NUL characters. */
async function namedBy<M extends DescMethodUnary>(method: M, request: MessageInitShape<M["input"]>) {
  const error = await call(method, request).then(
    () => expect.fail("the call was let through"),
    (reason) => reason,
  );
  expect(error).toMatchObject({ reason: "INVALID_REQUEST" });
  const { violations } = error as { violations: { field: string; rule: string }[] };
  expect(new Set(violations.map(({ rule }) => rule))).toStrictEqual(new Set(["string.no_nul"]));
  return violations.map(({ field }) => field);
}

test("a NUL character is refused by the name of the field that has it", async () => {
  const uuid = randomUUID();
  await call(ResourceProviderService.method.createResourceProvider, { name: uuid, uuid });
  const inventories = { VCPU: { total: 1 } };
  const provider = { resourceProviderUuid: uuid, resourceProviderGeneration: 0 };
  await call(InventoryService.method.replaceInventories, { ...provider, inventories });

  const { createResourceProvider } = ResourceProviderService.method;
  expect(await namedBy(createResourceProvider, { name: "a\0b" })).toStrictEqual(["name"]);
  expect(await namedBy(ResourceClassService.method.getResourceClass, { name: "\0" })).toStrictEqual(["name"]);
  const keyed = { "A\0": { total: 1 } };
  const { replaceInventories } = InventoryService.method;
  expect(await namedBy(replaceInventories, { ...provider, inventories: keyed })).toStrictEqual([
    'inventories["A\\u0000"]',
  ]);
  const claim = {
    consumerUuid: randomUUID(),
    projectId: "p\0",
    userId: "\0",
    consumerType: "INSTANCE",
    allocations: { [uuid]: { resources: { VCPU: 1 } } },
  };
  const { replaceAllocations } = AllocationService.method;
  expect(await namedBy(replaceAllocations, claim)).toStrictEqual(["project_id", "user_id"]);
});
