import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { connect as connectHttp2, constants } from "node:http2";
import { get as getHttps } from "node:https";
import { connect as connectTcp } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { create, toBinary } from "@bufbuild/protobuf";
import { createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encodeFrame } from "../../../src/server/grpc/frame.ts";
import { type EchoServer, startEchoServer } from "../echo-server.ts";
import { EchoService, WaitRequestSchema } from "../gen/echo/v1/echo_pb.ts";
import { answerOf, echoFrame, openCall, rawCall, withSession } from "../grpc/raw-grpc.ts";
import { get, rawSocket } from "./raw-socket.ts";

const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
let server: EchoServer;
beforeAll(async () => {
  server = await startEchoServer({
    headerTimeoutMs: 150,
    keepAliveTimeoutMs: 200,
    requestTimeoutMs: 600,
    headerBytesMax: 4096,
    headerCountMax: 20,
    streamsMax: 3,
  });
});
afterAll(() => server.close());

describe("an HTTP/1 connection", () => {
  test("is kept alive, and takes pipelined requests", async () => {
    const { socket, received } = await rawSocket(server.port, get("/healthz") + get("/healthz"));
    await expect.poll(() => received().match(/200 OK/g)?.length).toBe(2);
    socket.write(get("/readyz"));
    await expect.poll(() => received().match(/200 OK/g)?.length).toBe(3);
    socket.destroy();
  });

  const waitFor = (durationMs: number) => {
    const body = `{"duration_ms":${durationMs}}`;
    const head = "POST /echo.v1.EchoService/Wait HTTP/1.1\r\nhost: x\r\nx-auth-token: admin\r\n";
    return `${head}content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  };
  const statuses = (text: string) => text.match(/(?<=HTTP\/1\.1 )\d+/g);

  test.each([
    ["nonsense", "nonsense\r\n\r\n", "400"],
    ["a request without a host", "GET /healthz HTTP/1.1\r\n\r\n", "400"],
    ["a large head", get("/healthz", `x-large: ${"x".repeat(5000)}`), "431"],
    [
      "a broken body",
      `${waitFor(1).replace(/content-length.*/s, "transfer-encoding: chunked")}\r\n\r\nzz`,
      "400",
    ],
  ])("is answered in order where %s comes among requests", async (_what, text, status) => {
    const { closed } = await rawSocket(server.port, waitFor(60) + waitFor(20) + text + waitFor(1) + text);
    expect(statuses(await closed)).toStrictEqual(["200", "200", status]);
  });

  test("is not answered twice for a body that is broken after its answer", async () => {
    const head = "POST /echo.v1.EchoService/Wait HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n";
    const { socket, received, closed } = await rawSocket(server.port, head);
    await expect.poll(received).toContain("HTTP/1.1 415");
    socket.write("zz\r\n");
    expect(statuses(await closed)).toStrictEqual(["415"]);
  });

  test("may expect what nobody knows", async () => {
    const { closed } = await rawSocket(server.port, get("/healthz", "expect: miracles", "connection: close"));
    expect(await closed).toMatch(/^HTTP\/1\.1 200 [\s\S]*x-openstack-request-id: req-/);
  });

  const expecting = (path: string, length: number) =>
    `POST ${path} HTTP/1.1\r\nhost: x\r\nx-auth-token: admin\r\nexpect: 100-continue\r\n` +
    `content-type: application/json\r\ncontent-length: ${length}\r\n\r\n`;

  test("gets leave to send a body when it is read, and keeps its connection", async () => {
    const body = '{"text":"abc"}';
    const path = "/echo.v1.EchoService/Echo";
    const { socket, received } = await rawSocket(server.port, expecting(path, body.length));
    await expect.poll(received).toBe("HTTP/1.1 100 Continue\r\n\r\n");
    socket.write(body);
    await expect.poll(received).toContain(body);
    socket.write(get("/healthz", "connection: close"));
    await expect.poll(() => statuses(received())).toStrictEqual(["100", "200", "200"]);
  });

  test.each([
    ["/nothing", 5, "404"],
    ["/echo.v1.EchoService/Echo", 99_999_999, "429"],
  ])(
    "gets no leave to send a body to %s of %i bytes, which nobody reads: %s",
    async (path, length, status) => {
      const { closed } = await rawSocket(server.port, expecting(path, length));
      const text = await closed;
      expect(statuses(text)).toStrictEqual([status]);
      expect(text).toMatch(/connection: close/i);
    },
  );

  test("may begin byte by byte", async () => {
    const { socket, received } = await rawSocket(server.port);
    for (const few of get("/healthz", "connection: close").match(/[\s\S]{1,5}/g) ?? []) {
      socket.write(few);
      await delay(1);
    }
    await expect.poll(received).toContain("200 OK");
  });

  test("may begin as HTTP/2's preface does", async () => {
    const { closed } = await rawSocket(server.port, "PRI / HTTP/1.1\r\nhost: x\r\n\r\n");
    expect(await closed).toMatch(/^HTTP\/1.1 400 /);
  });

  test("is closed when the client closes its side, and its call aborted", async () => {
    const patient = await startEchoServer();
    const { socket, closed } = await rawSocket(patient.port);
    const head = "POST /echo.v1.EchoService/Wait HTTP/1.1\r\nhost: x\r\nx-auth-token: admin\r\n";
    socket.write(`${head}content-type: application/json\r\ncontent-length: 20\r\n\r\n{"duration_ms":9999}`);
    await expect.poll(() => patient.seen.calls).toBe(1);
    socket.end();
    await closed;
    await expect.poll(() => patient.seen.aborted.length, { timeout: 3000 }).toBe(1);
    await patient.close();
  });

  test("has every response carry a request id", async () => {
    const hostless = "GET /healthz HTTP/1.1\r\n\r\n";
    for (const request of [get("/healthz"), get("/nothing"), get("/x/%zz"), "nonsense\r\n\r\n", hostless]) {
      const { closed } = await rawSocket(
        server.port,
        request.replace("\r\n\r\n", "\r\nconnection: close\r\n\r\n"),
      );
      expect(await closed).toMatch(/x-openstack-request-id: req-/i);
    }
  });

  test("takes whole URLs, as proxies are sent them", async () => {
    const { closed } = await rawSocket(server.port, get("http://other:80/healthz", "connection: close"));
    expect(await closed).toContain("200 OK");
  });

  test.each([
    ["a path that does not decode", get("/x/%zz", "connection: close"), 404],
    ["a target that is no path", get("*", "connection: close"), 404],
    ["no host", "GET /healthz HTTP/1.1\r\n\r\n", 400],
    ["two hosts", get("/healthz", "Host: other"), 400],
    [
      "a transfer coding that nobody knows",
      "POST /healthz HTTP/1.1\r\nhost: x\r\ntransfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
      501,
    ],
    ["what is no HTTP", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400],
    ["a length that is none", `POST / HTTP/1.1\r\nhost: x\r\ncontent-length: x\r\n\r\n`, 400],
    [
      "two lengths",
      `POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n`,
      400,
    ],
    ["a large head", get("/healthz", `x-large: ${"x".repeat(5000)}`), 431],
    ["many headers", get("/healthz", ...Array.from({ length: 30 }, (_, i) => `x-${i}: y`)), 431],
    [
      "an RPC without an authority",
      "POST /echo.v1.EchoService/Echo HTTP/1.0\r\ncontent-length: 0\r\n\r\n",
      400,
    ],
    [
      "an RPC with a malformed authority",
      "POST /echo.v1.EchoService/Echo HTTP/1.1\r\nhost: [\r\nconnection: close\r\ncontent-length: 0\r\n\r\n",
      400,
    ],
  ])("is told so if it sends %s", async (_what, text, status) => {
    const { closed } = await rawSocket(server.port, text);
    expect(await closed).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  });

  test("is closed if nothing comes", async () => {
    expect(await (await rawSocket(server.port)).closed).toBe("");
  });

  test("is closed if the client stops sending before it has told the protocol", async () => {
    const { socket, closed } = await rawSocket(server.port, "PRI * HT");
    socket.end();
    expect(await closed).toBe("");
  });

  test("is told so and closed if a head takes too long", async () => {
    const { socket, closed } = await rawSocket(server.port, "GET /healthz HTTP/1.1\r\nhost: x\r\n");
    const drip = setInterval(() => socket.write("x-drip: y\r\n"), 40);
    expect(await closed).toMatch(/^HTTP\/1.1 408 /);
    clearInterval(drip);
  });

  test("is closed if a second head takes too long", async () => {
    const { socket, closed } = await rawSocket(server.port, get("/healthz"));
    await delay(50);
    socket.write("GET /healthz HT");
    expect(await closed).toMatch(/200 OK[\s\S]*HTTP\/1.1 408 /);
  });

  test("is told so and closed if a body takes too long", async () => {
    const head = "POST /echo.v1.EchoService/Echo HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n";
    const { closed } = await rawSocket(
      server.port,
      `${head}x-auth-token: admin\r\ncontent-length: 100\r\n\r\n{`,
    );
    expect(await closed).toMatch(/^HTTP\/1.1 (408|499|400) /);
  });

  test("is closed if the client does not read its answer", async () => {
    const hasty = await startEchoServer({ requestTimeoutMs: 500, keepAliveTimeoutMs: 500 });
    const { socket } = await rawSocket(hasty.port);
    socket.pause();
    const body = JSON.stringify({ text: "x".repeat(40), times: 1_000_000 });
    const head = "POST /echo.v1.EchoService/Echo HTTP/1.1\r\nhost: x\r\nx-auth-token: admin\r\n";
    socket.write(`${head}content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
    await delay(4000);
    let size = 0;
    socket.on("data", (chunk) => {
      size += chunk.length;
    });
    socket.resume();
    await new Promise((resolve) => socket.on("close", resolve));
    await hasty.close();
    expect(size).toBeLessThan(40_000_000);
  });

  test("is closed when idle", async () => {
    const { closed } = await rawSocket(server.port, get("/healthz"));
    expect(await closed).toContain("200 OK");
  });
});

