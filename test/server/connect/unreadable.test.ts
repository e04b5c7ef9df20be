import { once } from "node:events";
import { connect } from "node:net";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { create, toBinary } from "@bufbuild/protobuf";
import { Code } from "@connectrpc/connect";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encodeFrame } from "../../../src/server/grpc/frame.ts";
import { type EchoServer, startEchoServer } from "../echo-server.ts";
import { EchoRequestSchema } from "../gen/echo/v1/echo_pb.ts";

const messageBytesMax = 10_000;
let server: EchoServer;
beforeAll(async () => {
  server = await startEchoServer({ messageBytesMax });
});
afterAll(() => server.close());

const hello = toBinary(EchoRequestSchema, create(EchoRequestSchema, { text: "hello" }));

function post(
  contentType: string,
  body: string | Buffer | ReadableStream,
  headers: Record<string, string> = {},
) {
  return fetch(`${server.url}/echo.v1.EchoService/Echo`, {
    method: "POST",
    headers: { "content-type": contentType, "x-auth-token": "admin", ...headers },
    body,
    duplex: "half",
  });
}

/** What all protocols say to a message that is too large, however it is known. */
const tooLarge = `the message is larger than ${messageBytesMax} bytes`;

/** A body of so many bytes, whose length is not announced. */
function inPieces(bytes: number): ReadableStream {
  return new Blob([Buffer.alloc(bytes, " ")]).stream();
}

interface ConnectError {
  readonly code: string;
  readonly message: string;
  readonly details: readonly { readonly type: string; readonly debug: Record<string, unknown> }[];
}

describe("a Connect call in JSON", () => {
  test.each<[string, string | Buffer, string, string]>([
    ["an unknown field", '{"text":"x","tetx":"y"}', "", "UNKNOWN_FIELD"],
    ["the wrong type", '{"text":5}', "text", "TYPE"],
    ["a number out of range", '{"times":4294967296}', "times", "INT32_RANGE"],
    ["half a character", '{"text":"\\ud800"}', "text", "MALFORMED"],
    ["no object", "null", "", "TYPE"],
    ["nothing", "", "", "MALFORMED"],
    ["no JSON", "{", "", "MALFORMED"],
    ["NaN", '{"times":NaN}', "", "MALFORMED"],
    ["a field twice", '{"text":"x","text":"y"}', "", "MALFORMED"],
    ["no UTF-8", Buffer.from('{"text":"\xff"}', "latin1"), "", "MALFORMED"],
    ["a deep value", `{"text":${"[".repeat(400)}${"]".repeat(400)}}`, "text", "TYPE"],
    ["a value that is too deep", `{"text":${"[".repeat(2000)}${"]".repeat(2000)}}`, "", "MALFORMED"],
  ])("with %s is refused by field and rule", async (_what, body, field, reason) => {
    const calls = server.seen.calls;
    const answer = await post("application/json", body);
    const error = (await answer.json()) as ConnectError;
    expect([answer.status, error.code]).toStrictEqual([400, "invalid_argument"]);
    expect(error.details.map(({ type }) => type)).toStrictEqual([
      "google.rpc.ErrorInfo",
      "google.rpc.BadRequest",
      "google.rpc.RequestInfo",
    ]);
    expect(error.details[0]?.debug).toMatchObject({ reason: "ERROR_REASON_INVALID_REQUEST" });
    expect(error.details[1]?.debug).toMatchObject({ field_violations: [{ field, reason }] });
    expect(server.seen.calls).toBe(calls);
  });

  test("is refused for its credentials before its shape", async () => {
    const answer = await fetch(`${server.url}/echo.v1.EchoService/Echo`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{",
    });
    expect(answer.status).toBe(401);
  });

  test.each([
    ["gzip", gzipSync('{"text":"hello"}')],
    ["br", brotliCompressSync('{"text":"hello"}')],
    ["identity", '{"text":"hello"}'],
  ])("may be compressed: %s", async (encoding, body) => {
    const answer = await post("application/json", body, { "content-encoding": encoding });
    expect(await answer.json()).toStrictEqual({ text: "hello" });
    if (encoding === "identity") return;
    const bad = await post("application/json", gzipSync("{").fill(7, 10), { "content-encoding": encoding });
    expect([bad.status, ((await bad.json()) as ConnectError).code]).toStrictEqual([400, "invalid_argument"]);
  });

  test("may allow more time than timers have", async () => {
    const answer = await post("application/json", '{"text":"hello"}', { "connect-timeout-ms": "9999999999" });
    expect(await answer.json()).toStrictEqual({ text: "hello" });
  });

  test.each([
    ["said before", '{"text":"'.padEnd(messageBytesMax + 1, "x"), {}],
    ["after it is decompressed", gzipSync(" ".repeat(messageBytesMax + 1)), { "content-encoding": "gzip" }],
    ["told by its end", inPieces(messageBytesMax + 1), {}],
  ])("is refused where it is too large, %s", async (_how, body, headers) => {
    const answer = await post("application/json", body, headers as Record<string, string>);
    const { code, message } = (await answer.json()) as ConnectError;
    expect([answer.status, code, message]).toStrictEqual([429, "resource_exhausted", tooLarge]);
    const requestId = answer.headers.get("x-openstack-request-id");
    const line = () => server.log.find((one) => one.requestId === requestId);
    await expect.poll(line).toMatchObject({ code: "RESOURCE_EXHAUSTED" });
  });
});

