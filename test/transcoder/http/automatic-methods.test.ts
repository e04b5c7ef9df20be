import { once } from "node:events";
import { connect as connectHttp2 } from "node:http2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask } from "../kit/ask.ts";
import { libraryHandler } from "../kit/library-handler.ts";
import { type Served, serve, serveHttp2 } from "../kit/serve.ts";

let served: Served;
let strict: Served;
beforeAll(async () => {
  served = await serve(libraryHandler());
  strict = await serve(libraryHandler({ automatic: { head: false, options: false } }));
});
afterAll(async () => {
  await served[Symbol.asyncDispose]();
  await strict[Symbol.asyncDispose]();
});

describe("HEAD", () => {
  test.each(["/v1/shelves/7", "/v1/documents/a", "/v1/documents/a/scan"])(
    "of %s has the headers of GET, and no body",
    async (path) => {
      const [get, head] = [await ask(served.url, `GET ${path}`), await ask(served.url, `HEAD ${path}`)];
      const plain = ({ date: _, ...headers }: Readonly<Record<string, unknown>>) => headers;
      expect([head.status, plain(head.headers)]).toEqual([200, plain(get.headers)]);
      expect([head.bytes.length, get.bytes.length > 0]).toEqual([0, true]);
    },
  );

  test("fails like GET, without a body", async () => {
    const { status, headers, bytes } = await ask(served.url, "HEAD /v1/shelves/404");
    expect([status, headers["content-type"], bytes.length]).toEqual([404, "application/json", 0]);
    expect((await ask(served.url, "HEAD /nowhere")).status).toBe(404);
  });

  test("is 405 where there is no GET, or nobody wants it", async () => {
    const post = await ask(served.url, "HEAD /v1/convert");
    expect([post.status, post.headers.allow]).toEqual([405, "OPTIONS, POST"]);
    const off = await ask(strict.url, "HEAD /v1/shelves/7");
    expect([off.status, off.headers.allow]).toEqual([405, "GET, LOCK"]);
  });

  test("leaves out the length where GET would be compressed", async () => {
    const headers = { "accept-encoding": "br" };
    const head = await ask(served.url, "HEAD /v1/documents/text/scan", { headers });
    expect([head.headers["content-encoding"], head.headers["content-length"]]).toEqual(["br", undefined]);
  });

  test("works over HTTP/2", async () => {
    await using other = await serveHttp2(libraryHandler());
    const session = connectHttp2(other.url);
    const stream = session.request({ ":method": "HEAD", ":path": "/v1/shelves/7" });
    const [headers] = (await once(stream, "response")) as [Record<string, unknown>];
    stream.resume();
    await once(stream, "end");
    expect([headers[":status"], headers["content-type"]]).toEqual([200, "application/json"]);
    session.destroy();
  });
});

describe("OPTIONS", () => {
  test.each([
    ["/v1/shelves", "GET, HEAD, OPTIONS, POST"],
    ["/v1/shelves/7", "GET, HEAD, LOCK, OPTIONS"],
    ["/v1/convert", "OPTIONS, POST"],
    ["*", undefined],
  ])("of %s is answered with the methods there: %s", async (path, allow) => {
    const { status, headers, bytes } = await ask(served.url, `OPTIONS ${path}`);
    expect([status, headers.allow, bytes.length]).toEqual([204, allow, 0]);
  });

  test("is 404 where there is nothing, and 405 where nobody wants it", async () => {
    expect((await ask(served.url, "OPTIONS /nowhere")).status).toBe(404);
    expect((await ask(served.url, "OPTIONS /v1/%zz")).status).toBe(400);
    expect((await ask(strict.url, "OPTIONS /v1/shelves")).headers.allow).toBe("GET, POST");
  });
});
