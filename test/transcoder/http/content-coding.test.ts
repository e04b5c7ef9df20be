import { once } from "node:events";
import { connect, constants } from "node:http2";
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from "node:zlib";
import type { Interceptor } from "@connectrpc/connect";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chooseCoding } from "../../../src/transcoder/http/content-coding.ts";
import { ask } from "../kit/ask.ts";
import { libraryHandler } from "../kit/library-handler.ts";
import { type Served, serve, serveHttp2 } from "../kit/serve.ts";

let served: Served;
beforeAll(async () => {
  served = await serve(libraryHandler({ limits: { bodyBytes: 10_000 }, compression: { minBytes: 500 } }));
});
afterAll(() => served[Symbol.asyncDispose]());

describe("chooseCoding()", () => {
  test.each<readonly [string | undefined, string | undefined, string]>([
    [undefined, undefined, "nobody asked"],
    ["", undefined, "for none"],
    ["gzip", "gzip", "the only one"],
    ["x-gzip", "gzip", "by its old name"],
    ["GZip", "gzip", "in any case"],
    ["gzip, br", "br", "the smaller one, if both are liked"],
    ["br;q=0.5, gzip", "gzip", "the one that is liked better"],
    ["br;q=0, gzip;q=0", undefined, "neither"],
    ["*", "br", "any"],
    ["*;q=0.1, br;q=0", "gzip", "any but one"],
    ["identity, gzip;q=0.5", undefined, "plain is liked better"],
    ["identity;q=0.5, gzip", "gzip", "plain is liked less"],
    ["gzip, identity", "gzip", "where both are liked, fewer bytes are better"],
    ["zstd, deflate", undefined, "unknown ones"],
    ["gzip;q=0, *", "br", "any but that one"],
    ["*;q=0", undefined, "none at all, which nobody can send: it goes out as it is"],
    ["identity;q=0", undefined, "anything but plain, without saying what: the same"],
    ["identity;q=0, gzip;q=0.001", "gzip", "hardly liked, but liked"],
    ["gzip;q=2", undefined, "a quality that is none"],
    ["gzip;q=", undefined, "or is empty"],
    [`${"a,".repeat(1000)}gzip`, undefined, "more than anybody means"],
  ])("%s gives %s: %s", (header, coding) => {
    expect(chooseCoding(header)).toBe(coding);
  });
});

describe("a response", () => {
  const long = "GET /v1/shelves?page_size=50";

  test("is compressed for clients that take it", async () => {
    const plain = await ask(served.url, long);
    expect([plain.headers["content-encoding"], plain.headers.vary]).toEqual([undefined, "accept-encoding"]);
    for (const [coding, inflate] of [["gzip", gunzipSync] as const, ["br", brotliDecompressSync] as const]) {
      const coded = await ask(served.url, long, { headers: { "accept-encoding": coding } });
      expect(coded.headers).toMatchObject({ "content-encoding": coding, vary: "accept-encoding" });
      expect(coded.headers["content-length"]).toBe(String(coded.bytes.length));
      expect(coded.bytes.length).toBeLessThan(plain.bytes.length / 2);
      expect(inflate(coded.bytes)).toEqual(plain.bytes);
    }
  });

  test("has no strong tag of its handler's, which is of other bytes", async () => {
    const tagged: Interceptor = (next) => async (request) => {
      const answer = await next(request);
      answer.header.set("etag", '"mine"');
      return answer;
    };
    await using other = await serve(libraryHandler({}, [tagged]));
    const tagFor = async (coding: string) =>
      (await ask(other.url, long, { headers: { "accept-encoding": coding } })).headers.etag;
    expect([await tagFor("gzip"), await tagFor("br"), await tagFor("identity")]).toEqual([
      'W/"mine"',
      'W/"mine"',
      '"mine"',
    ]);
  });

  test("to a client that goes away while it is compressed goes nowhere", async () => {
    await using other = await serveHttp2(libraryHandler());
    const session = connect(other.url);
    for (let round = 0; round < 20; round++) {
      const stream = session.request({ ":path": "/v1/shelves?page_size=5000", "accept-encoding": "br" });
      stream.on("error", () => {});
      await new Promise((resolve) => setTimeout(resolve, round % 10));
      stream.close(constants.NGHTTP2_CANCEL);
    }
    const stream = session.request({ ":path": "/v1/shelves?page_size=1" }).resume();
    const [headers] = (await once(stream, "response")) as [object];
    expect(headers).toMatchObject({ ":status": 200 });
    session.destroy();
  });

  test("is left as it is where it is short, and nobody wants it otherwise", async () => {
    const headers = { "accept-encoding": "gzip" };
    const short = await ask(served.url, "GET /v1/shelves/7", { headers });
    expect([short.headers["content-encoding"], short.headers.vary]).toEqual([undefined, undefined]);
    await using other = await serve(libraryHandler({ compression: false }));
    const off = await ask(other.url, long, { headers });
    expect(off.headers["content-encoding"]).toBeUndefined();
  });
});

describe("a body", () => {
  const json = { "content-type": "application/json" };
  const post = (coding: string, body: Uint8Array) =>
    ask(served.url, "POST /v1/shelves", { headers: { ...json, "content-encoding": coding }, body });

  test.each([
    ["gzip", gzipSync('{"name":"x"}')],
    ["x-gzip", gzipSync('{"name":"x"}')],
    ["GZIP", gzipSync('{"name":"x"}')],
    ["br", brotliCompressSync('{"name":"x"}')],
    ["identity", Buffer.from('{"name":"x"}')],
    ["gzip", Buffer.concat([gzipSync('{"name"'), gzipSync(':"x"}')])],
  ])("may be compressed by %s", async (coding, body) => {
    expect((await post(coding, body)).json).toMatchObject({ name: "x" });
  });

  test.each([
    ["gzip", Buffer.from('{"name":"x"}'), 400, "is not compressed at all"],
    ["gzip", gzipSync('{"name":"x"}').subarray(0, 20), 400, "is cut off"],
    ["br", gzipSync("{}"), 400, "is compressed by something else"],
    ["gzip", gzipSync("[".repeat(20_000)), 413, "is too long decompressed"],
    ["br", brotliCompressSync(Buffer.alloc(100_000_000)), 413, "would fill the memory"],
    ["gzip", Buffer.alloc(20_000), 413, "is too long as it is"],
    ["zstd", Buffer.from("{}"), 415, "is compressed by nobody knows what"],
    ["gzip, gzip", gzipSync(gzipSync("{}")), 415, "is compressed twice"],
    ["gzip, identity", gzipSync("{}"), 415, "is said to be of two codings"],
    ["gzip", Buffer.concat([gzipSync("{}"), Buffer.from("more")]), 400, "has something after its end"],
    [
      "br",
      Buffer.concat([brotliCompressSync("{}"), Buffer.from("more")]),
      400,
      "has something after its end",
    ],
    ["br", brotliCompressSync('{"name":"xyz"}').subarray(0, 10), 400, "is cut off"],
  ])("of %s is refused: %#", async (coding, body, status) => {
    expect((await post(coding, body)).status).toBe(status);
  });

  test("is told what it may be compressed by", async () => {
    expect((await post("zstd", Buffer.from("{}"))).headers["accept-encoding"]).toBe("br, gzip");
  });

  test("may be empty, whatever its coding", async () => {
    expect((await post("gzip", Buffer.alloc(0))).status).toBe(200);
  });
});
