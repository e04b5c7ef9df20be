import { randomUUID } from "node:crypto";
import { type Client, Code, ConnectError, createClient } from "@connectrpc/connect";
import {
  createConnectTransport,
  createGrpcTransport,
  createGrpcWebTransport,
} from "@connectrpc/connect-node";
import { describe, expect, test } from "vitest";
import { BadRequestSchema, ErrorInfoSchema } from "../../src/gen/google/rpc/error_details_pb.ts";
import { InventoryService } from "../../src/gen/placement/v1/inventory_service_pb.ts";
import { grpcClient, refusal } from "../kit/grpc-client.ts";
import { usePlacementd } from "../kit/placementd.ts";
import { rest } from "../kit/rest-client.ts";

const server = usePlacementd();

const transports = {
  "Connect on HTTP/1.1": (baseUrl: string) => createConnectTransport({ baseUrl, httpVersion: "1.1" }),
  "Connect on HTTP/2": (baseUrl: string) => createConnectTransport({ baseUrl, httpVersion: "2" }),
  "Connect on HTTP/1.1 with JSON": (baseUrl: string) =>
    createConnectTransport({ baseUrl, httpVersion: "1.1", useBinaryFormat: false }),
  "gRPC-Web on HTTP/1.1": (baseUrl: string) => createGrpcWebTransport({ baseUrl, httpVersion: "1.1" }),
  "gRPC-Web on HTTP/2": (baseUrl: string) => createGrpcWebTransport({ baseUrl, httpVersion: "2" }),
  "gRPC on HTTP/2": (baseUrl: string) => createGrpcTransport({ baseUrl }),
};

const headers = { "x-auth-token": "admin" };

async function newProvider(): Promise<string> {
  const uuid = randomUUID();
  await rest(server.current.url, "POST /resource_providers", { body: { name: uuid, uuid } });
  return uuid;
}

async function refusedBy(call: Promise<unknown>): Promise<ConnectError> {
  return call.then(
    () => expect.fail("the call was let through"),
    (error: unknown) => ConnectError.from(error),
  );
}

describe.each(Object.entries(transports))("%s", (_, transport) => {
  const client = (): Client<typeof InventoryService> =>
    createClient(InventoryService, transport(server.current.url));

  test("writes what REST reads", async () => {
    const uuid = await newProvider();
    const written = await client().replaceInventories(
      { resourceProviderUuid: uuid, resourceProviderGeneration: 0, inventories: { VCPU: { total: 8 } } },
      { headers },
    );
    expect(written.resourceProviderGeneration).toBe(1);
    const { body } = await rest(server.current.url, `GET /resource_providers/${uuid}/inventories`);
    expect(body).toEqual({
      resource_provider_generation: 1,
      inventories: {
        VCPU: { total: 8, reserved: 0, min_unit: 1, max_unit: 2147483647, step_size: 1, allocation_ratio: 1 },
      },
    });
  });

  test("tells who wrote too late, with the reason, and the id of the request", async () => {
    const uuid = await newProvider();
    const error = await refusedBy(
      client().replaceInventories({ resourceProviderUuid: uuid, resourceProviderGeneration: 5 }, { headers }),
    );
    expect(error.code).toBe(Code.Aborted);
    expect(error.findDetails(ErrorInfoSchema)[0]).toMatchObject({
      reason: "ERROR_REASON_RESOURCE_PROVIDER_GENERATION_CONFLICT",
      domain: "placement.v1",
      metadata: { resource_provider_uuid: uuid, generation: "5" },
    });
    expect(error.metadata.get("x-openstack-request-id")).toMatch(/^req-[0-9a-f-]{36}$/);
  });

  test("names every field whose shape is wrong", async () => {
    const uuid = await newProvider();
    const error = await refusedBy(
      client().replaceInventories(
        { resourceProviderUuid: uuid, inventories: { VCPU: { total: 0, reserved: -1 } } },
        { headers },
      ),
    );
    expect(error.code).toBe(Code.InvalidArgument);
    const [details] = error.findDetails(BadRequestSchema);
    expect(details?.fieldViolations.map((violation) => violation.field)).toEqual([
      "resource_provider_generation",
      'inventories["VCPU"].total',
      'inventories["VCPU"].reserved',
    ]);
  });

  test("does not discuss the shape of a request about nothing", async () => {
    const error = await refusedBy(
      client().replaceInventories({ resourceProviderUuid: randomUUID() }, { headers }),
    );
    expect(error.code).toBe(Code.NotFound);
  });

  test("wants a token", async () => {
    const error = await refusedBy(client().listInventories({ resourceProviderUuid: randomUUID() }));
    expect(error.code).toBe(Code.Unauthenticated);
  });

  test("wants the role", async () => {
    const error = await refusedBy(
      client().listInventories(
        { resourceProviderUuid: randomUUID() },
        { headers: { "x-auth-token": "someone" } },
      ),
    );
    expect(error.code).toBe(Code.PermissionDenied);
  });
});

