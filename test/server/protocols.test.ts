import type { CallOptions } from "@connectrpc/connect";
import { type Client, Code, ConnectError, createClient } from "@connectrpc/connect";
import {
  compressionGzip,
  createConnectTransport,
  createGrpcTransport,
  createGrpcWebTransport,
} from "@connectrpc/connect-node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  BadRequestSchema,
  ErrorInfoSchema,
  RequestInfoSchema,
} from "../../src/gen/google/rpc/error_details_pb.ts";
import { type EchoServer, startEchoServer } from "./echo-server.ts";
import { EchoService } from "./gen/echo/v1/echo_pb.ts";

let server: EchoServer;
/** One that gives up soon. */
let hasty: EchoServer;
beforeAll(async () => {
  server = await startEchoServer({ messageBytesMax: 10_000 });
  hasty = await startEchoServer({ requestTimeoutMs: 200 });
});
afterAll(() => Promise.all([server.close(), hasty.close()]));

const asAdmin: CallOptions = { headers: { "x-auth-token": "admin" } };
const requestIdPattern = /^req-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const gzip = { sendCompression: compressionGzip, compressMinBytes: 0 };

const transports = {
  gRPC: (baseUrl: string) => createGrpcTransport({ baseUrl }),
  "gRPC, gzipped": (baseUrl: string) => createGrpcTransport({ baseUrl, ...gzip }),
  "gRPC in JSON": (baseUrl: string) => createGrpcTransport({ baseUrl, useBinaryFormat: false }),
  "Connect over HTTP/1.1": (baseUrl: string) => createConnectTransport({ baseUrl, httpVersion: "1.1" }),
  "Connect over HTTP/2": (baseUrl: string) =>
    createConnectTransport({ baseUrl, httpVersion: "2", useBinaryFormat: true }),
  "gRPC-Web over HTTP/1.1": (baseUrl: string) => createGrpcWebTransport({ baseUrl, httpVersion: "1.1" }),
  "gRPC-Web over HTTP/2": (baseUrl: string) => createGrpcWebTransport({ baseUrl, httpVersion: "2" }),
};

/** The error that a call ends with; fails if it ends with none. */
async function errorOf(call: Promise<unknown>): Promise<ConnectError> {
  return await call.then(
    () => expect.fail("the call went well"),
    (error) => ConnectError.from(error),
  );
}

