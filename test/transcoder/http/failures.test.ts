import { create, toBinary } from "@bufbuild/protobuf";
import { DurationSchema } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError, encodeBinaryHeader } from "@connectrpc/connect";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ErrorInfoSchema, RetryInfoSchema } from "../../../src/gen/google/rpc/error_details_pb.ts";
import { failureAnswer, problemBody } from "../../../src/transcoder/index.ts";
import { ask } from "../kit/ask.ts";
import { libraryHandler } from "../kit/library-handler.ts";
import { type Served, serve } from "../kit/serve.ts";

let served: Served;
beforeAll(async () => {
  served = await serve(libraryHandler());
});
afterAll(() => served[Symbol.asyncDispose]());

const problem = "application/problem+json";

describe("an Accept header", () => {
  test.each<readonly [accept: string | undefined, status: number, why: string]>([
    [undefined, 200, "none"],
    ["*/*", 200, "anything"],
    ["application/*", 200, "anything of the kind"],
    ["text/html, application/json;q=0.1", 200, "JSON if need be"],
    ["application/json;charset=utf-8", 200, "JSON, with a parameter"],
    [",;,", 200, "nothing that could be understood"],
    ["text/html", 406, "something else"],
    ["application/json;q=0", 406, "anything but JSON"],
    ["application/json;q=0, */*", 406, "the most exact range counts"],
    ["application/json;q=0, application/*", 406, "whatever is less exact"],
    ["application/*;q=0, */*", 406, "among ranges too"],
    ["text/html, */*;q=0.8;v=b3", 200, "what follows q is no part of the range"],
    ["application/json;q=0.001", 200, "hardly liked, but liked"],
    ["application/json;q=1.001", 200, "nothing that could be understood, again"],
    [problem, 406, "problems alone: there is nothing else to get"],
  ])("%s is answered with %i: %s", async (accept, status) => {
    const headers = accept === undefined ? {} : { accept };
    expect((await ask(served.url, "GET /v1/shelves/7", { headers })).status).toBe(status);
  });
});

describe("the form of an error", () => {
  test.each([
    [undefined, "application/json"],
    ["*/*", "application/json"],
    ["application/*", "application/json"],
    ["text/html", "application/json"],
    [problem, problem],
    [`application/json, ${problem}`, problem],
    [`application/json, ${problem};q=0.5`, "application/json"],
    [`application/json;q=0.5, ${problem};q=0.8`, problem],
    [`application/json, ${problem};q=0`, "application/json"],
  ])("for Accept %s is %s", async (accept, type) => {
    const headers = accept === undefined ? {} : { accept };
    const answer = await ask(served.url, "GET /v1/shelves/404", { headers });
    expect([answer.headers["content-type"], answer.headers.vary]).toEqual([type, "accept"]);
  });

  test("of a problem is RFC 9457's, with the code and details of google.rpc.Status", async () => {
    const headers = { accept: `application/json, ${problem}` };
    const { status, json } = await ask(served.url, "GET /v1/shelves/x", { headers });
    expect(status).toBe(400);
    expect(json).toEqual({
      type: "about:blank",
      title: "Bad Request",
      status: 400,
      detail: 'shelf is not an integer: "x"',
      code: "INVALID_ARGUMENT",
      details: [
        {
          "@type": "type.googleapis.com/google.rpc.BadRequest",
          field_violations: [{ field: "shelf", description: 'shelf is not an integer: "x"', reason: "type" }],
        },
      ],
    });
  });

  test("has google.rpc.Code's name for every code", () => {
    const codes = Object.values(Code).filter((code) => typeof code === "number");
    const names = codes.map((code) => {
      const error = new ConnectError("x", code);
      return problemBody(failureAnswer({ kind: "error", error, route: undefined })).code;
    });
    expect(names).toEqual([
      "CANCELLED",
      "UNKNOWN",
      "INVALID_ARGUMENT",
      "DEADLINE_EXCEEDED",
      "NOT_FOUND",
      "ALREADY_EXISTS",
      "PERMISSION_DENIED",
      "RESOURCE_EXHAUSTED",
      "FAILED_PRECONDITION",
      "ABORTED",
      "OUT_OF_RANGE",
      "UNIMPLEMENTED",
      "INTERNAL",
      "UNAVAILABLE",
      "DATA_LOSS",
      "UNAUTHENTICATED",
    ]);
  });
});

describe("a violation", () => {
  const long = "a".repeat(1000);
  const cut = `${"a".repeat(60)}…${"a".repeat(60)}`;
  test.each([
    ["GET /v1/echo?int32=1.5", 'int32 is not an integer: "1.5"', "the type"],
    ["GET /v1/echo?int32=2147483648", 'int32 is more than 2147483647: "2147483648"', "the bound"],
    [
      "GET /v1/echo?color=BLUE",
      'color is not a value of Color: "BLUE"; expected one of COLOR_UNSPECIFIED, COLOR_RED, COLOR_ULTRAVIOLET',
      "the values",
    ],
    ["GET /v1/echo?timestamp=now", 'timestamp is not an RFC 3339 date-time: "now"', "the format"],
    ["GET /v1/echo?duration=1", 'duration is not a number of seconds such as "1.5s": "1"', "an example"],
    ["GET /v1/echo?bytes=*", 'bytes is not base64: "*"', "the coding"],
    [`GET /v1/echo?int32=${long}`, `int32 is not an integer: "${cut}"`, "but not a whole book of it"],
    ["GET /v1/echo?nope=1", 'the request has no parameter "nope"', "the name"],
  ])("%s is told where, what and what else: %s", async (line, description) => {
    const { json } = await ask(served.url, line);
    expect(json).toMatchObject({ message: description, details: [{ field_violations: [{ description }] }] });
  });

  test.each([
    ['{"int32":[1]}', "int32 is not an integer: a list"],
    ['{"int32":{"a":1}}', "int32 is not an integer: an object"],
    ['{"int32":true}', "int32 is not an integer: true"],
    [`{"${"a".repeat(5000)}":1}`, /^the request has no field "a{40,60}…a{40,60}"$/],
  ])("of the body %s shows no more than a little of it", async (body, message) => {
    const headers = { "content-type": "application/json" };
    const { json } = await ask(served.url, "POST /v1/echo", { headers, body });
    expect(json.message).toEqual(typeof message === "string" ? message : expect.stringMatching(message));
  });
});

