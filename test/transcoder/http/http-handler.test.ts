import { once } from "node:events";
import { connect as connectHttp2 } from "node:http2";
import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { create, fromJson, fromJsonString, type JsonObject, toJson } from "@bufbuild/protobuf";
import { Code, ConnectError, createContextKey, createContextValues } from "@connectrpc/connect";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bindingViolations, httpStatusOf } from "../../../src/transcoder/index.ts";
import { EveryKindSchema } from "../gen/library/v1/every_kind_pb.ts";
import { initShapes } from "../kit/arbitrary-message.ts";
import { ask } from "../kit/ask.ts";
import { aborted, libraryHandler } from "../kit/library-handler.ts";
import { type Served, serve, serveHttp2 } from "../kit/serve.ts";

let served: Served;
beforeAll(async () => {
  served = await serve(libraryHandler({ limits: { bodyBytes: 1000, queryPairs: 3 } }));
});
afterAll(() => served[Symbol.asyncDispose]());

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: JsonObject;
}

async function send(request: string, init: RequestInit = {}, url = served.url): Promise<Answer> {
  const [method = "", target = ""] = request.split(" ");
  const response = await fetch(`${url}${target}`, { method, ...init });
  return { status: response.status, headers: response.headers, body: (await response.json()) as JsonObject };
}

const json = { "content-type": "application/json" };

describe("a request that succeeds", () => {
  test("is answered with proto-JSON, of the length it says", async () => {
    const { status, headers, body } = await send("GET /v1/shelves/7", { headers: { "user-agent": "me" } });
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe("application/json");
    expect(body).toMatchObject({ name: "shelf 7", book_count: 0, labels: { agent: "me" } });
    expect(headers.get("content-length")).toBe(String(Buffer.byteLength(JSON.stringify(body))));
  });

  test("has the headers and trailers that the handler set", async () => {
    const { headers } = await send("GET /v1/shelves/7");
    expect([headers.get("etag"), headers.get("cost")]).toEqual(['"1"', "7"]);
  });

  test("may have a query", async () => {
    expect((await send("GET /v1/shelves?page_size=2")).body).toMatchObject({
      shelves: [{ name: "x" }, { name: "x" }],
    });
  });

  test.each([
    ["with its type", json],
    ["with a charset", { "content-type": "Application/JSON; charset=UTF-8" }],
    ["with a charset by its other name", { "content-type": 'application/json;charset="utf8"' }],
    ["with a parameter that nobody knows", { "content-type": "application/json; version=1;" }],
    ["said not to be compressed", { ...json, "content-encoding": "identity" }],
  ])("may have a body %s", async (_how, headers) => {
    const { body } = await send("POST /v1/shelves", { headers, body: '{"name":"é"}' });
    expect(body).toMatchObject({ name: "é" });
  });

  test("may have a body without a type", async () => {
    const { body } = await send("POST /v1/shelves", { body: Buffer.from('{"name":"x"}') });
    expect(body).toMatchObject({ name: "x" });
    const empty = await ask(served.url, "POST /v1/shelves", { headers: { "content-type": "" }, body: "{}" });
    expect(empty.status).toBe(200);
  });

  test("may leave out the body", async () => {
    expect((await send("POST /v1/echo", { headers: json })).body).toMatchObject({ int32: 0 });
  });

  test("is not told what its rule has no place for", async () => {
    const { status } = await send("DELETE /v1/shelves/7", { body: "not json" });
    expect(status).toBe(405);
    const socket = connect(served.port, "127.0.0.1").setEncoding("latin1");
    socket.write(
      "GET /v1/shelves/7 HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\n\r\n%%%GET /v1/oldest HTTP/1.1\r\nhost: x\r\n\r\n",
    );
    let answers = "";
    while (answers.split("HTTP/1.1 200").length < 3) answers += String((await once(socket, "data"))[0]);
    socket.destroy();
  });

  test("takes the status that a hook says", async () => {
    await using other = await serve(
      libraryHandler({ hooks: { status: (route) => (route.hasBody ? 201 : 200) } }),
    );
    expect((await send("POST /v1/shelves", { headers: json, body: "{}" }, other.url)).status).toBe(201);
    expect((await send("GET /v1/shelves/7", {}, other.url)).status).toBe(200);
  });
});

