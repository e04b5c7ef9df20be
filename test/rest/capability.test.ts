import { create, type Message } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import { BatchReplaceAllocationsRequestSchema } from "../../src/gen/placement/v1/allocation_service_pb.ts";
import { UpdateResourceProviderRequestSchema } from "../../src/gen/placement/v1/resource_provider_service_pb.ts";
import { compileCapability } from "../../src/rest/capability.ts";

describe("compileCapability()", () => {
  test("turns a field of the request on", () => {
    const request = create(UpdateResourceProviderRequestSchema);
    compileCapability(UpdateResourceProviderRequestSchema, "refuse_reparenting").turnOn(request);
    expect(request.refuseReparenting).toBe(true);
    expect(request.detachFromParent).toBe(false);
  });

  test("turns a field of everything that a map holds on", () => {
    const request = create(BatchReplaceAllocationsRequestSchema, { consumers: { a: {}, b: {} } });
    compileCapability(BatchReplaceAllocationsRequestSchema, "consumers.untyped").turnOn(request as Message);
    expect(Object.values(request.consumers).map(({ untyped }) => untyped)).toEqual([true, true]);
    expect(request.consumers.a?.ignoreConsumerGeneration).toBe(false);
  });

  test.each([
    "consumers",
    "consumers.project_id",
    "consumers.colour",
    "colour",
    "consumers.untyped.more",
    "",
  ])("finds no capability at %j", (path) => {
    expect(() => compileCapability(BatchReplaceAllocationsRequestSchema, path)).toThrow(TypeError);
  });
});
