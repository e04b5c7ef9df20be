import { once } from "node:events";
import { connect } from "node:http2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask } from "../kit/ask.ts";
import { libraryHandler } from "../kit/library-handler.ts";
import { type Served, serve, serveHttp2 } from "../kit/serve.ts";

let served: Served;
beforeAll(async () => {
  const limits = {
    targetBytes: 200,
    pathSegments: 10,
    headers: 8,
    headerBytes: 1000,
    queryPairs: 3,
    bodyBytes: 100,
  };
  served = await serve(libraryHandler({ limits }));
});
afterAll(() => served[Symbol.asyncDispose]());

const json = { "content-type": "application/json" };
const many = Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`x-${at}`, "1"]));

describe("a request at its limits", () => {
  const rows: readonly (readonly [string, number, string, Parameters<typeof ask>[2]?])[] = [
    [`GET /v1/pages/${"a/".repeat(7)}a`, 200, "ten segments"],
    [`GET /v1/pages/${"a/".repeat(8)}a`, 414, "eleven segments"],
    [`GET /v1/pages/${"a".repeat(191)}`, 414, "a long target"],
    [`GET /v1/shelves?page_token=${"a/".repeat(50)}`, 200, "slashes in a query are no segments"],
    [`GET /v1/shelves?page_token=${"a".repeat(200)}`, 414, "a long query"],
    ["GET /v1/shelves?genres=1&genres=1&genres=1", 200, "three parameters"],
    ["GET /v1/shelves?genres=1&genres=1&genres=1&genres=1", 400, "four parameters"],
    ["GET /v1/shelves", 431, "many headers", { headers: many }],
    ["GET /v1/shelves", 431, "long headers", { headers: { "x-long": "a".repeat(1000) } }],
    ["POST /v1/echo", 200, "a body of its length", { headers: json, body: " ".repeat(98).concat("{}") }],
    ["POST /v1/echo", 413, "a body that is longer", { headers: json, body: " ".repeat(99).concat("{}") }],
  ];
  for (const [line, status, why, said] of rows) {
    test(`is answered with ${status}: ${why}`, async () => {
      expect((await ask(served.url, line, said)).status).toBe(status);
    });
  }

  test("has as many headers in HTTP/2, where the first line is among them", async () => {
    await using other = await serveHttp2(libraryHandler({ limits: { headers: 8 } }));
    const session = connect(other.url);
    const few = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, at) => [`x-${at}`, "1"]));
    const statusOf = async (own: Record<string, string>) => {
      const stream = session.request({ ":path": "/v1/shelves/7", ...own }).resume();
      const [headers] = (await once(stream, "response")) as [{ ":status": number }];
      return headers[":status"];
    };
    expect([await statusOf(few(8)), await statusOf(few(9))]).toEqual([200, 431]);
    expect(await statusOf({ "x-long": "a".repeat(20_000) })).toBe(431);
    session.destroy();
  });

  test("has as many levels as the router allows", async () => {
    await using other = await serve(libraryHandler());
    const nested = (levels: number) =>
      ask(other.url, "POST /v1/echo", {
        headers: json,
        body: `{"struct":{"a":${"[".repeat(levels)}${"]".repeat(levels)}}}`,
      });
    expect((await nested(62)).status).toBe(200);
    const { status, json: body } = await nested(63);
    expect([status, body.message]).toEqual([400, "struct is nested more than 64 levels deep"]);
    // Nothing here may recurse as deep as a client likes.
    expect((await nested(500_000)).status).toBe(400);
  });
});