describe.each(Object.entries(transports))("%s", (_name, createTransport) => {
  let client: Client<typeof EchoService>;
  beforeAll(() => {
    client = createClient(EchoService, createTransport(server.url));
  });

  test("answers a unary call, with a request id and the handler's header", async () => {
    let header = new Headers();
    const onHeader = (received: Headers) => {
      header = received;
    };
    const response = await client.echo({ text: "häh? ", times: 2 }, { ...asAdmin, onHeader });
    expect(response.text).toBe("häh? häh? ");
    expect(header.get("x-openstack-request-id")).toMatch(requestIdPattern);
    expect(header.get("x-user")).toBe("admin");
  });

  test("streams", async () => {
    const texts: string[] = [];
    for await (const { text } of client.repeat({ text: "x", times: 3 }, asAdmin)) texts.push(text);
    expect(texts).toStrictEqual(["x", "x", "x"]);
  });

  test("tells why a call was refused, in words and for machines", async () => {
    const error = await errorOf(client.fail({ kind: "refusal" }, asAdmin));
    expect(error.code).toBe(Code.FailedPrecondition);
    expect(error.rawMessage).toContain("inventory in use");
    expect(error.findDetails(ErrorInfoSchema)).toMatchObject([
      {
        reason: "ERROR_REASON_INVENTORY_IN_USE",
        domain: "placement.v1",
        metadata: { resource_provider_uuid: "u1", resource_classes: "VCPU,DISK_GB" },
      },
    ]);
    const requestId = error.metadata.get("x-openstack-request-id");
    expect(requestId).toMatch(requestIdPattern);
    expect(error.findDetails(RequestInfoSchema)).toMatchObject([{ requestId }]);
  });

  test("names the field and the rule of an invalid request", async () => {
    const error = await errorOf(client.fail({ kind: "invalid" }, asAdmin));
    expect(error.code).toBe(Code.InvalidArgument);
    expect(error.rawMessage).toContain('inventories["VCPU"].total: must be ≥ 1');
    expect(error.findDetails(BadRequestSchema)).toMatchObject([
      {
        fieldViolations: [
          { field: 'inventories["VCPU"].total', description: "must be ≥ 1", reason: "INT32_GTE" },
        ],
      },
    ]);
  });

  test("shows as many violations as fit into a client's header limit", async () => {
    const error = await errorOf(client.fail({ kind: "many" }, asAdmin));
    expect(error.code).toBe(Code.InvalidArgument);
    expect(error.rawMessage).toContain("and 99 more");
    expect(error.findDetails(BadRequestSchema)[0]?.fieldViolations.length).toBeGreaterThan(5);
  });

  test.each(["fault", "text"])(
    "tells nothing of a fault of its own (%s) but the request's id",
    async (kind) => {
      const error = await errorOf(client.fail({ kind }, asAdmin));
      expect(error.code).toBe(Code.Internal);
      expect(error.rawMessage).not.toMatch(/secret|string/);
      const requestId = error.metadata.get("x-openstack-request-id");
      expect(server.log.filter((line) => line.requestId === requestId)).toMatchObject([
        { level: 50, code: "INTERNAL", err: expect.anything() },
      ]);
    },
  );

  test("passes on Connect's own errors with their metadata", async () => {
    const error = await errorOf(client.fail({ kind: "connect" }, asAdmin));
    expect(error.code).toBe(Code.Unavailable);
    expect(error.rawMessage).toBe("come back later: 100 % full");
    expect(error.metadata.get("retry-after")).toBe("7");
  });

  test("reports the error of a stream that has begun", async () => {
    const texts: string[] = [];
    const read = async () => {
      for await (const { text } of client.repeat({ text: "fail", times: 1 }, asAdmin)) texts.push(text);
    };
    const error = await errorOf(read());
    expect(error.code).toBe(Code.FailedPrecondition);
    expect(texts).toStrictEqual(["fail"]);
  });

  test("refuses callers without credentials", async () => {
    const calls = server.seen.calls;
    const error = await errorOf(client.echo({ text: "x" }));
    expect(error.code).toBe(Code.Unauthenticated);
    expect(error.metadata.get("x-openstack-request-id")).toMatch(requestIdPattern);
    expect(server.seen.calls).toBe(calls);
  });

  test("refuses callers without the role, and names the operation", async () => {
    const error = await errorOf(client.echo({ text: "x" }, { headers: { "x-auth-token": "demo:project" } }));
    expect(error.code).toBe(Code.PermissionDenied);
    expect(error.findDetails(ErrorInfoSchema)[0]?.metadata).toStrictEqual({
      operation: "echo.v1.EchoService/Echo",
    });
  });

  test("refuses messages beyond the limit", async () => {
    const error = await errorOf(client.echo({ text: "x".repeat(20_000) }, asAdmin));
    expect(error.code).toBe(Code.ResourceExhausted);
    expect(error.metadata.get("x-openstack-request-id")).toMatch(requestIdPattern);
  });

  test("gives up at the client's deadline and aborts the handler", async () => {
    const aborted = server.seen.aborted.length;
    const error = await errorOf(client.wait({ durationMs: 5000 }, { ...asAdmin, timeoutMs: 60 }));
    expect(error.code).toBe(Code.DeadlineExceeded);
    await expect.poll(() => server.seen.aborted.length).toBe(aborted + 1);
  });

  test("gives up at the server's own deadline, even on a handler that is deaf to it", async () => {
    const patient = createClient(EchoService, createTransport(hasty.url));
    const error = await errorOf(patient.wait({ durationMs: 1000, deaf: true }, asAdmin));
    expect(error.code).toBe(Code.DeadlineExceeded);
    expect(error.findDetails(ErrorInfoSchema)).toMatchObject([{ reason: "ERROR_REASON_DEADLINE_EXCEEDED" }]);
  });

  test("aborts the handler when the client cancels", async () => {
    const { calls } = server.seen;
    const aborted = server.seen.aborted.length;
    const controller = new AbortController();
    const call = errorOf(client.wait({ durationMs: 20_000 }, { ...asAdmin, signal: controller.signal }));
    await expect.poll(() => server.seen.calls, { timeout: 10_000 }).toBe(calls + 1);
    controller.abort();
    expect((await call).code).toBe(Code.Canceled);
    await expect.poll(() => server.seen.aborted.length, { timeout: 10_000 }).toBe(aborted + 1);
  });

  test("says which methods have no implementation", async () => {
    expect((await errorOf(client.missing({}, asAdmin))).code).toBe(Code.Unimplemented);
  });
});