describe("a request that fails", () => {
  const rows: readonly (readonly [string, RequestInit, number, Code, RegExp])[] = [
    ["GET /nowhere", {}, 404, Code.NotFound, /nothing at this path/],
    ["PUT /v1/shelves", {}, 405, Code.Unimplemented, /only GET, HEAD, OPTIONS, POST/],
    ["GET /v1/shelves/%zz", {}, 400, Code.InvalidArgument, /path is malformed/],
    ["GET /v1/shelves?page_token=%zz", {}, 400, Code.InvalidArgument, /query is malformed/],
    ["GET /v1/shelves?a&b&c&d", {}, 400, Code.InvalidArgument, /more than 3 parameters/],
    ["GET /v1/shelves/x", {}, 400, Code.InvalidArgument, /^shelf is not an integer: "x"$/],
    ["GET /v1/shelves?x=1", {}, 400, Code.InvalidArgument, /^the request has no parameter "x"$/],
    ["POST /v1/shelves", { headers: json, body: "{" }, 400, Code.InvalidArgument, /body is not JSON/],
    ["POST /v1/shelves", { headers: json, body: "\ufeff{}" }, 400, Code.InvalidArgument, /body is not JSON/],
    [
      "POST /v1/shelves",
      { headers: json, body: new Uint8Array([0x22, 0xff, 0x22]) },
      400,
      Code.InvalidArgument,
      /UTF-8/,
    ],
    [
      "POST /v1/shelves",
      { headers: json, body: '{"nam":1}' },
      400,
      Code.InvalidArgument,
      /^shelf has no field "nam"$/,
    ],
    [
      "POST /v1/shelves",
      { headers: json, body: `"${"x".repeat(1000)}"` },
      413,
      Code.ResourceExhausted,
      /1000 bytes/,
    ],
    [
      "POST /v1/shelves",
      { headers: { "content-type": "text/plain" }, body: "{}" },
      415,
      Code.InvalidArgument,
      /application\/json/,
    ],
    [
      "POST /v1/shelves",
      { headers: { ...json, "content-encoding": "zstd" }, body: "{}" },
      415,
      Code.InvalidArgument,
      /compressed/,
    ],
    [
      "POST /v1/shelves",
      { headers: { "content-type": "application/json; charset=latin1" }, body: "{}" },
      415,
      Code.InvalidArgument,
      /UTF-8/,
    ],
    [
      "POST /v1/shelves",
      { headers: { "content-type": "application/merge-patch+json" }, body: "{}" },
      415,
      Code.InvalidArgument,
      /must be application\/json/,
    ],
    ["GET /v1/shelves/404", {}, 404, Code.NotFound, /^no such shelf$/],
    ["GET /v1/shelves/500", {}, 500, Code.Internal, /^internal error$/],
    ["GET /v1/shelves/501", {}, 500, Code.Internal, /^internal error$/],
  ];

  test.each(rows)("%s %j is answered with %i", async (request, init, status, code, message) => {
    const answer = await send(request, init);
    expect(answer.status).toBe(status);
    expect(answer.headers.get("content-type")).toBe("application/json");
    expect(answer.body).toEqual({
      code,
      message: expect.stringMatching(message),
      details: expect.any(Array),
    });
  });

  test("with 405 is told the methods in a header", async () => {
    expect((await send("PUT /v1/shelves/7")).headers.get("allow")).toBe("GET, HEAD, LOCK, OPTIONS");
  });

  test("by violations is told all of them", async () => {
    const { body } = await send("POST /v1/shelves?dry_run=x", { headers: json, body: '{"name":5}' });
    expect(body.details).toEqual([
      {
        "@type": "type.googleapis.com/google.rpc.BadRequest",
        field_violations: [
          { field: "shelf.name", description: "shelf.name is not a string: 5", reason: "type" },
          { field: "dry_run", description: 'dry_run is not a boolean: "x"', reason: "type" },
        ],
      },
    ]);
  });

  test("by an error of the handler is told its details and metadata", async () => {
    const { headers, body } = await send("GET /v1/shelves/404");
    expect(headers.get("x-hint")).toBe("look elsewhere");
    expect(body.details).toEqual([
      {
        "@type": "type.googleapis.com/google.rpc.BadRequest",
        field_violations: [{ field: "shelf", description: "is not there" }],
      },
    ]);
  });

  test("is answered by a hook, if there is one", async () => {
    await using other = await serve(
      libraryHandler({
        hooks: {
          writeError: (failure, req, res) => {
            res.statusCode = 418;
            res.end(JSON.stringify({ kind: failure.kind, url: req.url }));
          },
        },
      }),
    );
    expect(await send("GET /nowhere", {}, other.url)).toMatchObject({
      status: 418,
      body: { kind: "not-found", url: "/nowhere" },
    });
  });

  test("loses its connection, and no more, if the hook throws", async () => {
    await using other = await serve(
      libraryHandler({
        hooks: {
          writeError: () => {
            throw new Error("oops");
          },
        },
      }),
    );
    await expect(send("GET /nowhere", {}, other.url)).rejects.toThrow("fetch failed");
    expect((await send("GET /v1/shelves/7", {}, other.url)).status).toBe(200);
  });
});

