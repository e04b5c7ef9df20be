import { constants } from "node:http2";
import { setTimeout as delay } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { Code } from "@connectrpc/connect";
import { status as GrpcStatus } from "@grpc/grpc-js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { StatusSchema } from "../../../src/gen/google/rpc/status_pb.ts";
import { type EchoServer, startEchoServer } from "../echo-server.ts";
import {
  EchoRequestSchema,
  EchoResponseSchema,
  EchoService,
  FailRequestSchema,
  WaitRequestSchema,
} from "../gen/echo/v1/echo_pb.ts";
import { asAdmin, grpcCall, grpcChannel } from "../grpc-client.ts";
import { answerOf, echoFrame, openCall, rawCall, withSession } from "./raw-grpc.ts";

const messageBytesMax = 10_000;
let server: EchoServer;
let channel: ReturnType<typeof grpcChannel>;
beforeAll(async () => {
  server = await startEchoServer({ messageBytesMax, requestTimeoutMs: 400 });
  channel = grpcChannel(server.port);
});
afterAll(async () => {
  channel.close();
  await server.close();
});

/** A gzipped message with its prefix. */
function gzipFrame(payload: Uint8Array): Buffer {
  const zipped = gzipSync(payload);
  const prefix = Buffer.from([1, 0, 0, 0, 0]);
  prefix.writeUInt32BE(zipped.length, 1);
  return Buffer.concat([prefix, zipped]);
}

const hello = toBinary(EchoRequestSchema, create(EchoRequestSchema, { text: "hello" }));

describe("a grpc-js client", () => {
  test("gets its answer, the request's id and binary trailers", async () => {
    const metadata = asAdmin({ "x-blob-bin": Buffer.from([0, 255, 10]) });
    const { response, header, trailer } = await grpcCall(
      channel,
      EchoService.method.echo,
      create(EchoRequestSchema, { text: "hi", times: 3 }),
      { metadata },
    );
    expect(response?.text).toBe("hihihi");
    expect(header.get("x-openstack-request-id")[0]).toMatch(/^req-/);
    expect(trailer.get("x-blob-bin")).toStrictEqual([Buffer.from([0, 255, 10])]);
  });

  test("gets status, percent-encoded text, details and metadata of an error", async () => {
    const { error } = await grpcCall(
      channel,
      EchoService.method.fail,
      create(FailRequestSchema, { kind: "invalid" }),
    );
    expect(error?.code).toBe(GrpcStatus.INVALID_ARGUMENT);
    expect(error?.details).toContain("must be ≥ 1");
    const [bytes] = error?.metadata.get("grpc-status-details-bin") ?? [];
    const status = fromBinary(StatusSchema, bytes as Buffer);
    expect(status.code).toBe(Code.InvalidArgument);
    expect(status.details.map(({ typeUrl }) => typeUrl)).toStrictEqual([
      "type.googleapis.com/google.rpc.ErrorInfo",
      "type.googleapis.com/google.rpc.BadRequest",
      "type.googleapis.com/google.rpc.RequestInfo",
    ]);
  });

  test("gets large answers whole", async () => {
    const request = create(EchoRequestSchema, { text: "x", times: 1_000_000 });
    const { response } = await grpcCall(channel, EchoService.method.echo, request);
    expect(response?.text.length).toBe(1_000_000);
  });

  test("may set a deadline that has passed before anybody looks", async () => {
    const { error } = await grpcCall(
      channel,
      EchoService.method.wait,
      create(WaitRequestSchema, { durationMs: 100 }),
      { deadline: Date.now() + 1 },
    );
    expect(error?.code).toBe(GrpcStatus.DEADLINE_EXCEEDED);
  });
});