test("a body that is announced as too large costs no memory", async () => {
  const bytesMax = 300 * 2 ** 20;
  const roomy = await startEchoServer({ messageBytesMax: bytesMax });
  const before = process.memoryUsage().arrayBuffers;
  for (const type of ["application/json", "application/grpc-web"]) {
    const socket = connect(roomy.port, "127.0.0.1");
    socket.write(
      `POST /echo.v1.EchoService/Echo HTTP/1.1\r\nhost: a\r\ncontent-type: ${type}\r\n` +
        `content-length: ${bytesMax + 6}\r\n\r\n`,
    );
    const [answer] = await once(socket, "data");
    expect(String(answer)).toMatch(/^HTTP\/1.1 (?:429|200) /);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(bytesMax / 4);
    socket.destroy();
  }
  await roomy.close();
});

test("a Connect call in protobuf that is none is no fault of the server's", async () => {
  const answer = await post("application/proto", Buffer.from([0xff, 0xff]));
  const error = (await answer.json()) as ConnectError;
  expect([answer.status, error.code]).toStrictEqual([400, "invalid_argument"]);
  expect(error.message).toContain("is no echo.v1.EchoRequest");
});

/** The status and message in the last frame of a body. */
function trailersOf(body: Buffer): { status: number; message: string; data: Buffer } {
  const data = body.subarray(0, body.lastIndexOf(0x80));
  const text = body.subarray(data.length + 5).toString();
  const [, status = ""] = /grpc-status: (\d+)/.exec(text) ?? [];
  const [, message = ""] = /grpc-message: (.*)/.exec(text) ?? [];
  return { status: Number(status), message: decodeURIComponent(message.trim()), data };
}

const forms = {
  "gRPC-Web": {
    type: "application/grpc-web",
    write: (frame: Uint8Array) => Buffer.from(frame),
    read: (body: Buffer) => body,
  },
  "gRPC-Web as text": {
    type: "application/grpc-web-text",
    write: (frame: Uint8Array) => {
      const [head, tail] = [Buffer.from(frame).subarray(0, 4), Buffer.from(frame).subarray(4)];
      return Buffer.from(head.toString("base64") + tail.toString("base64"));
    },
    read: (body: Buffer) =>
      Buffer.concat((body.toString().match(/[^=]+=*/g) ?? []).map((piece) => Buffer.from(piece, "base64"))),
  },
};

