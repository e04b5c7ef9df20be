import { create, createRegistry, type DescMethod, type JsonValue, toJson } from "@bufbuild/protobuf";
import { DurationSchema, EmptySchema, Int64ValueSchema } from "@bufbuild/protobuf/wkt";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRouter } from "../../src/transcoder/index.ts";
import { CardSchema } from "./gen/library/v1/legacy_pb.ts";
import { AuthorSchema } from "./gen/library/v1/library_pb.ts";
import { WellKnownService } from "./gen/library/v1/well_known_pb.ts";
import { initShapes } from "./kit/arbitrary-message.ts";
import { compile } from "./kit/compile.ts";
import { type Echoed, echoed, serveEcho } from "./kit/echo.ts";
import { documentOf } from "./kit/library-document.ts";
import type { Served } from "./kit/serve.ts";

const registry = createRegistry(AuthorSchema, CardSchema, DurationSchema, EmptySchema, Int64ValueSchema);
let served: Served;
beforeAll(async () => {
  served = await serveEcho([WellKnownService], { registry });
});
afterAll(() => served[Symbol.asyncDispose]());

type Row = readonly [name: string, body: string | undefined, expected: Echoed, why: string];

function check(rows: readonly Row[]): void {
  test.each(rows)("%s of %s is %j: %s", async (name, body, expected) => {
    expect(await echoed(served, `POST /v1/${name}`, body)).toEqual(expected);
  });
}

describe("a request that is a well-known type", () => {
  check([
    ["struct", '{"a":1,"b":[null]}', { a: 1, b: [null] }, "is its JSON form"],
    ["struct", '{"fields":{}}', { fields: {} }, "not the object of its fields"],
    ["struct", "[]", ["(all) type"], "and no other"],
    ["value", "null", null, "may be null where that is a value"],
    ["value", '{"a":[]}', { a: [] }, "or whatever else"],
    ["list_value", "[1,null]", [1, null], "or a list"],
    ["list_value", "{}", ["(all) type"], "which is no object"],
    ["timestamp", '"2020-01-01T00:00:00Z"', "2020-01-01T00:00:00Z", "or a text"],
    ["timestamp", '{"seconds":5}', ["(all) type"], "which is no object either"],
    ["timestamp", "null", ["(all) type"], "nor null"],
    ["duration", '"1.5s"', "1.500s", "of any form"],
    ["duration", '"1"', ["(all) malformed"], "but its own"],
    ["field_mask", '"a.b,cD"', "a.b,cD", "as masks have"],
    ["text", '"x"', "x", "and wrappers have what is in them"],
    ["text", '{"value":"x"}', ["(all) type"], "without the wrapper"],
    ["number", '"9223372036854775807"', "9223372036854775807", "of any size"],
    ["number", "9007199254740993", ["(all) int64.precision"], "that is exact"],
    ["bytes", '"-_8"', "+/8=", "and kind"],
    ["empty", "{}", {}, "and nothing is nothing"],
    ["empty", '{"a":1}', ["(all) unknown_field"], "and not more"],
  ]);

  check([
    ["struct", undefined, {}, "is empty where there is no body"],
    ["text", undefined, "", "whatever that is"],
    ["duration", undefined, "0s", "in its own form"],
    ["empty", undefined, {}, "or in none"],
  ]);

  test("gives its fields to paths and queries, as other messages do", async () => {
    expect(await echoed(served, "GET /v1/text/a/b")).toBe("a/b");
    expect(await echoed(served, "GET /v1/timestamp?seconds=1&nanos=5")).toBe(
      "1970-01-01T00:00:01.000000005Z",
    );
  });

  test("is not taken apart by a path where its body is all of it", () => {
    const { echoText } = WellKnownService.method;
    expect(() => compile(echoText, "POST /{value}", { body: "*" })).toThrow(
      "body: the path binds a part of google.protobuf.StringValue",
    );
  });

  const methods = createRouter([WellKnownService]).routes.filter(
    ({ httpMethod, template }) => httpMethod === "POST" && !/any|empty/.test(template),
  );
  test.each(methods.map(({ method, template }) => [template, method] as const))(
    "of %s is what it was, whatever that is",
    async (template, method: DescMethod) => {
      const property = fc.asyncProperty(initShapes(method.input), async (shape) => {
        // In JSON a zero has no sign once it is written.
        const text = JSON.stringify(toJson(method.input, create(method.input, shape)));
        expect(await echoed(served, `POST ${template}`, text)).toEqual(JSON.parse(text) as JsonValue);
      });
      await fc.assert(property, { numRuns: 30 });
    },
  );

  test("is described as what it is", () => {
    const { paths } = documentOf([WellKnownService]) as unknown as {
      paths: Record<string, { post?: { requestBody: { content: Record<string, { schema: object }> } } }>;
    };
    const schemaOf = (path: string) => paths[path]?.post?.requestBody.content["application/json"]?.schema;
    expect(schemaOf("/v1/struct")).toEqual({ type: "object" });
    expect(schemaOf("/v1/timestamp")).toEqual({ type: "string", format: "date-time" });
    expect(schemaOf("/v1/text")).toEqual({ type: "string" });
  });
});