describe("the lean path", () => {
  test("takes a message in as many pieces as it comes", async () => {
    const answer = await withSession(server.url, async (session) => {
      const stream = openCall(session);
      const answered = answerOf(stream);
      for (const byte of echoFrame("slow")) {
        stream.write(Buffer.from([byte]));
        await delay(1);
      }
      stream.end();
      return answered;
    });
    expect(answer.status).toBe("0");
    expect(fromBinary(EchoResponseSchema, answer.body.subarray(5)).text).toBe("slow");
  });

  test("takes gzipped messages", async () => {
    const answer = await rawCall(server.url, gzipFrame(hello), { "grpc-encoding": "gzip" });
    expect(answer.status).toBe("0");
    expect(fromBinary(EchoResponseSchema, answer.body.subarray(5)).text).toBe("hello");
  });

  test("sends no header of a handler that belongs to the protocol", async () => {
    const answer = await rawCall(server.url, echoFrame("hop by hop"));
    expect(answer.header).toMatchObject({ "content-type": "application/grpc+proto" });
    expect(answer.header).not.toHaveProperty("connection");
    expect(answer.trailer).toMatchObject({ "grpc-status": "0" });
  });

  test.each(["0S", "0n", "1n"])("begins nothing for a call that has %s left", async (timeout) => {
    const calls = server.seen.calls;
    const answer = await rawCall(server.url, echoFrame("late"), { "grpc-timeout": timeout });
    expect(answer.status).toBe(String(GrpcStatus.DEADLINE_EXCEEDED));
    expect(server.seen.calls).toBe(calls);
  });

  test("ignores what HTTP/2 allows in a header and the web does not", async () => {
    const answer = await rawCall(server.url, echoFrame("x"), { "x-name": "Żółw" });
    expect(answer.status).toBe("0");
  });

  const large = Buffer.alloc(messageBytesMax + 1);
  const bomb = gzipFrame(Buffer.alloc(5_000_000));
  const frame = (flag: number, length: number, payload: Uint8Array) => {
    const prefix = Buffer.from([flag, 0, 0, 0, 0]);
    prefix.writeUInt32BE(length, 1);
    return Buffer.concat([prefix, payload]);
  };
  test.each<[string, Buffer, Record<string, string>, number]>([
    ["no message", Buffer.alloc(0), {}, GrpcStatus.UNIMPLEMENTED],
    ["two messages", Buffer.concat([echoFrame("a"), echoFrame("b")]), {}, GrpcStatus.UNIMPLEMENTED],
    ["half a prefix", Buffer.from([0, 0]), {}, GrpcStatus.INVALID_ARGUMENT],
    ["less than its prefix says", frame(0, 100, hello), {}, GrpcStatus.INVALID_ARGUMENT],
    ["an unknown flag", frame(4, hello.length, hello), {}, GrpcStatus.INVALID_ARGUMENT],
    ["what is no protobuf", frame(0, 3, Buffer.from([0xff, 0xff, 0xff])), {}, GrpcStatus.INVALID_ARGUMENT],
    ["what is no UTF-8", frame(0, 3, Buffer.from([0x0a, 0x01, 0xff])), {}, GrpcStatus.INVALID_ARGUMENT],
    ["a large message", frame(0, large.length, large), {}, GrpcStatus.RESOURCE_EXHAUSTED],
    ["a prefix that promises 4 GiB", frame(0, 0xffffffff, hello), {}, GrpcStatus.INVALID_ARGUMENT],
    ["a bomb", bomb, { "grpc-encoding": "gzip" }, GrpcStatus.RESOURCE_EXHAUSTED],
    [
      "gzip that is none",
      frame(1, hello.length, hello),
      { "grpc-encoding": "gzip" },
      GrpcStatus.INVALID_ARGUMENT,
    ],
    ["gzip cut short", frame(1, 12, gzipSync(hello).subarray(0, 12)), { "grpc-encoding": "gzip" }, 3],
    ["another compression", frame(1, 2, hello), { "grpc-encoding": "br" }, GrpcStatus.UNIMPLEMENTED],
    ["compressed without a word", frame(1, hello.length, hello), {}, GrpcStatus.INVALID_ARGUMENT],
    ["a malformed timeout", echoFrame("x"), { "grpc-timeout": "1 hour" }, GrpcStatus.INVALID_ARGUMENT],
    ["an unknown method", echoFrame("x"), { ":path": "/echo.v1.EchoService/Nope" }, GrpcStatus.UNIMPLEMENTED],
    ["an unknown service", echoFrame("x"), { ":path": "/a/%zz?b" }, GrpcStatus.UNIMPLEMENTED],
  ])("refuses %s", async (_what, body, headers, code) => {
    const answer = await rawCall(server.url, body, headers);
    expect([answer.status, answer.resetCode]).toStrictEqual([String(code), undefined]);
    expect(answer.header["x-openstack-request-id"]).toMatch(/^req-/);
    const line = () => server.log.find((one) => one.requestId === answer.header["x-openstack-request-id"]);
    await expect.poll(line).toMatchObject({ level: 30, protocol: "grpc", code: GrpcStatus[code] });
  });

  test("says what it can decompress when asked for something else", async () => {
    const answer = await rawCall(server.url, frame(1, hello.length, hello), { "grpc-encoding": "br" });
    expect(answer.header["grpc-accept-encoding"]).toBe("identity,gzip");
  });

  test("stops a client that sends too much in the middle of it", async () => {
    await withSession(server.url, async (session) => {
      const stream = openCall(session);
      const answered = answerOf(stream);
      stream.write(Buffer.alloc(3 * messageBytesMax));
      expect((await answered).status).toBe(String(GrpcStatus.RESOURCE_EXHAUSTED));
      // The connection is as good as before.
      const next = openCall(session);
      const answer = answerOf(next);
      next.end(echoFrame("next"));
      expect((await answer).status).toBe("0");
    });
  });

  test("does not wait for ever for the rest of a request", async () => {
    const answer = await withSession(server.url, (session) => {
      const stream = openCall(session);
      stream.write(echoFrame("never complete").subarray(0, 8));
      return answerOf(stream);
    });
    expect(answer.status).toBe(String(GrpcStatus.DEADLINE_EXCEEDED));
  });

  test("does not wait for ever for a request's first byte", async () => {
    const answer = await withSession(server.url, (session) => answerOf(openCall(session)));
    expect(answer.status).toBe(String(GrpcStatus.DEADLINE_EXCEEDED));
  });

  test("does not keep for ever an answer that nobody reads", async () => {
    await withSession(server.url, async (session) => {
      const stream = openCall(session);
      stream.pause();
      stream.end(echoFrame("x", 1_000_000));
      await new Promise((resolve) => stream.on("close", resolve));
      expect(stream.rstCode).toBe(constants.NGHTTP2_CANCEL);
    });
  });

  test("survives clients that hang up at any point", async () => {
    const calls = server.seen.calls;
    for (let i = 0; i < 60; i++) {
      await withSession(server.url, async (session) => {
        const stream = openCall(session);
        const body = echoFrame("x".repeat(i));
        if (i % 3 === 0) stream.write(body.subarray(0, i % body.length));
        else stream.end(body);
        await delay(i % 5);
        if (i % 2 === 0) stream.close(constants.NGHTTP2_CANCEL + (i % 4));
        else session.destroy();
      });
    }
    expect(server.seen.calls).toBeGreaterThan(calls);
    expect((await rawCall(server.url, echoFrame("still here"))).status).toBe("0");
    expect(server.log.filter((line) => line.level === 50)).toStrictEqual([]);
  });
});
