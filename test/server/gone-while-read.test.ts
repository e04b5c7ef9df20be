import { randomBytes } from "node:crypto";
import type { ClientHttp2Session } from "node:http2";
import { setTimeout as delay } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { create, toBinary, toJsonString } from "@bufbuild/protobuf";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { holdThreadPool } from "../kit/hold-thread-pool.ts";
import { type EchoServer, startEchoServer } from "./echo-server.ts";
import { type EchoRequest, EchoRequestSchema } from "./gen/echo/v1/echo_pb.ts";
import { answerOf, openCall, withSession } from "./grpc/raw-grpc.ts";

const messageBytesMax = 50_000_000;
let server: EchoServer;
/** Reads no large messages: each may be told of long after its client has left. */
let calm: EchoServer;
beforeAll(async () => {
  server = await startEchoServer({ messageBytesMax });
  calm = await startEchoServer();
});
afterAll(() => Promise.all([server.close(), calm.close()]));

/** Some of it is slow to decompress, and all of it is quick to send. */
const request = create(EchoRequestSchema, {
  text: randomBytes(20_000).toString("base64").repeat(1500),
});

function gzipFrame(payload: Uint8Array): Buffer {
  const zipped = gzipSync(payload, { level: 1 });
  const prefix = Buffer.from([1, 0, 0, 0, 0]);
  prefix.writeUInt32BE(zipped.length, 1);
  return Buffer.concat([prefix, zipped]);
}

interface Kind {
  readonly headers: Record<string, string>;
  body(message: EchoRequest): Buffer;
}

const framed = (message: EchoRequest) => gzipFrame(toBinary(EchoRequestSchema, message));

const kinds: Record<string, Kind> = {
  gRPC: { headers: { "grpc-encoding": "gzip" }, body: framed },
  "gRPC-Web": {
    headers: { "content-type": "application/grpc-web", "grpc-encoding": "gzip" },
    body: framed,
  },
  Connect: {
    headers: { "content-type": "application/json", "content-encoding": "gzip" },
    body: (message) => gzipSync(toJsonString(EchoRequestSchema, message), { level: 1 }),
  },
};

/** Returns when the server has read what was sent before. */
function ping(session: ClientHttp2Session): Promise<void> {
  return new Promise((resolve) => {
    if (session.connecting) session.once("connect", () => session.ping(() => resolve()));
    else session.ping(() => resolve());
  });
}

describe.each(Object.entries(kinds))("a client of %s", (_name, { headers, body }) => {
  test("that leaves at any time while its message is read is logged as one that left", async () => {
    const before = server.log.length;
    const large = body(request);
    // From the sending of the message to its end, it has been decompressed or not.
    for (let pauseMs = 1; pauseMs < 120; pauseMs = Math.ceil(pauseMs * 1.3)) {
      await withSession(server.url, async (session) => {
        const stream = openCall(session, headers);
        await new Promise<void>((sent) => stream.end(large, () => sent()));
        await delay(pauseMs);
      });
    }
    const lines = () => server.log.slice(before);
    await expect.poll(() => lines().some(({ code }) => code === "CANCELLED")).toBe(true);
    expect(lines().filter(({ code }) => code !== "CANCELLED" && code !== "OK")).toStrictEqual([]);
    const ids = lines().map(({ requestId }) => requestId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  // To decompress takes a few turns of a thread, and Connect's own handler does it again.
  test.each([0, 1, 2, 3, 4, 5, 6])(
    "that leaves after %i turns of reading is logged once, and its call done or not as the log says",
    async (turns) => {
      const [lines, calls] = [calm.log.length, calm.seen.calls];
      const small = body(create(EchoRequestSchema, { text: "x" }));
      const threads = holdThreadPool();
      try {
        await withSession(calm.url, async (session) => {
          const stream = openCall(session, headers);
          await new Promise<void>((sent) => stream.end(small, () => sent()));
          await ping(session);
          for (let i = 0; i < turns; i++) await threads.step();
        });
        // By its answer to somebody who comes later, the server has seen who left.
        await withSession(calm.url, ping);
      } finally {
        await threads.release();
      }
      // What comes later takes the same way.
      for (let i = 0; i < 5; i++) {
        await withSession(calm.url, (session) => answerOf(openCall(session, headers).end(small)));
      }
      const codes = calm.log.slice(lines).map(({ code }) => code);
      expect(codes).toHaveLength(1 + 5);
      expect(codes.filter((code) => code === "OK")).toHaveLength(calm.seen.calls - calls);
    },
  );
});
