import { fromBinary, type MessageInitShape } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import { Code, createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { credentials } from "@grpc/grpc-js";
import { Client as ReflectionClient } from "grpc-reflection-js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type ServerReflectionRequestSchema,
  ServerReflection as V1,
} from "../../../src/gen/grpc/reflection/v1/reflection_pb.ts";
import { ServerReflection as V1Alpha } from "../../../src/gen/grpc/reflection/v1alpha/reflection_pb.ts";
import { AllocationService } from "../../../src/gen/placement/v1/allocation_service_pb.ts";
import { InventoryService } from "../../../src/gen/placement/v1/inventory_service_pb.ts";
import { serve } from "../../../src/server/served-service.ts";
import { type EchoServer, startEchoServer } from "../echo-server.ts";
import { EchoService } from "../gen/echo/v1/echo_pb.ts";

let server: EchoServer;
beforeAll(async () => {
  const services = [serve(EchoService, {}), serve(InventoryService, {}), serve(AllocationService, {})];
  server = await startEchoServer({}, { services });
});
afterAll(() => server.close());

const serviceNames = [
  "echo.v1.EchoService",
  "grpc.health.v1.Health",
  "grpc.reflection.v1.ServerReflection",
  "grpc.reflection.v1alpha.ServerReflection",
  "placement.v1.AllocationService",
  "placement.v1.InventoryService",
];

describe("a reflection client from a package", () => {
  let client: ReflectionClient;
  beforeAll(() => {
    client = new ReflectionClient(`127.0.0.1:${server.port}`, credentials.createInsecure());
  });
  afterAll(() => client.grpcClient.close());

  test("lists the services, without credentials", async () => {
    expect(await client.listServices()).toStrictEqual(serviceNames);
  });

  test("learns a service with all its types", async () => {
    const root = await client.fileContainingSymbol("placement.v1.InventoryService");
    const method = root.lookupService("placement.v1.InventoryService").methods.ListInventories;
    expect(method?.requestType).toMatch(/ListInventoriesRequest$/);
    const request = root.lookupType("placement.v1.ListInventoriesRequest");
    expect(Object.keys(request.fields).length).toBeGreaterThan(0);
  });

  test("gets a file by its name", async () => {
    const root = await client.fileByFilename("echo/v1/echo.proto");
    expect(root.lookupType("echo.v1.EchoRequest").fields).toHaveProperty("text");
  });
});

describe.each([
  ["v1", V1],
  ["v1alpha", V1Alpha],
])("reflection %s", (_version, service) => {
  type Question = NonNullable<MessageInitShape<typeof ServerReflectionRequestSchema>["messageRequest"]>;

  /** The answers to questions on one stream. */
  async function ask(...questions: Question[]) {
    const client = createClient(service as typeof V1, createGrpcTransport({ baseUrl: server.url }));
    const requests = async function* () {
      for (const messageRequest of questions) yield { host: "h", messageRequest };
    };
    const answers = [];
    for await (const answer of client.serverReflectionInfo(requests())) {
      expect(answer.validHost).toBe("h");
      expect(answer.originalRequest?.host).toBe("h");
      answers.push(answer.messageResponse);
    }
    return answers;
  }

  function filesOf(answer: Awaited<ReturnType<typeof ask>>[number] | undefined): string[] {
    if (answer?.case !== "fileDescriptorResponse") return expect.fail(`got ${answer?.case}`);
    return answer.value.fileDescriptorProto.map((bytes) => fromBinary(FileDescriptorProtoSchema, bytes).name);
  }

  test.each([
    ["a service", "placement.v1.InventoryService", "placement/v1/inventory_service.proto"],
    ["a method", "placement.v1.InventoryService.ListInventories", "placement/v1/inventory_service.proto"],
    ["a message", "placement.v1.Inventory", "placement/v1/inventory.proto"],
    ["a field", "placement.v1.Inventory.total", "placement/v1/inventory.proto"],
    ["a nested type", "google.rpc.BadRequest.FieldViolation", undefined],
    [
      "an enum's value",
      "google.protobuf.FieldDescriptorProto.TYPE_INT32",
      "google/protobuf/descriptor.proto",
    ],
    ["an extension", "google.api.http", "google/api/annotations.proto"],
    ["the health service", "grpc.health.v1.Health", "grpc/health/v1/health.proto"],
    ["nothing", "placement.v1.Nope", undefined],
  ])("finds the file of %s", async (_what, symbol, file) => {
    const [answer] = await ask({ case: "fileContainingSymbol", value: symbol });
    if (file !== undefined) expect(filesOf(answer)[0]).toBe(file);
    else expect(answer).toMatchObject({ case: "errorResponse", value: { errorCode: Code.NotFound } });
  });

  test("sends a file with all that it needs, and nothing twice on one stream", async () => {
    const [first, second] = await ask(
      { case: "fileContainingSymbol", value: "placement.v1.InventoryService" },
      { case: "fileByFilename", value: "placement/v1/allocation_service.proto" },
    );
    const [before, after] = [filesOf(first), filesOf(second)];
    expect(after[0]).toBe("placement/v1/allocation_service.proto");
    expect(new Set([...before, ...after]).size).toBe(before.length + after.length);
    if (first?.case !== "fileDescriptorResponse") return;
    const files = first.value.fileDescriptorProto.map((bytes) =>
      fromBinary(FileDescriptorProtoSchema, bytes),
    );
    const names = files.map(({ name }) => name);
    expect(names).toContain("google/protobuf/descriptor.proto");
    for (const file of files) expect(names).toEqual(expect.arrayContaining(file.dependency));
  });

  test("finds extensions by number", async () => {
    const options = "google.protobuf.MethodOptions";
    const [all, file, none] = await ask(
      { case: "allExtensionNumbersOfType", value: options },
      { case: "fileContainingExtension", value: { containingType: options, extensionNumber: 72295728 } },
      { case: "fileContainingExtension", value: { containingType: options, extensionNumber: 1 } },
    );
    expect(all).toMatchObject({ case: "allExtensionNumbersResponse", value: { baseTypeName: options } });
    expect(all?.case === "allExtensionNumbersResponse" && all.value.extensionNumber).toContain(72295728);
    expect(filesOf(file)[0]).toBe("google/api/annotations.proto");
    expect(none?.case).toBe("errorResponse");
  });

  test("answers questions that have none", async () => {
    const answers = await ask(
      { case: "fileByFilename", value: "nope.proto" },
      { case: "allExtensionNumbersOfType", value: "a.Nope" },
      { case: undefined } as unknown as Question,
      { case: "listServices", value: "" },
    );
    expect(answers.map((answer) => answer.case === "errorResponse" && answer.value.errorCode)).toStrictEqual([
      Code.NotFound,
      Code.NotFound,
      Code.InvalidArgument,
      false,
    ]);
  });
});