describe("what a call knows", () => {
  test("is its violations, where the service is to refuse them", async () => {
    const seen: unknown[] = [];
    const handler = libraryHandler({ hooks: { callsWithViolations: true } }, [
      () => (request) => {
        seen.push(request.contextValues.get(bindingViolations));
        throw new ConnectError("refused", Code.InvalidArgument);
      },
    ]);
    await using other = await serve(handler);
    expect((await send("GET /v1/shelves/x", {}, other.url)).body).toMatchObject({ message: "refused" });
    expect(seen).toEqual([[expect.objectContaining({ field: "shelf", rule: "type" })]]);
  });

  test("is its method, path, protocol and context", async () => {
    const key = createContextKey("");
    const seen: unknown[] = [];
    const handler = libraryHandler({ hooks: { contextValues: () => createContextValues().set(key, "x") } }, [
      (next) => (request) => {
        seen.push([request.requestMethod, request.url, request.contextValues.get(key)]);
        return next(request);
      },
    ]);
    await using other = await serve(handler);
    await send("GET /v1/shelves/7?", {}, other.url);
    expect(seen).toEqual([["GET", "/v1/shelves/7?", "x"]]);
  });

  test("is that its client went away", async () => {
    const socket = connect(served.port, "127.0.0.1");
    socket.write("POST /v1/shelves/7:merge HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}");
    await delay(50);
    socket.destroy();
    await expect.poll(() => aborted.at(-1)).toMatchObject({ code: Code.Canceled });
  });
});

describe("over HTTP/2", () => {
  test("requests succeed, fail and are aborted alike", async () => {
    await using other = await serveHttp2(libraryHandler());
    const session = connectHttp2(other.url);
    const answers = await Promise.all(
      ["/v1/shelves/7", "/v1/shelves/404", "/v1/%zz"].map(async (path) => {
        const stream = session.request({ ":path": path }).setEncoding("utf8");
        const [headers] = (await once(stream, "response")) as [{ ":status": number }];
        let text = "";
        for await (const chunk of stream) text += String(chunk);
        return [headers[":status"], JSON.parse(text) as { name?: string; message?: string }];
      }),
    );
    expect(answers).toEqual([
      [200, expect.objectContaining({ name: "shelf 7" })],
      [404, expect.objectContaining({ message: "no such shelf" })],
      [400, expect.objectContaining({ code: Code.InvalidArgument })],
    ]);
    const before = aborted.length;
    const stream = session.request({ ":method": "POST", ":path": "/v1/shelves/7:merge" });
    stream.on("error", () => {}).end("{}");
    await delay(50);
    stream.destroy();
    await expect.poll(() => aborted.length).toBe(before + 1);
    session.destroy();
  });
});

describe("any message", () => {
  test("comes back as it went", async () => {
    await using other = await serve(libraryHandler());
    await fc.assert(
      fc.asyncProperty(initShapes(EveryKindSchema), async (shape) => {
        // As a text: JSON has a zero without a sign only once it is written.
        const text = JSON.stringify(toJson(EveryKindSchema, create(EveryKindSchema, shape)));
        const { status, body } = await send("POST /v1/echo", { headers: json, body: text }, other.url);
        expect(status).toBe(200);
        expect(fromJson(EveryKindSchema, body)).toEqual(fromJsonString(EveryKindSchema, text));
      }),
      { numRuns: 100 },
    );
  });
});

describe("httpStatusOf()", () => {
  test("has a status for each code", () => {
    const codes = Object.values(Code).filter((code) => typeof code === "number");
    expect(codes).toHaveLength(16);
    for (const code of codes) expect(httpStatusOf(code)).toBeGreaterThanOrEqual(400);
    expect(httpStatusOf(Code.Aborted)).toBe(409);
  });
});
