import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask } from "../kit/ask.ts";
import { libraryHandler } from "../kit/library-handler.ts";
import { type Served, serve } from "../kit/serve.ts";

let served: Served;
beforeAll(async () => {
  served = await serve(libraryHandler({ limits: { bodyBytes: 1000 } }));
});
afterAll(() => served[Symbol.asyncDispose]());

describe("a response that is a google.api.HttpBody", () => {
  test.each([
    ["GET /v1/documents/a/scan", "image/png", "the whole response"],
    ["GET /v1/documents/a/cover", "image/png", "a field of it"],
    ["GET /v1/documents/untyped/scan", "application/octet-stream", "of no type"],
  ])("%s is sent as it is: %s, %s", async (line, type) => {
    const { status, headers, bytes } = await ask(served.url, line);
    expect([status, headers["content-type"]]).toEqual([200, type]);
    expect(headers["content-length"]).toBe(String(bytes.length));
    if (type === "image/png") expect([...bytes]).toEqual([0x89, 0x50, 0x4e, 0x47]);
  });

  test("may be unset, and is nothing then", async () => {
    const { status, headers, bytes } = await ask(served.url, "GET /v1/documents/none/cover");
    expect([status, headers["content-type"], bytes.length]).toEqual([200, "application/octet-stream", 0]);
  });

  test("is compressed only if its type says that it helps", async () => {
    const headers = { "accept-encoding": "gzip" };
    const text = await ask(served.url, "GET /v1/documents/text/scan", { headers });
    expect(text.headers["content-encoding"]).toBe("gzip");
    expect(gunzipSync(text.bytes).toString()).toBe("x".repeat(5000));
  });

  test("is sent to clients that did not ask for its type: nobody knew it before", async () => {
    const headers = { accept: "application/pdf" };
    expect((await ask(served.url, "GET /v1/documents/a/scan", { headers })).status).toBe(200);
  });

  test("can't bring a header of its own along", async () => {
    const { status, headers } = await ask(served.url, "GET /v1/documents/split/scan");
    expect([status, headers.x]).toEqual([500, undefined]);
  });
});

describe("a body that is a google.api.HttpBody", () => {
  const bytes = new Uint8Array([1, 2, 3, 255]);

  test("is taken as it is, beside path and query", async () => {
    const headers = { "content-type": "image/png" };
    const { json } = await ask(served.url, "PUT /v1/documents/a/scan?page=3", { headers, body: bytes });
    expect(json).toEqual({ id: "a", page: 3, content_type: "image/png", bytes: 4 });
  });

  test("may have no type, or be empty, or absent", async () => {
    const put = async (headers: Record<string, string>, body: Uint8Array) =>
      (await ask(served.url, "PUT /v1/documents/a/scan", { headers, body })).json;
    expect(await put({}, bytes)).toMatchObject({ content_type: "", bytes: 4 });
    expect(await put({ "content-type": "text/plain" }, new Uint8Array())).toMatchObject({ bytes: 0 });
    expect(await put({}, new Uint8Array())).toMatchObject({ content_type: "(none)", bytes: -1 });
  });

  test("may be all of the request", async () => {
    const headers = { "content-type": "application/x-reverse" };
    const answer = await ask(served.url, "POST /v1/convert", { headers, body: bytes });
    expect([answer.headers["content-type"], ...answer.bytes]).toEqual([
      "application/x-reverse",
      255,
      3,
      2,
      1,
    ]);
  });

  test("is decompressed, and bounded then too", async () => {
    const headers = { "content-encoding": "gzip" };
    const put = (body: Uint8Array) => ask(served.url, "PUT /v1/documents/a/scan", { headers, body });
    expect((await put(gzipSync(bytes))).json).toMatchObject({ bytes: 4 });
    expect((await put(gzipSync(Buffer.alloc(100_000)))).status).toBe(413);
  });

  test("is not a query's business", async () => {
    const { status } = await ask(served.url, "PUT /v1/documents/a/scan?scan.content_type=x", { body: bytes });
    expect(status).toBe(400);
  });
});
