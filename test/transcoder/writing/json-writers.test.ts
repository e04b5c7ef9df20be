import { create, createRegistry, type DescMethod, type JsonObject, toJson } from "@bufbuild/protobuf";
import { anyPack, DurationSchema } from "@bufbuild/protobuf/wkt";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type EveryKind, EveryKindSchema, EveryKindService } from "../gen/library/v1/every_kind_pb.ts";
import { LibraryService, ShelfSchema } from "../gen/library/v1/library_pb.ts";
import { initShapes } from "../kit/arbitrary-message.ts";
import { compile } from "../kit/compile.ts";

const { echo } = EveryKindService.method;
const { getShelf, createShelf, addBooks, labelShelf, reindex } = LibraryService.method;
const options = { useProtoFieldName: true, alwaysEmitImplicit: true } as const;

describe("toJson() and toJsonText()", () => {
  const route = compile(echo, "GET /x");

  test("write what protobuf-es writes, of messages and of init shapes", () => {
    fc.assert(
      fc.property(initShapes(EveryKindSchema), (shape) => {
        const message = create(EveryKindSchema, shape);
        const expected = toJson(EveryKindSchema, message, options);
        const text = JSON.stringify(expected);
        expect(route.toJson(message)).toEqual(expected);
        expect(route.toJson(shape)).toEqual(expected);
        expect(route.toJsonText(message)).toBe(text);
        expect(route.toJsonText(shape)).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  test("write the types that a registry knows in google.protobuf.Any", () => {
    const registry = createRegistry(DurationSchema);
    const any = anyPack(DurationSchema, create(DurationSchema, { seconds: 5n }));
    const withRegistry = compile(echo, "GET /x", {}, { registry });
    expect((withRegistry.toJson({ any }) as JsonObject).any).toEqual({
      "@type": "type.googleapis.com/google.protobuf.Duration",
      value: "5s",
    });
    expect(() => route.toJson({ any })).toThrow("not in the type registry");
  });

  test("write masks whose paths proto-JSON has no form for, as they are read again", () => {
    const paths = ["line_1", "a_B.c__d", "plain", "a_b.*.5"];
    const json = route.toJson({ fieldMask: { paths } }) as JsonObject;
    expect(json.field_mask).toBe("line_1,a_B.c__d,plain,aB.*.5");
    const echoed = compile(echo, "POST /x", { body: "*" }).bind({ params: [], query: [], body: json });
    expect(echoed.violations).toEqual([]);
    expect((echoed.message as EveryKind).fieldMask?.paths).toEqual(paths);
    expect(route.toJsonText({ fieldMask: { paths } })).toContain(
      '"field_mask":"line_1,a_B.c__d,plain,aB.*.5"',
    );
    expect(() => route.toJson({ fieldMask: { paths: ["fooBar"] } })).toThrow("would be read as another path");
  });

  test("take null for unset", () => {
    const shape = {
      optionalInt32: null,
      nested: null,
      choice: null,
      string: null,
      int32List: null,
      stringMap: null,
    };
    expect(route.toJson(shape)).toEqual(route.toJson({}));
  });

  test("make each answer anew", () => {
    const first = route.toJson({}) as { string_list: string[] };
    first.string_list.push("x");
    expect((route.toJson({}) as { string_list: string[] }).string_list).toEqual([]);
  });

  test.each([
    ["a number for a string", { string: 5 }],
    ["a string for an integer", { int32: "5" }],
    ["NaN for an integer", { int32: Number.NaN }],
    ["a text that is no number for a 64-bit integer", { int64: '1","x":"' }],
    ["a fraction for a 64-bit integer", { int64: 1.5 }],
    ["a number for a boolean", { bool: 1 }],
    ["a string for bytes", { bytes: "AQ==" }],
    ["a string for a double", { double: "NaN" }],
    ["a name for an enum", { color: "COLOR_RED" }],
    ["NaN in a struct", { struct: { a: [Number.NaN] } }],
    ["a wrong item of a list", { int32List: [1, "2"] }],
    ["a wrong value of a map", { int32Map: { 1: "2" } }],
    ["a wrong member of a oneof", { choice: { case: "choiceInt32", value: "x" } }],
  ])("throw for %s", (_what, shape) => {
    expect(() => route.toJson(shape)).toThrow(TypeError);
    expect(() => route.toJsonText(shape)).toThrow(TypeError);
  });
});

describe("a response of one field", () => {
  const written = (method: DescMethod, responseBody: string, shape: object) => {
    const route = compile(method, "POST /x", { responseBody });
    expect(JSON.stringify(route.toJson(shape))).toBe(route.toJsonText(shape));
    return route.toJson(shape);
  };
  const emptyBook = { name: "", title: "x", page_count: 0, authors: [] };
  const emptyShelf = toJson(ShelfSchema, create(ShelfSchema), options);

  const rows: readonly (readonly [
    why: string,
    DescMethod,
    field: string,
    shape: object,
    expected: unknown,
  ])[] = [
    ["a message", createShelf, "shelf", { shelf: { name: "x" } }, { ...(emptyShelf as object), name: "x" }],
    ["an unset message", createShelf, "shelf", {}, emptyShelf],
    ["an unset list", addBooks, "books", {}, []],
    ["a list", addBooks, "books", { books: [{ title: "x" }] }, [emptyBook]],
    ["a 64-bit integer", labelShelf, "count", { count: 5n }, "5"],
    ["an unset one", labelShelf, "count", {}, "0"],
    ["a map", echo, "string_map", { stringMap: { a: "b" } }, { a: "b" }],
    ["a wrapper", echo, "int32_value", { int32Value: 5 }, 5],
    ["an unset wrapper", echo, "int32_value", {}, null],
    ["an unset scalar with presence", echo, "optional_string", {}, null],
    ["an unset enum", echo, "color", {}, "COLOR_UNSPECIFIED"],
    ["unset bytes", echo, "bytes", {}, ""],
    ["a timestamp", echo, "timestamp", { timestamp: { seconds: 1n } }, "1970-01-01T00:00:01Z"],
    ["a struct", echo, "struct", { struct: { a: 1 } }, { a: 1 }],
    ["null", echo, "null_value", {}, null],
    ["a member of a oneof", echo, "choice_int32", { choice: { case: "choiceInt32", value: 5 } }, 5],
    ["an unset value", echo, "value", {}, null],
    ["an unset value of a oneof", echo, "choice_value", {}, null],
    ["an unset wrapper of a oneof", echo, "choice_int64_value", {}, null],
    ["an unset list of values", echo, "list_value", {}, []],
    ["an unset time", echo, "timestamp", {}, "1970-01-01T00:00:00Z"],
    ["another member", echo, "choice_int32", { choice: { case: "choiceString", value: "x" } }, null],
  ];
  test.each(rows)("is written: %s", (_why, method, field, shape, expected) => {
    expect(written(method, field, shape)).toEqual(expected);
  });
});

describe("a dialect's field rules", () => {
  const fieldRules = (field: { name: string }) => ({
    hidden: field.name === "book_count",
    nullable: field.name === "theme" || field.name === "built_at",
  });
  const route = compile(getShelf, "GET /x", {}, { fieldRules });

  test("hide fields, and write null for unset nullable ones", () => {
    const expected = {
      name: "a",
      genre: "GENRE_UNSPECIFIED",
      width_metres: 0,
      built_at: null,
      labels: {},
      theme: null,
    };
    expect(route.toJson({ name: "a", bookCount: 5 })).toEqual(expected);
    expect(JSON.parse(route.toJsonText({ name: "a", bookCount: 5 }))).toEqual(expected);
  });

  test("leave set ones alone", () => {
    expect(route.toJson({ theme: "" })).toMatchObject({ theme: "" });
  });

  test("matter not where there are none", () => {
    expect(compile(reindex, "GET /x").toJsonText({})).toBe("{}");
  });
});
