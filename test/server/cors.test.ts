import { connect } from "node:http2";
import { createClient } from "@connectrpc/connect";
import { createGrpcWebTransport } from "@connectrpc/connect-web";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseConfig } from "../../src/config.ts";
import { type EchoServer, startEchoServer } from "./echo-server.ts";
import { EchoService } from "./gen/echo/v1/echo_pb.ts";

const page = "https://horizon.example.com";
const echoPath = "/echo.v1.EchoService/Echo";

async function start(env: Record<string, string>): Promise<EchoServer> {
  return startEchoServer(parseConfig({ PLACEMENTD_LISTEN: "127.0.0.1:0", ...env }));
}

let server: EchoServer;
let restricted: EchoServer;
let closed: EchoServer;
beforeAll(async () => {
  server = await start({ PLACEMENTD_CORS_ALLOWED_ORIGIN: `http://other.example,${page}` });
  restricted = await start({
    PLACEMENTD_CORS_ALLOWED_ORIGIN: "*",
    PLACEMENTD_CORS_ALLOW_CREDENTIALS: "false",
    PLACEMENTD_CORS_ALLOW_METHODS: "GET",
    PLACEMENTD_CORS_MAX_AGE_SECONDS: "0",
  });
  closed = await start({});
});
afterAll(() => Promise.all([server.close(), restricted.close(), closed.close()]));

/** What a browser is told of, as it is told: CORS' headers without their prefix, in order of their names. */
function leave(headers: Headers): Record<string, string> {
  const told = [...headers].filter(([name]) => name.startsWith("access-control-"));
  return Object.fromEntries(told.map(([name, value]) => [name.slice("access-control-".length), value]));
}

async function preflight(to: EchoServer, path: string, headers: Record<string, string>) {
  const response = await fetch(to.url + path, { method: "OPTIONS", headers });
  expect(response.status).toBe(200);
  expect(await response.text()).toBe("");
  expect(response.headers.get("x-openstack-request-id")).toMatch(/^req-/);
  return response;
}

function asking(method: string, headers?: string, origin = page): Record<string, string> {
  return {
    origin,
    "access-control-request-method": method,
    ...(headers === undefined ? {} : { "access-control-request-headers": headers }),
  };
}

describe("a preflight", () => {
  test("is told the method and the headers that it asked for", async () => {
    const response = await preflight(server, "/traits", asking("PUT", "x-auth-token, Content-Type"));
    expect(leave(response.headers)).toStrictEqual({
      "allow-origin": page,
      "allow-credentials": "true",
      "allow-headers": "x-auth-token,Content-Type",
      "allow-methods": "PUT",
      "max-age": "3600",
    });
    expect(response.headers.get("vary")).toBe("Origin");
  });

  test.each<[string, Record<string, string>]>([
    ["of another origin", asking("GET", undefined, "https://evil.example.com")],
    ["of an origin in another case", asking("GET", undefined, page.toUpperCase())],
    ["for a method that pages may not use", asking("TRACE")],
    ["for a method in another case", asking("get")],
    ["for a header that pages may not send", asking("GET", "x-auth-token,x-other")],
    ["without a method", { origin: page }],
    ["without an origin", {}],
  ])("%s is told nothing", async (_, headers) => {
    expect(leave((await preflight(server, "/", headers)).headers)).toStrictEqual({});
  });

  test("for an RPC may ask for the headers of its protocol", async () => {
    const headers = "x-grpc-web,connect-protocol-version,x-auth-token";
    expect(leave((await preflight(server, echoPath, asking("POST", headers))).headers)).toMatchObject({
      "allow-headers": headers,
    });
    expect(leave((await preflight(server, "/", asking("POST", headers))).headers)).toStrictEqual({});
  });

  test("is told what little there is to tell where that is so", async () => {
    const { headers } = await preflight(restricted, "/", asking("GET"));
    expect(leave(headers)).toStrictEqual({ "allow-origin": "*", "allow-methods": "GET" });
  });

  test("is in the log", async () => {
    const { headers } = await preflight(server, "/traits?x=1", asking("GET"));
    const requestId = headers.get("x-openstack-request-id");
    expect(server.log.filter((line) => line.requestId === requestId)).toMatchObject([
      { method: "OPTIONS /traits", status: 200 },
    ]);
  });

  test("is answered over HTTP/2 too", async () => {
    const session = connect(server.url);
    const stream = session.request({ ":method": "OPTIONS", ":path": "/", ...asking("GET") });
    const headers = await new Promise<Record<string, unknown>>((resolve, reject) => {
      stream.on("response", resolve).on("error", reject).resume();
    });
    session.close();
    expect(headers).toMatchObject({ ":status": 200, "access-control-allow-origin": page });
  });
});

describe("a request", () => {
  test("of a page with leave is answered with it, failures too", async () => {
    const response = await fetch(`${server.url}/nowhere`, { headers: { origin: page } });
    expect(response.status).toBe(404);
    expect(response.headers.get("vary")).toBe("Origin");
    expect(leave(response.headers)).toStrictEqual({
      "allow-origin": page,
      "allow-credentials": "true",
      "expose-headers":
        "X-Auth-Token,X-Openstack-Request-Id,X-Subject-Token,X-Service-Token,OpenStack-API-Version",
    });
  });

  test.each([
    ["of a page without leave", { origin: "https://evil.example.com" }],
    ["of no page", {}],
  ])("%s is answered as ever", async (_, headers) => {
    const response = await fetch(`${server.url}/healthz`, { headers });
    expect(response.status).toBe(200);
    expect(leave(response.headers)).toStrictEqual({});
    expect(response.headers.get("vary")).toBeNull();
  });

  test("in gRPC-Web lets the page see its status", async () => {
    let header = new Headers();
    const transport = createGrpcWebTransport({ baseUrl: server.url });
    const { text } = await createClient(EchoService, transport).echo(
      { text: "hi" },
      {
        headers: { "x-auth-token": "admin", origin: page },
        onHeader: (received) => {
          header = received;
        },
      },
    );
    expect(text).toBe("hi");
    expect(leave(header)).toMatchObject({
      "allow-origin": page,
      "expose-headers": expect.stringMatching(/grpc-status,/i),
    });
  });
});

test("without an origin in the settings there is no CORS", async () => {
  const response = await fetch(closed.url, { method: "OPTIONS", headers: asking("GET") });
  expect(response.status).toBe(404);
  expect(leave(response.headers)).toStrictEqual({});
});
