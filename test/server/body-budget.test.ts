import { once } from "node:events";
import { connect, type Socket } from "node:net";
import {
  type CallOptions,
  type Client,
  Code,
  ConnectError,
  createClient,
  type Transport,
} from "@connectrpc/connect";
import {
  compressionGzip,
  createConnectTransport,
  createGrpcTransport,
  createGrpcWebTransport,
} from "@connectrpc/connect-node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ErrorInfoSchema, RetryInfoSchema } from "../../src/gen/google/rpc/error_details_pb.ts";
import { BodyBudget } from "../../src/server/body-budget.ts";
import { type EchoServer, startEchoServer } from "./echo-server.ts";
import { EchoService } from "./gen/echo/v1/echo_pb.ts";

describe("BodyBudget", () => {
  test("has room for so many bytes together, and again for what is released", () => {
    const budget = new BodyBudget(100_000);
    const [first, second] = [budget.hold(), budget.hold()];
    expect(first.take(60_000)).toBe(true);
    expect(second.take(50_000)).toBe(false);
    expect(second.take(40_000)).toBe(true);
    expect(budget.bytes).toBe(100_000);
    first.release();
    first.release();
    expect(budget.bytes).toBe(40_000);
    second.release();
    expect(budget.bytes).toBe(0);
  });

  test("has none for a request that is over: nobody would give it back", () => {
    const budget = new BodyBudget(100_000);
    const hold = budget.hold();
    expect(hold.take(1)).toBe(true);
    hold.release();
    expect([hold.take(1), budget.bytes]).toEqual([false, 0]);
  });

  test("leaves a quarter to requests of up to 64 KiB, however they come", () => {
    const budget = new BodyBudget(1_000_000);
    const [large, small] = [budget.hold(), budget.hold()];
    expect(large.take(750_000)).toBe(true);
    expect(large.take(1)).toBe(false);
    expect(budget.hold().take(65_537)).toBe(false);
    expect(small.take(60_000)).toBe(true);
    expect(small.take(5_536)).toBe(true);
    expect(small.take(1)).toBe(false);
  });
});

const bodyBytes = 300_000;

/** A request whose body stops before its end: so much is held for it until it goes. One that is refused comes again. */
async function holdRoom(server: EchoServer, sockets: Set<Socket>): Promise<void> {
  const socket = connect(server.port, "127.0.0.1");
  sockets.add(socket);
  socket.once("data", () => {
    socket.destroy();
    sockets.delete(socket);
    void holdRoom(server, sockets);
  });
  await once(socket, "connect");
  socket.write(
    `POST /echo.v1.EchoService/Echo HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n` +
      `x-auth-token: admin\r\ncontent-length: ${bodyBytes + 1}\r\n\r\n`,
  );
  socket.write(Buffer.alloc(bodyBytes, " "));
}

const transports: Record<string, (baseUrl: string) => Transport> = {
  gRPC: (baseUrl) => createGrpcTransport({ baseUrl }),
  "gRPC in JSON": (baseUrl) => createGrpcTransport({ baseUrl, useBinaryFormat: false }),
  "Connect in JSON": (baseUrl) =>
    createConnectTransport({ baseUrl, httpVersion: "1.1", useBinaryFormat: false }),
  "Connect in protobuf": (baseUrl) =>
    createConnectTransport({ baseUrl, httpVersion: "2", useBinaryFormat: true }),
  "gRPC-Web": (baseUrl) => createGrpcWebTransport({ baseUrl, httpVersion: "1.1" }),
};

describe("what requests are decompressed to", () => {
  const compressed = { sendCompression: compressionGzip, compressMinBytes: 0 };
  const senders: Record<string, (baseUrl: string) => Transport> = {
    gRPC: (baseUrl) => createGrpcTransport({ baseUrl, ...compressed }),
    Connect: (baseUrl) => createConnectTransport({ baseUrl, httpVersion: "1.1", ...compressed }),
    "gRPC-Web": (baseUrl) => createGrpcWebTransport({ baseUrl, httpVersion: "1.1", ...compressed }),
  };

  test.each(Object.entries(senders))("takes room too, over %s", async (_name, transport) => {
    const server = await startEchoServer({ bodiesBytesMax: 1_000_000 });
    const client = createClient(EchoService, transport(server.url));
    const asAdmin: CallOptions = { headers: { "x-auth-token": "admin" } };
    const say = (length: number) => client.echo({ text: "a".repeat(length) }, asAdmin);
    await expect(say(2_000_000)).rejects.toMatchObject({ code: Code.Unavailable });
    // It is given back.
    for (let round = 0; round < 5; round++) expect((await say(300_000)).text).toHaveLength(300_000);
    await expect(say(2_000_000)).rejects.toMatchObject({ code: Code.Unavailable });
    await server.close();
  });
});

describe.each(Object.entries(transports))("when bodies fill their room, %s", (_name, transport) => {
  let server: EchoServer;
  let client: Client<typeof EchoService>;
  const asAdmin: CallOptions = { headers: { "x-auth-token": "admin" } };
  const large = () => client.echo({ text: "a".repeat(bodyBytes) }, asAdmin);
  beforeAll(async () => {
    server = await startEchoServer({ bodiesBytesMax: 1_000_000 });
    client = createClient(EchoService, transport(server.url));
  });
  afterAll(() => server.close());

  test("refuses large requests for the moment, not small ones, and takes them again later", async () => {
    expect((await large()).text).toHaveLength(bodyBytes);
    const others = new Set<Socket>();
    await holdRoom(server, others);
    await holdRoom(server, others);
    // What was written on one connection may be read after what comes on the next.
    let refused = await large().then(() => undefined, ConnectError.from);
    while (refused === undefined) refused = await large().then(() => undefined, ConnectError.from);
    expect(refused).toMatchObject({ code: Code.Unavailable });
    expect(refused.findDetails(ErrorInfoSchema)).toMatchObject([{ reason: "ERROR_REASON_UNAVAILABLE" }]);
    expect(refused.findDetails(RetryInfoSchema)).toMatchObject([{ retryDelay: { seconds: 1n } }]);
    expect(server.log.at(-1)).toMatchObject({ code: "UNAVAILABLE" });
    expect((await client.echo({ text: "small" }, asAdmin)).text).toBe("small");
    for (const socket of others) socket.destroy();
    let answer = await large().catch(() => undefined);
    while (answer === undefined) answer = await large().catch(() => undefined);
    expect(answer.text).toHaveLength(bodyBytes);
  });
});
