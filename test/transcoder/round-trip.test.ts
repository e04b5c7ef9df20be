import { Agent } from "node:http";
import { create, fromJson, type JsonObject, type JsonValue, toJson } from "@bufbuild/protobuf";
import { createClient, createMethodImplSpec, createRouterTransport } from "@connectrpc/connect";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { compileUnary, createHttpHandler, type Route, routerOf } from "../../src/transcoder/index.ts";
import { type EveryKind, EveryKindSchema, EveryKindService } from "./gen/library/v1/every_kind_pb.ts";
import { BookSchema, GetBookRequestSchema, LibraryService } from "./gen/library/v1/library_pb.ts";
import { initShapes } from "./kit/arbitrary-message.ts";
import { ask } from "./kit/ask.ts";
import { compile } from "./kit/compile.ts";
import { clearUnsayable, encodeRequest } from "./kit/encode-request.ts";
import { type Served, serve } from "./kit/serve.ts";

const { echo } = EveryKindService.method;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const numRuns = 60;
afterAll(() => agent.destroy());

/** What can stand in a path has to be there; in JSON a zero has no sign once it is written. */
const messages = fc
  .record({
    shape: initShapes(EveryKindSchema),
    string: fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 20 }),
    text: fc.constantFrom(".", "..", "a:b", "%2F", "/", "é", "+ +", "?#&="),
    seconds: fc.bigInt(-62_135_596_800n, 253_402_300_799n),
  })
  .map(({ shape, string, bytes, text, seconds }) => {
    const always = { string, bytes, nested: { text }, timestamp: { seconds } };
    const message = create(EveryKindSchema, { ...shape, ...always } as EveryKind);
    return fromJson(
      EveryKindSchema,
      JSON.parse(JSON.stringify(toJson(EveryKindSchema, message))) as JsonValue,
    );
  });

/** Serves a route of Echo, and shows what it got. */
async function serveEcho(route: Route): Promise<{ readonly served: Served; readonly got: EveryKind[] }> {
  const got: EveryKind[] = [];
  const spec = createMethodImplSpec(echo, (request) => {
    got.push(request);
    return request;
  });
  const invoker = () => compileUnary(spec, []);
  const limits = { targetBytes: 1024 * 1024, pathSegments: 10_000, queryPairs: 10_000 };
  return { served: await serve(createHttpHandler({ router: routerOf([route]), invoker, limits })), got };
}

/** What a handler gets of a message by the RPC itself. */
function direct() {
  const got: EveryKind[] = [];
  const transport = createRouterTransport((router) =>
    router.rpc(echo, (request) => {
      got.push(request);
      return request;
    }),
  );
  const client = createClient(EveryKindService, transport);
  return { got, send: (message: EveryKind) => client.echo(message) };
}

describe("any message is over HTTP what it is by the RPC itself", () => {
  test.each<readonly [rule: string, more: { body?: string; responseBody?: string }, elsewhere: string[]]>([
    ["POST /v1/all", { body: "*" }, ["*"]],
    ["POST /v1/all/{nested.text}/{bytes}", { body: "*" }, ["*"]],
    ["GET /v1/query", {}, []],
    ["GET /v1/path/{int32}/{string}/{bytes}/{color}/{timestamp}/{nested.text}:go", {}, []],
    ["GET /v1/{int64}/{double}/x/{bool}/{uint64}", {}, []],
    ["PUT /v1/nested/{nested.text}", { body: "nested" }, ["nested"]],
    ["POST /v1/list/{sint64}", { body: "nested_list", responseBody: "nested_list" }, ["nested_list"]],
    ["PATCH /v1/map", { body: "string_map", responseBody: "string_map" }, ["string_map"]],
    ["PUT /v1/enums/{sfixed32}", { body: "color_list", responseBody: "value_list" }, ["color_list"]],
  ])("%s %o", async (rule, more, elsewhere) => {
    const route = compile(echo, rule, more);
    const { served, got } = await serveEcho(route);
    await using _ = served;
    const rpc = direct();
    const property = fc.asyncProperty(messages, async (message) => {
      if (elsewhere[0] !== "*") clearUnsayable(EveryKindSchema, message, elsewhere);
      // A default has a text in a path, and none in the JSON: those that are not numbers are written by hand.
      if (rule.includes("{bool}")) message.bool = true;
      const { line, body } = encodeRequest(route, message);
      const answer = await ask(served.url, line, { agent, ...(body !== undefined && { body }) });
      expect([line, answer.status]).toEqual([line, 200]);
      const response = await rpc.send(message);
      expect(got.pop()).toEqual(rpc.got.pop());
      const { responseBody } = more;
      if (responseBody === undefined) expect(fromJson(EveryKindSchema, answer.json)).toEqual(response);
      else {
        const alone = (toJson(EveryKindSchema, response, { useProtoFieldName: true }) as JsonObject)[
          responseBody
        ];
        const read = fromJson(EveryKindSchema, { [responseBody]: answer.json });
        expect(read).toEqual(fromJson(EveryKindSchema, alone === undefined ? {} : { [responseBody]: alone }));
      }
    });
    await fc.assert(property, { numRuns });
  });
});

describe("any name of a resource comes back as it went", () => {
  test.each([
    ["GET /v1/{name=shelves/*/books/*}", 1],
    ["GET /v1/{name=shelves/*/books/**}:read", 3],
  ])("%s", async (rule, partsMax) => {
    const route = compile(LibraryService.method.getBook, rule);
    const spec = createMethodImplSpec(LibraryService.method.getBook, ({ name }) => ({ name }));
    const handler = createHttpHandler({ router: routerOf([route]), invoker: () => compileUnary(spec, []) });
    await using served = await serve(handler);
    // An escaped slash stays escaped in a variable of several segments, so its escape can't be told from the text.
    const part = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 10 })
      .filter((text) => !text.includes("/") && !/%2f/i.test(text));
    const parts = fc.array(part, { minLength: 1, maxLength: partsMax });
    const property = fc.asyncProperty(part, parts, async (shelf, books) => {
      const name = ["shelves", shelf, "books", ...books].join("/");
      const { line } = encodeRequest(route, create(GetBookRequestSchema, { name }));
      const { json } = await ask(served.url, line, { agent });
      expect(fromJson(BookSchema, json).name).toBe(name);
    });
    await fc.assert(property, { numRuns });
  });
});
