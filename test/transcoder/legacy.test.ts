import { create, fromJson, type JsonObject, type JsonValue, toBinary, toJson } from "@bufbuild/protobuf";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRouter } from "../../src/transcoder/index.ts";
import { CardSchema, LegacyService } from "./gen/library/v1/legacy_pb.ts";
import { initShapes } from "./kit/arbitrary-message.ts";
import { type Echoed, echoed, serveEcho } from "./kit/echo.ts";
import { documentOf } from "./kit/library-document.ts";
import type { Served } from "./kit/serve.ts";

let served: Served;
beforeAll(async () => {
  served = await serveEcho([LegacyService]);
});
afterAll(() => served[Symbol.asyncDispose]());

const empty = { title: "x", sizes: [], stamp: [], by_topic: {} };

type Row = readonly [line: string, body: string | undefined, expected: Echoed, why: string];

describe("a message of proto2", () => {
  test.each<Row>([
    ["PUT /v1/cards/x", "{}", empty, "has no defaults in it that nobody set"],
    ["PUT /v1/cards/x", '{"pages":5}', { ...empty, pages: 5 }, "but those that somebody did"],
    ["PUT /v1/cards/x", '{"size":"SIZE_BIG"}', { ...empty, size: "SIZE_LARGE" }, "has names for one value"],
    [
      "PUT /v1/cards/x",
      '{"sizes":[3,"SIZE_LOST",-1]}',
      { ...empty, sizes: ["SIZE_SMALL", "SIZE_LOST", "SIZE_LOST"] },
      "or numbers",
    ],
    ["PUT /v1/cards/x", '{"size":5}', ["size enum"], "of a closed enum only its own"],
    ["PUT /v1/cards/x", '{"sizes":[3,0]}', ["sizes[1] enum"], "also in lists"],
    ["GET /v1/cards?title=x&size=0", undefined, ["size enum"], "and queries"],
    ["PUT /v1/cards/x", '{"drawer":{"number":1}}', { ...empty, drawer: { number: 1 } }, "has groups"],
    ["PUT /v1/cards/x", '{"Drawer":{"number":1}}', ["(all) unknown_field"], "by their fields' names"],
    ["PUT /v1/cards/x", '{"stamp":[{"day":"d"}]}', { ...empty, stamp: [{ day: "d" }] }, "several too"],
    [
      "PUT /v1/cards/x",
      '{"code":"","barcode":7,"lent":false}',
      { ...empty, code: "", barcode: "7", lent: false },
      "tells zeros",
    ],
    [
      "GET /v1/cards?title=x&drawer.number=3&size=SIZE_LOST&sizes=3&lent=false&barcode=9007199254740993",
      undefined,
      {
        ...empty,
        size: "SIZE_LOST",
        sizes: ["SIZE_SMALL"],
        drawer: { number: 3 },
        barcode: "9007199254740993",
        lent: false,
      },
      "comes from a query",
    ],
  ])("%s %s is %j: %s", async (line, body, expected) => {
    expect(await echoed(served, line, body)).toEqual(expected);
  });

  test.each<Row>([
    ["GET /v1/cards", undefined, ["title required"], "in the request"],
    ["GET /v1/cards?pages=x", undefined, ["pages type"], "unless more is wrong"],
    ["PUT /v1/cards/x", '{"drawer":{}}', ["drawer.number required"], "in a group"],
    ["PUT /v1/cards/x", '{"stamp":[{"day":"d"},{}]}', ["stamp[1].day required"], "in lists of them"],
    [
      "PUT /v1/cards/x",
      '{"see_also":{"see_also":{}}}',
      ["see_also.title required", "see_also.see_also.title required"],
      "at any depth",
    ],
    ["PUT /v1/cards/x", '{"by_topic":{"a":{}}}', ['by_topic["a"].title required'], "in maps"],
    ["PUT /v1/cards/x", '{"behind":{}}', ["behind.title required"], "in oneofs"],
    ["GET /v1/cards?title=x&drawer.label=l", undefined, ["drawer.number required"], "in what a query makes"],
    ["POST /v1/cards/y/links", "{}", ["title required"], "beside the body"],
    [
      "POST /v1/cards/y/links?title=x",
      "{}",
      { ...empty, see_also: { ...empty, title: "y" } },
      "which the path may fill",
    ],
  ])("%s %s is %j: what must be there is, %s", async (line, body, expected) => {
    expect(await echoed(served, line, body)).toEqual(expected);
  });

  const [route] = createRouter([LegacyService]).routes;

  test("is not written without what must be there", () => {
    expect(() => route!.toJson({})).toThrow(
      "can't write library.v1.Card.title as JSON: it is required, and unset",
    );
    expect(() => route!.toJsonText({ title: "x", drawer: { label: "l" } })).toThrow("Drawer.number");
    expect(() => toJson(CardSchema, create(CardSchema))).toThrow("required field not set");
  });

  test("is over HTTP what protobuf-es makes of it", async () => {
    const cards = fc.record(
      {
        pages: fc.integer({ min: -5, max: 5 }),
        size: fc.constantFrom("SIZE_SMALL", "SIZE_BIG", -1),
        sizes: fc.array(fc.constantFrom("SIZE_LARGE", 3), { maxLength: 2 }),
        drawer: fc.record({ number: fc.nat(3), label: fc.string() }, { requiredKeys: ["number"] }),
        stamp: fc.array(fc.record({ day: fc.string() }), { maxLength: 2 }),
        see_also: fc.record({ title: fc.string(), lent: fc.boolean() }, { requiredKeys: ["title"] }),
        code: fc.constantFrom("", "AQ=="),
        barcode: fc.constantFrom("0", "9007199254740993"),
        lent: fc.boolean(),
        room: fc.string(),
      },
      { requiredKeys: [] },
    );
    const property = fc.asyncProperty(cards, async (card) => {
      const message = fromJson(CardSchema, { ...card, title: "x" } as JsonValue);
      const expected = toJson(CardSchema, message, { useProtoFieldName: true, alwaysEmitImplicit: true });
      expect(await echoed(served, "PUT /v1/cards/x", JSON.stringify(card))).toEqual(expected);
      const bound = route!.bind({ params: ["x"], query: [], body: card as JsonValue }).message;
      expect(toBinary(CardSchema, bound as typeof message)).toEqual(toBinary(CardSchema, message));
    });
    await fc.assert(property, { numRuns: 60 });
  });

  test("is written as protobuf-es writes it, and read as it was", () => {
    const property = fc.property(initShapes(CardSchema), (shape) => {
      const message = create(CardSchema, shape);
      const json = toJson(CardSchema, message, { useProtoFieldName: true, alwaysEmitImplicit: true });
      expect(route!.toJson(message)).toEqual(json);
      expect(route!.toJson(shape)).toEqual(json);
      const { title, ...rest } = json as JsonObject;
      const bound = route!.bind({ params: [title as string], query: [], body: rest });
      expect(bound.violations).toEqual([]);
      expect(bound.message).toEqual(fromJson(CardSchema, json));
    });
    fc.assert(property, { numRuns: 200 });
  });

  test("is described with what must be there", () => {
    const { components } = documentOf([LegacyService]) as unknown as {
      components: { schemas: Record<string, { required?: string[] }> };
    };
    expect(components.schemas["Card-input"]?.required).toEqual(["title"]);
    expect(components.schemas["Card.Drawer-input"]?.required).toEqual(["number"]);
    expect(components.schemas.Card?.required).toContain("title");
  });
});