describe("google.protobuf.Any", () => {
  const type = (name: string) => `type.googleapis.com/${name}`;
  const any = (name: string, fields: object) => JSON.stringify({ "@type": type(name), ...fields });
  const author = { family_name: "x", teacher: { family_name: "y" } };

  test("has the fields of the message in it", async () => {
    expect(await echoed(served, "POST /v1/any", any("library.v1.Author", author))).toEqual({
      "@type": type("library.v1.Author"),
      family_name: "x",
      teacher: { family_name: "y" },
    });
  });

  check([
    ["any", "{}", {}, "may be empty"],
    ["any", undefined, {}, "or absent"],
    [
      "any",
      any("google.protobuf.Duration", { value: "1s" }),
      { "@type": type("google.protobuf.Duration"), value: "1s" },
      "has a value where the JSON of what is in it is no object",
    ],
    [
      "any",
      any("google.protobuf.Empty", {}),
      { "@type": type("google.protobuf.Empty") },
      "of which nothing is none",
    ],
    [
      "any",
      any("google.protobuf.Empty", { value: {} }),
      { "@type": type("google.protobuf.Empty") },
      "even if some write it so",
    ],
    [
      "any",
      '{"@type":"library.v1.Author"}',
      { "@type": type("library.v1.Author"), family_name: "" },
      "by any URL",
    ],
    ["any", "[]", ["(all) type"], "is an object"],
    ["any", '{"a":1}', ["@type required_key"], "with a type"],
    ["any", '{"@type":5}', ["@type type"], "that is a text"],
    ["any", any("library.v1.Shelf", {}), ["@type unknown_type"], "and known"],
    ["any", '{"@type":""}', ["@type unknown_type"], "and not nothing"],
    ["any", '{"@type":"/__proto__"}', ["@type unknown_type"], "nor what objects inherit"],
    ["any", any("library.v1.Author", { x: 1 }), ["(all) unknown_field"], "has no more than that type"],
    [
      "any",
      any("library.v1.Author", { teacher: { family_name: 5 } }),
      ["teacher.family_name type"],
      "and is looked at as deep",
    ],
    [
      "any",
      any("google.protobuf.Int64Value", { value: 2 ** 60 }),
      ["value int64.precision"],
      "and as well as what is elsewhere",
    ],
    ["any", any("google.protobuf.Duration", {}), ["value required_key"], "has its value"],
    [
      "any",
      any("google.protobuf.Duration", { value: "1s", seconds: 1 }),
      ["(all) unknown_field"],
      "and nothing beside it",
    ],
    ["any", any("library.v1.Card", {}), ["(all) malformed"], "is a whole message"],
  ]);

  test("is followed as deep as anything else", async () => {
    const nested = createRegistry(AuthorSchema);
    await using shallow = await serveEcho([WellKnownService], { registry: nested, depthMax: 4 });
    const deep = (levels: number): object => (levels === 0 ? {} : { teacher: deep(levels - 1) });
    expect(await echoed(shallow, "POST /v1/any", any("library.v1.Author", deep(2)))).toMatchObject(deep(2));
    expect(await echoed(shallow, "POST /v1/any", any("library.v1.Author", deep(3)))).toEqual([
      "teacher.teacher.teacher depth",
    ]);
  });

  test("takes no type without a registry", async () => {
    await using strict = await serveEcho([WellKnownService]);
    expect(await echoed(strict, "POST /v1/any", any("library.v1.Author", {}))).toEqual([
      "@type unknown_type",
    ]);
    expect(await echoed(strict, "POST /v1/any", "{}")).toEqual({});
  });
});
