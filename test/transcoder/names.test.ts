import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { createFileRegistry, fromBinary, fromJson, type JsonObject, toJson } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRouter, messageReader } from "../../src/transcoder/index.ts";
import { NamesSchema, NamesService } from "./gen/library/v1/names_pb.ts";
import { echoed, serveEcho } from "./kit/echo.ts";
import type { Served } from "./kit/serve.ts";

let served: Served;
beforeAll(async () => {
  served = await serveEcho([NamesService]);
});
afterAll(() => served[Symbol.asyncDispose]());

// Not as a literal of the language, in which __proto__ is no key.
const body = `{"to_string":1,"__proto__":"p","hasOwnProperty":[1],"value_of":2,"field_1":"f","line2b3c":"l","FooBar":"b",
  "camelCase":"c","toJSON":"j","_lead":"d","trail":"t","doubleLine":"e","od d.{}/":"o","@type":"k","ISBN":"i",
  "case":4,"prototype":{"__proto__":"x","constructor":"y"},"nested":{"__proto__":"q","value":{"valueOf":3}}}`;

describe("names that mean something elsewhere", () => {
  test("are names like others in a body", async () => {
    const json = (await echoed(served, "PUT /v1/names/c", body)) as JsonObject;
    const message = fromJson(NamesSchema, JSON.parse(body.replace("{", '{"constructor":"c",')) as JsonObject);
    expect(json).toEqual(toJson(NamesSchema, message, { useProtoFieldName: true, alwaysEmitImplicit: true }));
    expect(Object.entries(json)).toContainEqual(["__proto__", "p"]);
    expect(json).toMatchObject({ constructor: "c", kind: "k", isbn: "i", odd: "o", field_1: "f", case: 4 });
    expect(Object.prototype).not.toHaveProperty("p");
  });

  test.each([
    ["constructor=c&to_string=1&valueOf=3", { constructor: "c", to_string: 1, value_of: 3 }],
    ["__proto__=p&nested.__proto__=q", { nested: { to_string: 0 } }],
    ["has_own_property=1&hasOwnProperty=2", { has_own_property: [1, 2] }],
    ["field_1=a", { field_1: "a" }],
    ["field1=a&line2b3c=b", { field_1: "a", line2b_3c: "b" }],
    [
      "FooBar=a&camelCase=b&toJSON=c&_lead=d&trail_=e",
      { FooBar: "a", camelCase: "b", toJSON: "c", _lead: "d", trail_: "e" },
    ],
    ["ISBN=a&%40type=b&odd=c", { isbn: "a", kind: "b", odd: "c" }],
    [
      "value.value.case=2&value.nested.toString=3",
      { value: { value: { case: 2 }, nested: { to_string: 3 } } },
    ],
  ])("are names like others in a query: %s", async (query, expected) => {
    expect(await echoed(served, `GET /v1/names?${query}`)).toMatchObject(expected);
  });

  test.each([
    ["field_1=a&field1=b", "field_1 duplicate"],
    ["case=1&value.case=2", "value.case oneof"],
    ["toLocaleString=1", "(all) unknown_field"],
    ["__defineGetter__=1", "(all) unknown_field"],
    ["nested.hasOwn=1", "(all) unknown_field"],
    ["isbn.length=1", "(all) unknown_field"],
    // A dot is between names, whatever a JSON name has.
    ["od%20d.%7B%7D%2F=1", "(all) unknown_field"],
  ])("are not mistaken for others: %s", async (query, violation) => {
    expect(await echoed(served, `GET /v1/names?${query}`)).toEqual([violation]);
  });

  test("are names like others as text", () => {
    const [route] = createRouter([NamesService]).routes;
    const { message, violations } = route!.bind({
      params: ["c"],
      query: [],
      body: JSON.parse(body) as JsonObject,
    });
    expect(violations).toEqual([]);
    expect(JSON.parse(route!.toJsonText(message))).toEqual(route!.toJson(message));
  });
});

describe("names that two fields have", () => {
  const folder = join(import.meta.dirname, "check/refused");
  const bytes = execFileSync("buf", ["build", folder, "--as-file-descriptor-set", "-o", "-"]);
  const service = createFileRegistry(fromBinary(FileDescriptorSetSchema, bytes)).getService(
    "refused.names.Refused",
  );

  test("are refused at the start, but where only one of the two is read", () => {
    expect(() => createRouter([service!])).toThrow(
      '"b" of refused.names.Swapped is the JSON name of "a" too',
    );
    const { routes } = createRouter([service!], { jsonNames: false });
    const { message, violations } = routes[0]!.bind({ params: [], query: [], body: { a: 1, b: 2 } });
    expect(violations).toEqual([]);
    expect(routes[0]!.toJson(message)).toEqual({ a: 1, b: 2 });
  });

  test("are the proto's for messages that no rule is about", () => {
    const read = messageReader(service!.methods[0]!.input);
    const { message, violations } = read({ a: 1, b: 2 });
    expect([violations, message]).toMatchObject([[], { a: 1, b: 2 }]);
  });
});