describe("half a character", () => {
  const json = { "content-type": "application/json" };
  const pairs = "😀".repeat(100);
  test.each([
    ["in the name of a field", '{"\\ud800":1}'],
    ["in a value", '{"int32":"\\ud800"}'],
    ["that is left over by a cut", `{"int32":"a${pairs}"}`],
    ["that is left over by a cut of a path", `{"nested_map":{"a${pairs}":{"text":5}}}`],
    ["that is left over by a cut of a long key", `{"nested_map":{"a${pairs.repeat(4)}":{"text":5}}}`],
  ])("%s is not told", async (_where, body) => {
    const { status, bytes } = await ask(served.url, "POST /v1/echo", { headers: json, body });
    const texts: string[] = [];
    JSON.parse(bytes.toString(), (_key, value: unknown) => typeof value === "string" && texts.push(value));
    expect([status, texts.length > 2, texts.filter((text) => !text.isWellFormed())]).toEqual([400, true, []]);
  });
});

describe("the key of a map that breaks rules", () => {
  const json = { "content-type": "application/json" };
  const post = (map: object) =>
    ask(served.url, "POST /v1/echo", { headers: json, body: JSON.stringify({ nested_map: map }) });

  test("is in the field's path, in quotes", async () => {
    const { json: body } = await post({ 'a"b': { text: 5 } });
    const field = 'nested_map["a\\"b"].text';
    expect(body).toMatchObject({ details: [{ field_violations: [{ field }] }] });
  });

  test("is not told again with each violation, where it is long", async () => {
    const wrong = Object.fromEntries(Array.from({ length: 90 }, (_, at) => [`nope_${at}`, 1]));
    const { status, bytes } = await post({ ["k".repeat(3_000_000)]: wrong });
    expect(status).toBe(400);
    expect(bytes.length).toBeLessThan(200_000);
  });
});

describe("an error of a handler", () => {
  async function failWith(error: ConnectError) {
    const handler = libraryHandler({}, [() => () => Promise.reject(error)]);
    await using other = await serve(handler);
    return await ask(other.url, "GET /v1/shelves/7");
  }

  test.each([
    [{ seconds: 30n, nanos: 0 }, "30"],
    [{ seconds: 1n, nanos: 1 }, "2"],
    [{ seconds: 0n, nanos: 0 }, "0"],
    [{ seconds: -1n, nanos: 0 }, undefined],
  ])("with RetryInfo %o tells Retry-After: %s", async (delay, header) => {
    const value = { retryDelay: create(DurationSchema, delay) };
    const error = new ConnectError("later", Code.Unavailable, undefined, [{ desc: RetryInfoSchema, value }]);
    const { status, headers } = await failWith(error);
    expect([status, headers["retry-after"]]).toEqual([503, header]);
  });

  test("that says Retry-After itself says it once", async () => {
    const value = { retryDelay: create(DurationSchema, { seconds: 30n }) };
    const metadata = { "retry-after": "7" };
    const error = new ConnectError("later", Code.Unavailable, metadata, [{ desc: RetryInfoSchema, value }]);
    expect((await failWith(error)).headers["retry-after"]).toBe("7");
  });

  test.each([
    ["in any script: é 日本 😀", "in any script: é 日本 😀"],
    ["half a character: \ud83d", "half a character: \ufffd"],
  ])("may have a message %j", async (message, told) => {
    const { headers, bytes, json } = await failWith(new ConnectError(message, Code.NotFound));
    expect([json.message, headers["content-length"]]).toEqual([told, String(bytes.length)]);
  });

  test("that came from another server is passed on, with the details that are known here", async () => {
    const error = new ConnectError("upstream", Code.NotFound);
    const info = create(ErrorInfoSchema, { reason: "GONE", domain: "x" });
    error.details.push(
      { type: "google.rpc.ErrorInfo", value: toBinary(ErrorInfoSchema, info) },
      { type: "google.rpc.ErrorInfo", value: new Uint8Array([0xff]) },
      { type: "some.where.Else", value: new Uint8Array() },
    );
    const { json } = await failWith(error);
    expect(json.details).toEqual([
      { "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: "GONE", domain: "x" },
    ]);
  });

  test("can't say what is the protocol's own to say, but all else, twice if need be", async () => {
    const metadata = new Headers([
      ["content-encoding", "gzip"],
      ["content-length", "1"],
      ["etag", '"1"'],
      ["set-cookie", "a=1"],
      ["set-cookie", "b=2"],
      ["trace-bin", encodeBinaryHeader(new Uint8Array([0, 255]))],
    ]);
    const { status, headers, json } = await failWith(new ConnectError("no", Code.NotFound, metadata));
    expect([status, json.message]).toEqual([404, "no"]);
    expect([headers["content-encoding"], headers.etag]).toEqual([undefined, undefined]);
    expect([headers["set-cookie"], headers["trace-bin"]]).toEqual([["a=1", "b=2"], "AP8"]);
  });
});