describe("an HTTP/2 connection", () => {
  test("serves probes and 404s as HTTP/1 does", async () => {
    await withSession(server.url, async (session) => {
      for (const [path, status] of [
        ["/healthz", 200],
        ["/x/%zz", 404],
      ] as const) {
        const stream = session.request({ ":path": path });
        const headers = await new Promise<Record<string, unknown>>((resolve) =>
          stream.on("response", resolve),
        );
        expect(headers[":status"]).toBe(status);
        expect(headers["x-openstack-request-id"]).toMatch(/^req-/);
        stream.resume();
      }
    });
  });

  test("is closed if nothing follows its preface", async () => {
    const { closed } = await rawSocket(server.port, preface);
    await closed;
  });

  test("is closed if half a preface comes", async () => {
    expect(await (await rawSocket(server.port, preface.slice(0, 20))).closed).toBe("");
  });

  test("is closed if what follows its preface is no frame", async () => {
    const { closed } = await rawSocket(server.port, `${preface}GET / HTTP/1.1\r\n\r\n${"x".repeat(100)}`);
    await closed;
    expect((await rawCall(server.url, echoFrame("x"))).status).toBe("0");
  });

  test.each([
    ["gRPC", "application/grpc"],
    ["gRPC-Web", "application/grpc-web"],
  ])("is closed when the client closes its side, and its calls aborted: %s", async (_name, type) => {
    const patient = await startEchoServer();
    const socket = connectTcp(patient.port, "127.0.0.1");
    const session = connectHttp2(patient.url, { createConnection: () => socket });
    session.on("error", () => {});
    const body = toBinary(WaitRequestSchema, create(WaitRequestSchema, { durationMs: 20_000 }));
    openCall(session, { ":path": "/echo.v1.EchoService/Wait", "content-type": type }).end(encodeFrame(body));
    await expect.poll(() => patient.seen.calls).toBe(1);
    socket.end();
    await expect.poll(() => patient.seen.aborted.length, { timeout: 3000 }).toBe(1);
    session.destroy();
    await patient.close();
  });

  test("is said goodbye to when idle", async () => {
    await withSession(server.url, async (session) => {
      const goAway = await new Promise((resolve) => session.on("goaway", resolve));
      expect(goAway).toBe(0);
    });
  });

  test("ends a Connect call whose body takes too long", async () => {
    await withSession(server.url, async (session) => {
      const stream = openCall(session, { "content-type": "application/json" });
      stream.write("{");
      expect((await answerOf(stream)).resetCode).toBe(constants.NGHTTP2_CANCEL);
    });
  });

  const large: [string, Record<string, string>][] = [
    ["a large head", { "x-large": "x".repeat(5000) }],
    ["many headers", Object.fromEntries(Array.from({ length: 25 }, (_, i) => [`x-${i}`, "y"]))],
  ];

  test.each(large)("refuses %s by RESOURCE_EXHAUSTED and 431", async (_what, headers) => {
    await withSession(server.url, async (session) => {
      const before = server.seen.calls;
      expect(await answerOf(openCall(session, headers).end(echoFrame("x")))).toMatchObject({ status: "8" });
      const plain = session.request({ ":path": "/healthz", ...headers });
      const answered = await new Promise<Record<string, unknown>>((resolve, reject) =>
        plain.on("response", resolve).on("error", reject),
      );
      expect(answered).toMatchObject({
        ":status": 431,
        "x-openstack-request-id": expect.stringMatching(/^req-/),
      });
      expect(server.seen.calls).toBe(before);
    });
  });

  test.each([
    ["far too large a head", { "x-large": "x".repeat(9000) }],
    ["far too many headers", Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`x-${i}`, "y"]))],
  ])("resets for %s", async (_what, headers) => {
    await withSession(server.url, async (session) => {
      // The limit holds once the client has acknowledged the server's settings.
      const first = openCall(session).end(echoFrame("x"));
      expect((await answerOf(first)).status).toBe("0");
      const answer = await answerOf(openCall(session, headers).end(echoFrame("x")));
      expect([answer.status, answer.resetCode]).toStrictEqual([
        undefined,
        constants.NGHTTP2_ENHANCE_YOUR_CALM,
      ]);
    });
  });

  test("tells how many streams it takes", async () => {
    await withSession(server.url, async (session) => {
      await new Promise((resolve) => session.once("remoteSettings", resolve));
      expect(session.remoteSettings.maxConcurrentStreams).toBe(3);
      const before = server.seen.calls;
      const streams = Array.from({ length: 10 }, () => openCall(session));
      for (const stream of streams) stream.end(echoFrame("x"));
      await expect.poll(() => server.seen.calls).toBe(before + 10);
    });
  });
});

