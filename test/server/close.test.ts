import { create } from "@bufbuild/protobuf";
import { Code, createClient } from "@connectrpc/connect";
import {
  createConnectTransport,
  createGrpcTransport,
  createGrpcWebTransport,
} from "@connectrpc/connect-node";
import { status as GrpcStatus } from "@grpc/grpc-js";
import { describe, expect, test } from "vitest";
import {
  Health,
  HealthCheckResponse_ServingStatus as Status,
} from "../../src/gen/grpc/health/v1/health_pb.ts";
import { ServerReflection } from "../../src/gen/grpc/reflection/v1/reflection_pb.ts";
import { startEchoServer } from "./echo-server.ts";
import { ConverseRequestSchema, EchoService, WaitRequestSchema } from "./gen/echo/v1/echo_pb.ts";
import { asAdmin as adminMetadata, grpcCall, grpcChannel, grpcMethod } from "./grpc-client.ts";
import { get, rawSocket } from "./listener/raw-socket.ts";

const asAdmin = { headers: { "x-auth-token": "admin" } };

/** Milliseconds that something takes. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

describe("close()", () => {
  test("lets calls in flight end, in every protocol, and takes no more", async () => {
    const server = await startEchoServer();
    const channel = grpcChannel(server.port);
    const wait = create(WaitRequestSchema, { durationMs: 300 });
    const clients = [
      createConnectTransport({ baseUrl: server.url, httpVersion: "1.1" }),
      createConnectTransport({ baseUrl: server.url, httpVersion: "2" }),
    ].map((transport) => createClient(EchoService, transport));
    const calls = Promise.all([
      grpcCall(channel, EchoService.method.wait, wait),
      ...clients.map((client) => client.wait({ durationMs: 300 }, asAdmin)),
    ]);
    await expect.poll(() => server.seen.calls).toBe(3);
    const closed = timed(() => server.close(5000));
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
    const [lean] = await calls;
    expect(lean.error).toBeUndefined();
    expect(await closed).toBeLessThan(2000);
    channel.close();
  });

  test("ends connections that are idle, and those that have said nothing yet", async () => {
    const server = await startEchoServer();
    const idle = await rawSocket(server.port, get("/healthz"));
    const silent = await rawSocket(server.port);
    await expect.poll(idle.received).toContain("200 OK");
    const closing = timed(() => server.close(1000));
    await idle.closed;
    await silent.closed;
    expect(await closing).toBeLessThan(900);
  });

  test("does not wait for watchers and reflection clients", async () => {
    const server = await startEchoServer();
    const transport = createGrpcTransport({ baseUrl: server.url });
    const statuses: Status[] = [];
    const watching = (async () => {
      for await (const { status } of createClient(Health, transport).watch({})) statuses.push(status);
    })();
    let answered = 0;
    const forever = async function* () {
      yield { messageRequest: { case: "listServices" as const, value: "" } };
      await new Promise(() => {});
    };
    const reflecting = (async () => {
      for await (const _ of createClient(ServerReflection, transport).serverReflectionInfo(forever()))
        answered += 1;
    })();
    await expect.poll(() => [statuses.length, answered]).toStrictEqual([1, 1]);
    expect(await timed(() => server.close(5000))).toBeLessThan(2000);
    await Promise.all([watching, reflecting]);
    expect(statuses).toStrictEqual([Status.SERVING, Status.NOT_SERVING]);
  });

  describe("ends streams at once", () => {
    const transports = {
      "Connect over HTTP/1.1": (baseUrl: string) => createConnectTransport({ baseUrl, httpVersion: "1.1" }),
      "Connect over HTTP/2": (baseUrl: string) => createConnectTransport({ baseUrl, httpVersion: "2" }),
      "gRPC-Web": (baseUrl: string) => createGrpcWebTransport({ baseUrl, httpVersion: "1.1" }),
      gRPC: (baseUrl: string) => createGrpcTransport({ baseUrl }),
    };
    const kinds = [
      ["that wait", { text: "watch", times: 1 }],
      ["that never stop", { text: "x", times: 2_147_483_647 }],
      ["whose handlers are deaf", { text: "deaf", times: 1 }],
    ] as const;
    const cases = Object.entries(transports).flatMap(([protocol, transport]) =>
      kinds.map(([which, request]) => ({ protocol, transport, which, request })),
    );

    test.each(cases)("of $protocol $which", async ({ transport, request }) => {
      const server = await startEchoServer();
      const client = createClient(EchoService, transport(server.url));
      const read = Promise.withResolvers<void>();
      const reading = (async () => {
        for await (const _ of client.repeat(request, asAdmin)) read.resolve();
      })();
      reading.catch(() => undefined);
      await read.promise;
      expect(await timed(() => server.close(10_000))).toBeLessThan(1400);
      await expect(reading).rejects.toMatchObject({ code: Code.Unavailable });
      expect(server.seen.aborted).toMatchObject([{ reason: "UNAVAILABLE" }]);
      const lines = server.log.filter(({ method }) => method === "echo.v1.EchoService/Repeat");
      expect(lines).toMatchObject([{ code: "UNAVAILABLE", reason: "UNAVAILABLE" }]);
    });

    test("of both sides, which grpc-js has open", async () => {
      const server = await startEchoServer();
      const channel = grpcChannel(server.port);
      const { path, requestSerialize, responseDeserialize } = grpcMethod(EchoService.method.converse);
      const call = channel.makeBidiStreamRequest(
        path,
        requestSerialize,
        responseDeserialize,
        adminMetadata(),
      );
      const status = new Promise((resolve) => call.on("error", resolve));
      call.write(create(ConverseRequestSchema, { text: "hello" }));
      await new Promise((resolve) => call.once("data", resolve));
      expect(await timed(() => server.close(10_000))).toBeLessThan(2000);
      expect(await status).toMatchObject({
        code: GrpcStatus.UNAVAILABLE,
        details: "the server is about to stop",
      });
      await expect.poll(() => server.seen.aborted.length).toBe(1);
      channel.close();
    });
  });

  test("does not wait for a client of HTTP/1 that always has a call under way", async () => {
    const server = await startEchoServer();
    const body = '{"duration_ms":100}';
    const head = "POST /echo.v1.EchoService/Wait HTTP/1.1\r\nhost: x\r\nx-auth-token: admin\r\n";
    const wait = `${head}content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
    const { socket, received, closed } = await rawSocket(server.port, wait);
    const sending = setInterval(() => socket.writable && socket.write(wait), 30);
    await expect.poll(received).toContain("200 OK");
    const closing = timed(() => server.close(10_000));
    expect(await closed).toMatch(/connection: close/i);
    clearInterval(sending);
    expect(await closing).toBeLessThan(5000);
  });

  test("hangs up on what is left after the grace", async () => {
    const server = await startEchoServer();
    const channel = grpcChannel(server.port);
    const call = grpcCall(
      channel,
      EchoService.method.wait,
      create(WaitRequestSchema, { durationMs: 10_000 }),
    );
    const half = await rawSocket(server.port, "GET /healthz HTTP/1.1\r\nhost: x\r\n");
    await expect.poll(() => server.seen.calls).toBe(1);
    expect(await timed(() => server.close(200))).toBeLessThan(1000);
    expect((await call).error?.code).toBe(GrpcStatus.UNAVAILABLE);
    await half.closed;
    await expect.poll(() => server.seen.aborted.length).toBe(1);
    channel.close();
  });
});