describe("JSON written by hand, over Connect", () => {
  const replace = (resource_provider_uuid: string, inventory: string) =>
    fetch(`${server.current.url}/placement.v1.InventoryService/ReplaceInventories`, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body:
        `{"resource_provider_uuid": "${resource_provider_uuid}", "resource_provider_generation": 0, ` +
        `"inventories": {"VCPU": ${inventory}}}`,
    });

  test.each([
    ['{"total": 1, "resreved": 1}', 'inventories["VCPU"]', "UNKNOWN_FIELD"],
    ['{"total": 1.5}', 'inventories["VCPU"].total', "TYPE"],
    ['{"total": 1e400}', 'inventories["VCPU"].total', "INT32_RANGE"],
    ['{"total": -1}', 'inventories["VCPU"].total', "INT32_GTE"],
  ])("is refused by field and rule: %s", async (inventory, field, reason) => {
    const uuid = await newProvider();
    const answer = await replace(uuid, inventory);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      code: "invalid_argument",
      details: [
        { debug: { reason: "ERROR_REASON_INVALID_REQUEST" } },
        { debug: { field_violations: [{ field, reason }] } },
        {},
      ],
    });
    const { body } = await rest(server.current.url, `GET /resource_providers/${uuid}/inventories`);
    expect(body).toEqual({ inventories: {}, resource_provider_generation: 0 });
  });

  test.each([
    ["null", "invalid request: the message is not an object"],
    ["{", "invalid request: the message is not JSON: "],
    ['{"name": "x", "nmae": "y"}', 'invalid request: the message has no field "nmae"'],
  ])("is refused as a whole where it is %s", async (body, words) => {
    const answer = await fetch(
      `${server.current.url}/placement.v1.ResourceProviderService/CreateResourceProvider`,
      {
        method: "POST",
        headers: { ...headers, "content-type": "application/json" },
        body,
      },
    );
    const { message, details } = (await answer.json()) as { message: string; details: { debug: object }[] };
    expect(message.startsWith(words)).toBe(true);
    expect(details[1]?.debug).toMatchObject({ field_violations: [{ field: "" }] });
  });

  test("does not discuss the shape of a request about nothing either", async () => {
    expect((await replace(randomUUID(), '{"total": "many"}')).status).toBe(404);
  });
});

describe("grpc-js with stubs from our proto", () => {
  test("goes through the life of a provider", async () => {
    const address = `${server.current.host}:${server.current.port}`;
    const clients = {
      providers: grpcClient(address, "ResourceProviderService"),
      inventories: grpcClient(address, "InventoryService"),
      classes: grpcClient(address, "ResourceClassService"),
      allocations: grpcClient(address, "AllocationService"),
    };
    try {
      await lifeOfProvider(clients);
    } finally {
      for (const client of Object.values(clients)) client.close();
    }
  });
});

type GrpcClient = ReturnType<typeof grpcClient>;

async function lifeOfProvider(
  clients: Record<"providers" | "inventories" | "classes" | "allocations", GrpcClient>,
) {
  const uuid = randomUUID();
  const consumer = randomUUID();
  const { providers, inventories, classes, allocations } = clients;
  const made = await providers.call("createResourceProvider", {
    name: `life of ${uuid}`,
    uuid: uuid.toUpperCase(),
  });
  expect(made.resource_provider).toMatchObject({ uuid, generation: 0, root_provider_uuid: uuid });
  expect(await classes.call("ensureResourceClass", { name: "CUSTOM_LIFE" })).toEqual({ created: true });
  expect(await classes.call("ensureResourceClass", { name: "CUSTOM_LIFE" })).toEqual({ created: false });

  const created = await inventories.call("createInventory", {
    resource_provider_uuid: uuid,
    resource_class: "CUSTOM_LIFE",
    total: 10,
  });
  expect(created.inventory).toMatchObject({ total: 10, reserved: 0, resource_provider_generation: 1 });
  await allocations.call("replaceAllocations", {
    consumer_uuid: consumer,
    allocations: { [uuid]: { resources: { CUSTOM_LIFE: 7 } } },
    project_id: "project",
    user_id: "user",
    consumer_type: "INSTANCE",
  });

  const over = await allocations
    .call("replaceAllocations", {
      consumer_uuid: randomUUID(),
      allocations: { [uuid]: { resources: { CUSTOM_LIFE: 4 } } },
      project_id: "project",
      user_id: "user",
      consumer_type: "INSTANCE",
    })
    .catch(refusal);
  expect(over).toMatchObject({
    code: 8,
    reason: "ERROR_REASON_CAPACITY_EXCEEDED",
    metadata: { resource_class: "CUSTOM_LIFE", requested: "4", used: "7", capacity: "10" },
  });

  const inUse = { resource_provider_uuid: uuid, resource_class: "CUSTOM_LIFE" };
  expect(await inventories.call("deleteInventory", inUse).catch(refusal)).toMatchObject({
    code: 9,
    reason: "ERROR_REASON_INVENTORY_IN_USE",
  });
  expect(await classes.call("deleteResourceClass", { name: "CUSTOM_LIFE" }).catch(refusal)).toMatchObject({
    reason: "ERROR_REASON_RESOURCE_CLASS_IN_USE",
  });
  expect(await providers.call("deleteResourceProvider", { uuid }).catch(refusal)).toMatchObject({
    reason: "ERROR_REASON_RESOURCE_PROVIDER_IN_USE",
  });

  await allocations.call("deleteAllocations", { consumer_uuid: consumer });
  await inventories.call("deleteInventory", inUse);
  await classes.call("deleteResourceClass", { name: "CUSTOM_LIFE" });
  await providers.call("deleteResourceProvider", { uuid });
  expect(await providers.call("getResourceProvider", { uuid }).catch(refusal)).toMatchObject({
    code: 5,
    reason: "ERROR_REASON_RESOURCE_PROVIDER_NOT_FOUND",
  });
}
