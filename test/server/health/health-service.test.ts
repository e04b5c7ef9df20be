import { create } from "@bufbuild/protobuf";
import { createClient } from "@connectrpc/connect";
import { createConnectTransport, createGrpcTransport } from "@connectrpc/connect-node";
import { type Client, status as GrpcStatus } from "@grpc/grpc-js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  Health,
  HealthCheckRequestSchema,
  type HealthCheckResponse,
  HealthListRequestSchema,
  HealthCheckResponse_ServingStatus as Status,
} from "../../../src/gen/grpc/health/v1/health_pb.ts";
import { type EchoServer, startEchoServer } from "../echo-server.ts";
import { grpcCall, grpcChannel, grpcMethod } from "../grpc-client.ts";

let server: EchoServer;
let channel: Client;
beforeAll(async () => {
  server = await startEchoServer();
  channel = grpcChannel(server.port);
});
afterAll(async () => {
  channel.close();
  await server.close();
});

const check = (service: string) =>
  grpcCall(channel, Health.method.check, create(HealthCheckRequestSchema, { service }), {
    metadata: undefined!,
  });

/** Watches, and collects the statuses as they come. */
function watch(service: string) {
  const { path, requestSerialize, responseDeserialize } = grpcMethod(Health.method.watch);
  const request = create(HealthCheckRequestSchema, { service });
  const call = channel.makeServerStreamRequest(path, requestSerialize, responseDeserialize, request);
  const statuses: Status[] = [];
  call.on("data", (response: HealthCheckResponse) => statuses.push(response.status));
  call.on("error", () => {});
  return { call, statuses };
}

describe("Health.Check", () => {
  test.each(["", "echo.v1.EchoService", "grpc.health.v1.Health"])("says that %j serves", async (service) => {
    expect((await check(service)).response?.status).toBe(Status.SERVING);
  });

  test("knows no service that there is not", async () => {
    expect((await check("nope")).error?.code).toBe(GrpcStatus.NOT_FOUND);
  });

  test("follows the server's readiness, as the probes do", async () => {
    const probes = async () =>
      Promise.all(["/healthz", "/readyz"].map(async (path) => (await fetch(server.url + path)).status));
    expect(await probes()).toStrictEqual([200, 200]);
    server.readiness.set(false);
    expect((await check("")).response?.status).toBe(Status.NOT_SERVING);
    expect(await probes()).toStrictEqual([200, 503]);
    server.readiness.set(true);
    expect((await check("")).response?.status).toBe(Status.SERVING);
  });
});

describe("Health.List", () => {
  test("tells every service's status", async () => {
    const { response } = await grpcCall(channel, Health.method.list, create(HealthListRequestSchema));
    expect(response?.statuses).toMatchObject({
      "": { status: Status.SERVING },
      "echo.v1.EchoService": { status: Status.SERVING },
    });
  });
});

describe("Health.Watch", () => {
  test("tells the status now and at each change", async () => {
    const { call, statuses } = watch("echo.v1.EchoService");
    await expect.poll(() => statuses).toStrictEqual([Status.SERVING]);
    server.readiness.set(false);
    await expect.poll(() => statuses).toStrictEqual([Status.SERVING, Status.NOT_SERVING]);
    server.readiness.set(true);
    await expect.poll(() => statuses).toStrictEqual([Status.SERVING, Status.NOT_SERVING, Status.SERVING]);
    call.cancel();
  });

  test("says that it does not know a service, and goes on", async () => {
    const { call, statuses } = watch("nope");
    await expect.poll(() => statuses).toStrictEqual([Status.SERVICE_UNKNOWN]);
    expect(call.closed).toBe(false);
    call.cancel();
  });

  test.each([
    ["gRPC", createGrpcTransport],
    [
      "Connect over HTTP/1.1",
      (o: { baseUrl: string }) => createConnectTransport({ ...o, httpVersion: "1.1" }),
    ],
  ])(
    "outlasts the timeouts of ordinary calls and of idle connections: %s",
    async (_name, createTransport) => {
      const hasty = await startEchoServer({ requestTimeoutMs: 100, keepAliveTimeoutMs: 100 });
      const watcher = createClient(Health, createTransport({ baseUrl: hasty.url }));
      const statuses: Status[] = [];
      const controller = new AbortController();
      const watching = (async () => {
        for await (const { status } of watcher.watch({}, { signal: controller.signal }))
          statuses.push(status);
      })();
      await new Promise((resolve) => setTimeout(resolve, 600));
      hasty.readiness.set(false);
      await expect.poll(() => statuses).toStrictEqual([Status.SERVING, Status.NOT_SERVING]);
      controller.abort();
      await expect(watching).rejects.toThrow("canceled");
      await expect
        .poll(() => hasty.log)
        .toMatchObject([{ method: "grpc.health.v1.Health/Watch", code: "CANCELLED" }]);
      await hasty.close();
    },
  );
});