describe.each(Object.entries(forms))("a call of %s", (_name, { type, write, read }) => {
  const call = async (frame: Uint8Array, headers: Record<string, string> = {}) => {
    const answer = await post(type, write(frame), headers);
    expect([answer.status, answer.headers.get("content-type")]).toStrictEqual([200, `${type}+proto`]);
    return trailersOf(read(Buffer.from(await answer.arrayBuffer())));
  };
  const compressed = (payload: Uint8Array) => {
    const frame = encodeFrame(payload);
    frame[0] = 1;
    return frame;
  };

  test("is answered", async () => {
    const { status, data } = await call(encodeFrame(hello));
    expect([status, data.toString("latin1").includes("hello")]).toStrictEqual([0, true]);
    const zipped = await call(compressed(gzipSync(hello)), { "grpc-encoding": "gzip" });
    expect(zipped.status).toBe(0);
  });

  test.each<[string, Uint8Array, number, Record<string, string>]>([
    ["no protobuf", encodeFrame(Buffer.from([0xff])), Code.InvalidArgument, {}],
    ["a compressed message without a word", compressed(hello), Code.InvalidArgument, {}],
    ["no gzip", compressed(hello), Code.InvalidArgument, { "grpc-encoding": "gzip" }],
    ["another compression", compressed(hello), Code.Unimplemented, { "grpc-encoding": "zstd" }],
    ["half a message", encodeFrame(hello).subarray(0, 8), Code.InvalidArgument, {}],
    ["two messages", Buffer.concat([encodeFrame(hello), encodeFrame(hello)]), Code.Unimplemented, {}],
    ["a large message", encodeFrame(Buffer.alloc(messageBytesMax + 1)), Code.ResourceExhausted, {}],
    ["a malformed timeout", encodeFrame(hello), Code.InvalidArgument, { "grpc-timeout": "soon" }],
    ["a message that promises 4 GiB", Buffer.from([0, 255, 255, 255, 255, 1]), Code.ResourceExhausted, {}],
    ["half a prefix", Buffer.from([0, 0]), Code.InvalidArgument, {}],
  ])("with %s is refused as what it is", async (_what, frame, code, headers) => {
    const { status, message } = await call(frame, headers);
    expect(status).toBe(code);
    if (code === Code.ResourceExhausted) expect(message).toBe(tooLarge);
  });
});

test("a stream is served as gRPC-Web's text too", async () => {
  const request = encodeFrame(
    toBinary(EchoRequestSchema, create(EchoRequestSchema, { text: "tick", times: 3 })),
  );
  const answer = await fetch(`${server.url}/echo.v1.EchoService/Repeat`, {
    method: "POST",
    headers: { "content-type": "application/grpc-web-text", "x-auth-token": "admin" },
    body: request.toString("base64"),
  });
  const body = forms["gRPC-Web as text"].read(Buffer.from(await answer.arrayBuffer()));
  expect(body.toString("latin1").match(/tick/g)).toHaveLength(3);
  expect(trailersOf(body).status).toBe(0);
});

test("a stream's request that is too large is refused as gRPC-Web's text too, and not begun", async () => {
  const calls = server.seen.calls;
  const answer = await fetch(`${server.url}/echo.v1.EchoService/Repeat`, {
    method: "POST",
    headers: { "content-type": "application/grpc-web-text", "x-auth-token": "admin" },
    body: encodeFrame(Buffer.alloc(2 * messageBytesMax)).toString("base64"),
  });
  const body = forms["gRPC-Web as text"].read(Buffer.from(await answer.arrayBuffer()));
  expect(trailersOf(body)).toMatchObject({ status: Code.ResourceExhausted, message: tooLarge });
  expect(server.seen.calls).toBe(calls);
});

test("what is no text in base64 is refused", async () => {
  const answer = await post("application/grpc-web-text", "{}");
  expect(answer.status).toBe(200);
  const { status } = trailersOf(forms["gRPC-Web as text"].read(Buffer.from(await answer.arrayBuffer())));
  expect([Code.InvalidArgument, Code.Unimplemented]).toContain(status);
});