describe("Connect in JSON", () => {
  const post = (body: string, headers: Record<string, string> = { "content-type": "application/json" }) =>
    fetch(`${server.url}/echo.v1.EchoService/Echo`, {
      method: "POST",
      headers: { "x-auth-token": "admin", ...headers },
      body,
    });

  test("answers with every field, by its name in the proto", async () => {
    expect(await (await post("{}")).json()).toStrictEqual({ text: "" });
  });

  test.each([
    ["an unknown field", '{"txet":"x"}', 400],
    ["a mistyped field", '{"text":5}', 400],
    ["bad JSON", "{", 400],
    ["a list", "[]", 400],
  ])("refuses %s", async (_what, body, status) => {
    const response = await post(body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code: "invalid_argument" });
    const requestId = response.headers.get("x-openstack-request-id");
    expect(requestId).toMatch(requestIdPattern);
    await expect.poll(() => server.log.filter((line) => line.requestId === requestId)).toHaveLength(1);
  });

  test("refuses a content type that is none of RPC's", async () => {
    expect((await post("<x/>", { "content-type": "application/xml" })).status).toBe(415);
  });
});

describe("the log", () => {
  test("takes no cancelled call for a fault", async () => {
    const lines = server.log.filter(
      (line) => line.method === "echo.v1.EchoService/Wait" && line.code === "CANCELLED",
    );
    expect(new Set(lines.map((line) => line.protocol))).toStrictEqual(
      new Set(["grpc", "grpc-web", "connect"]),
    );
    expect(lines.filter((line) => line.level !== 30)).toStrictEqual([]);
  });

  test("has one line for each stream, at its end", async () => {
    const client = createClient(EchoService, createGrpcTransport({ baseUrl: server.url }));
    const before = server.log.length;
    for await (const _ of client.repeat({ text: "x", times: 3 }, asAdmin));
    await expect
      .poll(() => server.log.slice(before))
      .toMatchObject([{ method: "echo.v1.EchoService/Repeat", protocol: "grpc", code: "OK" }]);
  });

  test.each([
    ["GET", "Echo", "POST"],
    ["OPTIONS", "Repeat", "POST"],
  ])("of %s is refused with the methods that %s has: %s", async (method, name, allow) => {
    const response = await fetch(`${server.url}/echo.v1.EchoService/${name}`, { method });
    expect([response.status, response.headers.get("allow")]).toStrictEqual([405, allow]);
  });

  test("has one line for each call: id, method, protocol, code, duration", async () => {
    const client = createClient(
      EchoService,
      createGrpcWebTransport({ baseUrl: server.url, httpVersion: "1.1" }),
    );
    const before = server.log.length;
    await client.echo({ text: "x" }, asAdmin);
    expect(server.log.slice(before)).toMatchObject([
      {
        level: 30,
        requestId: expect.stringMatching(requestIdPattern),
        method: "echo.v1.EchoService/Echo",
        protocol: "grpc-web",
        code: "OK",
        durationMs: expect.any(Number),
      },
    ]);
  });
});
