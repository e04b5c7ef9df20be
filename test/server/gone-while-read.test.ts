import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { create, toBinary, toJsonString } from "@bufbuild/protobuf";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EchoServer, startEchoServer } from "./echo-server.ts";
import { EchoRequestSchema } from "./gen/echo/v1/echo_pb.ts";
import { openCall, withSession } from "./grpc/raw-grpc.ts";

const messageBytesMax = 50_000_000;
let server: EchoServer;
beforeAll(async () => {
  server = await startEchoServer({ messageBytesMax });
});
afterAll(() => server.close());

/** Some of it is slow to decompress, and all of it is quick to send. */
const request = create(EchoRequestSchema, {
  text: randomBytes(20_000).toString("base64").repeat(1500),
});

const frame = gzipFrame(toBinary(EchoRequestSchema, request));

function gzipFrame(payload: Uint8Array): Buffer {
  const zipped = gzipSync(payload, { level: 1 });
  const prefix = Buffer.from([1, 0, 0, 0, 0]);
  prefix.writeUInt32BE(zipped.length, 1);
  return Buffer.concat([prefix, zipped]);
}

const calls: Record<string, { headers: Record<string, string>; body: Buffer }> = {
  gRPC: { headers: { "grpc-encoding": "gzip" }, body: frame },
  "gRPC-Web": { headers: { "content-type": "application/grpc-web", "grpc-encoding": "gzip" }, body: frame },
  Connect: {
    headers: { "content-type": "application/json", "content-encoding": "gzip" },
    body: gzipSync(toJsonString(EchoRequestSchema, request), { level: 1 }),
  },
};

describe.each(Object.entries(calls))("a client of %s", (_name, { headers, body }) => {
  test("that leaves at any time while its message is read is logged as one that left", async () => {
    const before = server.log.length;
    // From the sending of the message to its end, it has been decompressed or not.
    for (let pauseMs = 1; pauseMs < 120; pauseMs = Math.ceil(pauseMs * 1.3)) {
      await withSession(server.url, async (session) => {
        const stream = openCall(session, headers);
        await new Promise<void>((sent) => stream.end(body, () => sent()));
        await delay(pauseMs);
      });
    }
    const lines = () => server.log.slice(before);
    await expect.poll(() => lines().some(({ code }) => code === "CANCELLED")).toBe(true);
    expect(lines().filter(({ code }) => code !== "CANCELLED" && code !== "OK")).toStrictEqual([]);
    const ids = lines().map(({ requestId }) => requestId);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