describe("a server with room for two connections", () => {
  test("closes the third at once, and takes it when there is room again", async () => {
    const small = await startEchoServer({ connectionsMax: 2 });
    const [first] = [
      await rawSocket(small.port, get("/healthz")),
      await rawSocket(small.port, get("/healthz")),
    ];
    await expect.poll(first.received).toContain("200 OK");
    expect(await (await rawSocket(small.port, get("/healthz"))).closed).toBe("");
    first.socket.destroy();
    await expect
      .poll(async () => (await rawSocket(small.port, get("/healthz", "connection: close"))).closed)
      .toContain("200 OK");
    await small.close();
  });
});

describe("a server with a certificate", () => {
  const folder = mkdtempSync(join(tmpdir(), "placementd-tls-"));
  const tlsCertFile = join(folder, "cert.pem");
  const tlsKeyFile = join(folder, "key.pem");
  let secure: EchoServer;
  beforeAll(async () => {
    const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"];
    const key = [
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:prime256v1",
      "-nodes",
      "-keyout",
      tlsKeyFile,
    ];
    execFileSync("openssl", ["req", "-x509", "-days", "1", ...key, ...subject, "-out", tlsCertFile], {
      stdio: "ignore",
    });
    secure = await startEchoServer({ tlsCertFile, tlsKeyFile, headerTimeoutMs: 200 });
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await secure.close();
  });

  test("speaks HTTP/2 to those who ask for it", async () => {
    const transport = createGrpcTransport({
      baseUrl: secure.url,
      nodeOptions: { rejectUnauthorized: false },
    });
    const client = createClient(EchoService, transport);
    expect((await client.echo({ text: "x" }, { headers: { "x-auth-token": "admin" } })).text).toBe("x");
  });

  test("speaks HTTP/1.1 to the others", async () => {
    const version = await new Promise((resolve, reject) =>
      getHttps(`${secure.url}/healthz`, { rejectUnauthorized: false }, (response) => {
        response.resume();
        resolve(`${response.httpVersion} ${response.statusCode}`);
      }).on("error", reject),
    );
    expect(version).toBe("1.1 200");
  });

  test("hangs up on those who speak in the clear, or not at all", async () => {
    await (await rawSocket(secure.port, get("/healthz"))).closed;
    await (await rawSocket(secure.port)).closed;
    const session = connectHttp2(secure.url.replace("https", "http"));
    session.on("error", () => {});
    await new Promise((resolve) => session.on("close", resolve));
  });
});
