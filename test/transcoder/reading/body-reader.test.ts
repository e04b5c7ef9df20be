import {
  create,
  createRegistry,
  fromBinary,
  fromJson,
  type JsonValue,
  toBinary,
  toJson,
} from "@bufbuild/protobuf";
import { DurationSchema } from "@bufbuild/protobuf/wkt";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RouterOptions } from "../../../src/transcoder/index.ts";
import { type EveryKind, EveryKindSchema, EveryKindService } from "../gen/library/v1/every_kind_pb.ts";
import { initShapes } from "../kit/arbitrary-message.ts";
import { bindTo } from "../kit/bind.ts";
import { compile } from "../kit/compile.ts";

const { echo } = EveryKindService.method;

/** A row expects the message as proto-JSON, or the violations, of a body. */
type Row = readonly [body: string, expected: object | string, why: string];

function check(rows: readonly Row[], options?: RouterOptions): void {
  const route = compile(echo, "POST /x", { body: "*" }, options);
  for (const [body, expected, why] of rows) {
    test(`${body}: ${why}`, () => {
      const { message, violations } = bindTo(route, { body });
      if (typeof expected === "string") expect(violations).toEqual([expected]);
      else expect({ message, violations }).toEqual({ message: expected, violations: [] });
    });
  }
}

describe("an integer", () => {
  check([
    ['{"int32":5}', { int32: 5 }, "is a number"],
    ['{"int32":-0}', {}, "of which there is one zero"],
    ['{"int32":4.0}', { int32: 4 }, "however it is written"],
    ['{"int32":1e1}', { int32: 10 }, "also with an exponent"],
    ['{"int32":"5"}', { int32: 5 }, "or in quotes"],
    ['{"int32":"1e1"}', { int32: 10 }, "of the same form"],
    ['{"int32":"20.0e-1"}', { int32: 2 }, "however far the point is"],
    ['{"int32":4.5}', "int32 type 4.5 [integer]", "but no fraction"],
    [
      '{"int32":"4.00000000000000000000001"}',
      'int32 type "4.00000000000000000000001" [integer]',
      "of any size",
    ],
    ['{"int32":"4.5"}', 'int32 type "4.5" [integer]', "in quotes or not"],
    ['{"int32":true}', "int32 type true [integer]", "nor a boolean"],
    ['{"int32":"0x5"}', 'int32 type "0x5" [integer]', "nor in another base"],
    ['{"int32":" 5"}', 'int32 type " 5" [integer]', "nor with spaces"],
    ['{"int32":""}', 'int32 type "" [integer]', "nor nothing"],
    ['{"int32":[]}', "int32 type [] [integer]", "nor a list"],
    ['{"int32":2147483647}', { int32: 2147483647 }, "up to its largest"],
    ['{"int32":2147483648}', "int32 int32.range 2147483648 [2147483647]", "and no more"],
    ['{"int32":-2147483649}', "int32 int32.range -2147483649 [-2147483648]", "nor less than its least"],
    ['{"int32":1e400}', "int32 int32.range null [2147483647]", "whatever JSON.parse makes of it"],
    ['{"uint32":4294967295}', { uint32: 4294967295 }, "without a sign goes further"],
    ['{"uint32":-1}', "uint32 uint32.range -1 [0]", "but not below zero"],
    [
      '{"sint32":-5,"fixed32":5,"sfixed32":-5}',
      { sint32: -5, fixed32: 5, sfixed32: -5 },
      "has other encodings",
    ],
  ]);
});

describe("a 64-bit integer", () => {
  check([
    ['{"int64":"9223372036854775807"}', { int64: "9223372036854775807" }, "is a string"],
    ['{"int64":"-9223372036854775808"}', { int64: "-9223372036854775808" }, "of its whole range"],
    ['{"uint64":"18446744073709551615"}', { uint64: "18446744073709551615" }, "without a sign too"],
    ['{"int64":5}', { int64: "5" }, "or a number"],
    ['{"int64":"5e0"}', { int64: "5" }, "of any form"],
    ['{"int64":"1e18"}', { int64: "1000000000000000000" }, "exactly, as it is in quotes"],
    ['{"int64":"-9223372036854775808.000"}', { int64: "-9223372036854775808" }, "to the last digit"],
    [
      '{"int64":"9223372036854775808.0"}',
      'int64 int64.range "9223372036854775808.0" [9223372036854775807]',
      "and no further",
    ],
    ['{"uint64":"1e999999999"}', 'uint64 uint64.range "1e999999999" [18446744073709551615]', "however far"],
    ['{"int64":"1e-1"}', 'int64 type "1e-1" [integer]', "nor below one"],
    ['{"int64":9007199254740991}', { int64: "9007199254740991" }, "as far as numbers are exact"],
    ['{"int64":9007199254740993}', "int64 int64.precision 9007199254740992 [string]", "but not further"],
    ['{"int64":1e30}', "int64 int64.range 1e+30 [9223372036854775807]", "and not beyond its range"],
    [
      '{"int64":"9223372036854775808"}',
      'int64 int64.range "9223372036854775808" [9223372036854775807]',
      "by one",
    ],
    [
      '{"int64":"99999999999999999999999"}',
      'int64 int64.range "99999999999999999999999" [9223372036854775807]',
      "or by far",
    ],
    ['{"uint64":"-1"}', 'uint64 uint64.range "-1" [0]', "nor below zero"],
    ['{"int64":1.5}', "int64 type 1.5 [integer]", "nor a fraction"],
    ['{"int64":"x"}', 'int64 type "x" [integer]', "nor a text"],
    ['{"int64_text":"7"}', { int64_text: "7" }, "may be kept as a text"],
  ]);
});

describe("a floating-point number", () => {
  check([
    ['{"double":1.5}', { double: 1.5 }, "is a number"],
    ['{"double":-0}', { double: -0 }, "of which there are two zeros"],
    ['{"double":"1.5"}', { double: 1.5 }, "or in quotes"],
    ['{"double":"NaN"}', { double: "NaN" }, "or the word for none"],
    ['{"double":"-Infinity"}', { double: "-Infinity" }, "or for too many"],
    ['{"double":"infinity"}', 'double type "infinity" [number]', "in that spelling"],
    ['{"double":1e400}', "double double.range null [1.7976931348623157e+308]", "but not too large"],
    ['{"double":-1e400}', "double double.range null [-1.7976931348623157e+308]", "in either direction"],
    ['{"double":"1e400"}', 'double double.range "1e400" [1.7976931348623157e+308]', "in quotes or not"],
    ['{"double":"1_000"}', 'double type "1_000" [number]', "nor in JavaScript's forms"],
    ['{"double":true}', "double type true [number]", "nor a boolean"],
    ['{"float":0.1}', { float: 0.10000000149011612 }, "is rounded where it is kept in 32 bits"],
    ['{"float":3.5e38}', "float float.range 3.5e+38 [3.4028234663852886e+38]", "and has less room there"],
  ]);
});

describe("numbers where they must not be strings", () => {
  check(
    [
      ['{"int32":"5"}', 'int32 type "5" [integer]', "are no strings"],
      ['{"double":"NaN"}', 'double type "NaN" [number]', "not even words"],
      ['{"double":1.5}', { double: 1.5 }, "are numbers"],
      ['{"int64":"5"}', { int64: "5" }, "but for those that JSON numbers can't hold"],
      ['{"int32_value":"5"}', 'int32_value type "5" [integer]', "in wrappers too"],
    ],
    { numericStrings: false },
  );
});

describe("a text, a truth, some bytes", () => {
  check([
    ['{"string":"é\\u0000"}', { string: "é\u0000" }, "is any string"],
    ['{"string":5}', "string type 5 [string]", "and no number"],
    ['{"string":"\\ud800"}', 'string malformed "\\ud800" [UTF-8]', "and whole characters"],
    ['{"bool":true}', { bool: true }, "is true or false"],
    ['{"bool":"true"}', 'bool type "true" [boolean]', "and no string"],
    ['{"bool":1}', "bool type 1 [boolean]", "and no number"],
    ['{"bytes":"AQI="}', { bytes: "AQI=" }, "is base64"],
    ['{"bytes":"AQI"}', { bytes: "AQI=" }, "padded or not"],
    ['{"bytes":"-_8"}', { bytes: "+/8=" }, "of either alphabet"],
    ['{"bytes":"+_8"}', 'bytes malformed "+_8" [base64]', "but not of both"],
    ['{"bytes":"AQI=="}', 'bytes malformed "AQI==" [base64]', "nor padded too much"],
    ['{"bytes":"A"}', 'bytes malformed "A" [base64]', "nor cut off"],
    ['{"bytes":"AQ I"}', 'bytes malformed "AQ I" [base64]', "nor with spaces"],
    ['{"bytes":[1]}', "bytes type [1] [string]", "nor a list"],
  ]);
});

describe("an enum", () => {
  const names = "[COLOR_UNSPECIFIED,COLOR_RED,COLOR_ULTRAVIOLET]";
  check([
    ['{"color":"COLOR_RED"}', { color: "COLOR_RED" }, "has names"],
    ['{"color":-7}', { color: "COLOR_ULTRAVIOLET" }, "and numbers"],
    ['{"color":77}', { color: 77 }, "also such that nobody declared"],
    ['{"color":"red"}', `color enum "red" ${names}`, "but no other names"],
    ['{"color":"1"}', `color enum "1" ${names}`, "nor numbers in quotes"],
    ['{"color":1.5}', `color enum 1.5 ${names}`, "nor fractions"],
    ['{"color":2147483648}', `color enum 2147483648 ${names}`, "nor what is no int32"],
    ['{"color":"__proto__"}', `color enum "__proto__" ${names}`, "nor what objects inherit"],
    ['{"color":true}', "color type true [string]", "nor other types"],
  ]);
});

describe("a list or map", () => {
  check([
    ['{"int32_list":[1,"2"]}', { int32_list: [1, 2] }, "has items"],
    ['{"int32_list":[]}', {}, "or none"],
    ['{"int32_list":5}', "int32_list type 5 [array]", "and is not one of them"],
    ['{"int32_list":{"0":1}}', 'int32_list type {"0":1} [array]', "nor an object"],
    ['{"int32_list":[1,null]}', "int32_list[1] null null", "without null"],
    [
      '{"nested_list":[{"text":"a"},{"text":1}]}',
      "nested_list[1].text type 1 [string]",
      "whose items are looked at",
    ],
    ['{"string_map":{"a":"b","":"c"}}', { string_map: { a: "b", "": "c" } }, "has keys"],
    ['{"string_map":[]}', "string_map type [] [object]", "and is no list then"],
    ['{"string_map":{"a":null}}', 'string_map["a"] null null', "without null"],
    [
      '{"string_map":{"\\ud800":"x"}}',
      'string_map["\\ud800"] malformed "\\ud800" [UTF-8]',
      "whose keys are text",
    ],
    ['{"int32_map":{"-1":2}}', { int32_map: { "-1": 2 } }, "or numbers"],
    ['{"int32_map":{"01":2}}', 'int32_map[01] map_key "01"', "in their one form"],
    [
      '{"int32_map":{"2147483648":2}}',
      'int32_map[2147483648] int32.range "2147483648" [2147483647]',
      "of the type",
    ],
    ['{"int32_map":{"1":"x"}}', 'int32_map[1] type "x" [number]', "shown without quotes"],
    [
      '{"uint64_map":{"18446744073709551615":"1"}}',
      { uint64_map: { "18446744073709551615": "1" } },
      "of any size",
    ],
    ['{"bool_map":{"true":"AQ==","false":""}}', { bool_map: { true: "AQ==", false: "" } }, "or truths"],
    ['{"bool_map":{"1":""}}', 'bool_map[1] map_key "1"', "by their names"],
    ['{"nested_map":{"a.b":{"x":1}}}', 'nested_map["a.b"] unknown_field "x"', "quoted in paths"],
  ]);

  test("keeps __proto__ as a key like others", () => {
    const route = compile(echo, "POST /x", { body: "*" });
    const body = JSON.parse(
      '{"string_map":{"__proto__":"x"},"nested_map":{"__proto__":{"text":"y"}}}',
    ) as JsonValue;
    const { message, violations } = route.bind({ params: [], query: [], body });
    expect(violations).toEqual([]);
    const { stringMap, nestedMap } = message as EveryKind;
    expect(Object.entries(stringMap)).toEqual([["__proto__", "x"]]);
    expect(Object.getOwnPropertyNames(nestedMap)).toEqual(["__proto__"]);
    expect(Object.getPrototypeOf(stringMap)).toBe(Object.prototype);
    expect(route.toJsonText(message)).toContain('"string_map":{"__proto__":"x"}');
    const again = fromBinary(EveryKindSchema, toBinary(EveryKindSchema, message as EveryKind));
    expect(Object.entries(again.stringMap)).toEqual([["__proto__", "x"]]);
  });
});

describe("a field", () => {
  check([
    ['{"optionalInt32":0}', { optional_int32: 0 }, "goes by its JSON name too"],
    ['{"optional_int32":1,"optionalInt32":1}', "optional_int32 duplicate", "but not by both"],
    ['{"int32":1,"int32":2}', { int32: 2 }, "is what its key says last"],
    ['{"int32":"x","int32":2}', { int32: 2 }, "and that alone"],
    ['{"x":1}', '(all) unknown_field "x"', "must be one of the message"],
    ['{"__proto__":{"string":"x"}}', '(all) unknown_field "__proto__"', "and not of its prototype"],
    ['{"nested":{"x":1}}', 'nested unknown_field "x"', "at any depth"],
    ['{"nested":{"nested":{"text":5}}}', "nested.nested.text type 5 [string]", "is named by its path"],
    ['{"nested":"x"}', 'nested type "x" [object]', "is an object if a message"],
    ['{"string":null,"nested":null,"int32_list":null,"string_map":null}', {}, "is unset by null"],
    ['{"choice_int32":1,"choice_string":"x"}', "choice_string oneof", "excludes others of its oneof"],
    ['{"choice_int32":1,"choice_string":null}', { choice_int32: 1 }, "unless they are null"],
    ['{"choice_int32":0}', { choice_int32: 0 }, "of a oneof tells unset from zero"],
    ['{"choice_nested":{"text":"x"}}', { choice_nested: { text: "x" } }, "of a oneof may be a message"],
    ['{"choice_null":null}', { choice_null: null }, "or null"],
  ]);

  check(
    [
      ['{"optionalInt32":0}', '(all) unknown_field "optionalInt32"', "has one name where a dialect says so"],
      ['{"optional_int32":0}', { optional_int32: 0 }, "which is the proto's"],
    ],
    { jsonNames: false },
  );
});

describe("a dialect's field rules", () => {
  check(
    [
      ['{"string":"x"}', { string: "x" }, "let be what has its key"],
      ['{"string":""}', {}, "whatever its value"],
      ["{}", "string required_key", "miss a key that is not there"],
      ['{"string":null}', "string null null", "refuse null"],
      ['{"string":"x","optional_string":null}', { string: "x" }, "but where it is allowed"],
      ['{"string":"x","bool":true}', '(all) unknown_field "bool"', "hide fields"],
    ],
    {
      fieldRules: (field) => ({
        requiredKey: field.name === "string",
        nullable: field.name === "optional_string",
        hidden: field.name === "bool",
      }),
    },
  );

  check([['{"optionalString":"x"}', { optional_string: "x" }, "find a required key by its other name"]], {
    fieldRules: (field) => ({ requiredKey: field.name === "optional_string" }),
  });
});

describe("a well-known type", () => {
  check([
    ['{"timestamp":"2020-02-29T12:34:56.789Z"}', { timestamp: "2020-02-29T12:34:56.789Z" }, "Timestamp"],
    ['{"timestamp":"1969-12-31T23:59:59.5Z"}', { timestamp: "1969-12-31T23:59:59.500Z" }, "before 1970"],
    [
      '{"timestamp":"2020-01-01T00:00:00.123456789+01:30"}',
      { timestamp: "2019-12-31T22:30:00.123456789Z" },
      "elsewhere",
    ],
    [
      '{"timestamp":"2019-02-29T00:00:00Z"}',
      'timestamp malformed "2019-02-29T00:00:00Z" [date-time]',
      "a day that was not",
    ],
    [
      '{"timestamp":"2020-01-01T24:00:00Z"}',
      'timestamp malformed "2020-01-01T24:00:00Z" [date-time]',
      "an hour that is not",
    ],
    ['{"timestamp":"2020-01-01"}', 'timestamp malformed "2020-01-01" [date-time]', "a day"],
    [
      '{"timestamp":"0000-01-01T00:00:00Z"}',
      'timestamp malformed "0000-01-01T00:00:00Z" [date-time]',
      "before the year 1",
    ],
    ['{"timestamp":5}', "timestamp type 5 [string]", "a number"],
    ['{"duration":"1.5s"}', { duration: "1.500s" }, "Duration"],
    ['{"duration":"-0.5s"}', { duration: "-0.500s" }, "backwards"],
    ['{"duration":"1.5s "}', 'duration malformed "1.5s " [duration]', "with something after it"],
    ['{"duration":"1.0123456789s"}', 'duration malformed "1.0123456789s" [duration]', "too precise"],
    ['{"duration":"315576000001s"}', 'duration malformed "315576000001s" [duration]', "too long"],
    ['{"field_mask":"a.b,cD"}', { field_mask: "a.b,cD" }, "FieldMask"],
    ['{"field_mask":"a_b"}', { field_mask: "aB" }, "by proto names"],
    ['{"field_mask":"*"}', { field_mask: "*" }, "or of everything"],
    ['{"field_mask":"a.*.b,c.5"}', { field_mask: "a.*.b,c.5" }, "of any entry, or of one"],
    ['{"field_mask":"a..b"}', 'field_mask malformed "a..b" [field-mask]', "with a step that is none"],
    ['{"field_mask":"a.,b"}', 'field_mask malformed "a.,b" [field-mask]', "at its end"],
    ['{"field_mask":"5.a"}', 'field_mask malformed "5.a" [field-mask]', "or at its begin"],
    ['{"field_mask":"a*"}', 'field_mask malformed "a*" [field-mask]', "with half a star"],
    ['{"field_mask":"a,,b"}', 'field_mask malformed "a,,b" [field-mask]', "with a gap"],
    ['{"struct":{"a":[1,null,{"b":"c"}]}}', { struct: { a: [1, null, { b: "c" }] } }, "Struct"],
    ['{"struct":[]}', "struct type [] [object]", "not an object"],
    ['{"struct":{"a":1e400}}', "struct double.range null [1.7976931348623157e+308]", "too large"],
    ['{"struct":{"a":"\\udead"}}', 'struct malformed "\\udead" [UTF-8]', "half a character"],
    ['{"value":null}', { value: null }, "Value of null"],
    ['{"value":[true,{"a":"b"}]}', { value: [true, { a: "b" }] }, "Value of anything"],
    ['{"value_list":[null,1]}', { value_list: [null, 1] }, "Values"],
    ['{"value_map":{"-1":null}}', { value_map: { "-1": null } }, "Values by key"],
    ['{"choice_value":null}', { choice_value: null }, "Value in a oneof"],
    ['{"list_value":[1,"a"]}', { list_value: [1, "a"] }, "ListValue"],
    ['{"list_value":{}}', "list_value type {} [array]", "not a list"],
    ['{"null_value":null}', {}, "NullValue"],
    ['{"null_value":"NULL_VALUE"}', {}, "by its name"],
    ['{"null_value":0}', {}, "or its number"],
    ['{"null_value":1}', "null_value enum 1", "but by no other"],
    ['{"empty":{}}', { empty: {} }, "Empty"],
    ['{"empty":{"a":1}}', 'empty unknown_field "a"', "not so empty"],
    ['{"int32_value":0}', { int32_value: 0 }, "a wrapper"],
    ['{"int32_value":{"value":0}}', 'int32_value type {"value":0} [integer]', "not what it wraps"],
    ['{"bytes_value":"AQ=="}', { bytes_value: "AQ==" }, "of bytes"],
    ['{"int32_value_list":[0]}', { int32_value_list: [0] }, "in a list"],
    ['{"string_value_map":{"a":""}}', { string_value_map: { a: "" } }, "in a map"],
    ['{"choice_int64_value":"5"}', { choice_int64_value: "5" }, "in a oneof"],
    [
      '{"any":{"@type":"type.googleapis.com/google.protobuf.Duration","value":"1s"}}',
      'any.@type unknown_type "type.googleapis.com/google.protobuf.Duration"',
      "Any, without a registry",
    ],
  ]);

  test("Any takes what a registry knows", () => {
    const route = compile(echo, "POST /x", { body: "*" }, { registry: createRegistry(DurationSchema) });
    const any = { "@type": "type.googleapis.com/google.protobuf.Duration", value: "1s" };
    const { message, violations } = route.bind({ params: [], query: [], body: { any } });
    expect(violations).toEqual([]);
    expect(route.toJson(message)).toMatchObject({ any });
  });
});

describe("a hostile body", () => {
  const route = compile(echo, "POST /x", { body: "*" });
  const nest = (levels: number, open: string, inner: string, close: string) =>
    `{"${open.startsWith("[") ? "struct" : "nested"}":${open.repeat(levels)}${inner}${close.repeat(levels)}}`;

  test("is followed 64 levels deep", () => {
    const deep = (levels: number) =>
      bindTo(route, { body: nest(levels, '{"nested":', "{}", "}") }).violations;
    expect(deep(62)).toEqual([]);
    expect(deep(63)).toEqual([expect.stringMatching(/^nested(\.nested){63} depth \[64\]$/)]);
    expect(deep(100_000)).toHaveLength(1);
  });

  test("in plain JSON too", () => {
    const deep = (levels: number) =>
      bindTo(route, { body: `{"value":${"[".repeat(levels)}${"]".repeat(levels)}}` }).violations;
    expect(deep(63)).toEqual([]);
    expect(deep(64)).toEqual(["value depth [64]"]);
    expect(deep(1_000_000)).toEqual(["value depth [64]"]);
  });

  test("as deep as a dialect allows", () => {
    const shallow = compile(echo, "POST /x", { body: "*" }, { depthMax: 2 });
    expect(bindTo(shallow, { body: '{"nested":{"text":"x"}}' }).violations).toEqual([]);
    expect(bindTo(shallow, { body: '{"nested":{"nested":{}}}' }).violations).toEqual([
      "nested.nested depth [2]",
    ]);
  });

  test("is not repeated in violations where it is deep", () => {
    const deep = bindTo(route, { body: `{"int32":${"[".repeat(100_000)}${"]".repeat(100_000)}}` });
    expect(deep.violations).toEqual(["int32 type [integer]"]);
  });

  test.each([
    ["bytes", "="],
    ["bytes", "A="],
    ["int32", "1"],
    ["int64", "1"],
    ["double", "1"],
    ["color", "1"],
    ["timestamp", "0"],
    ["duration", "0"],
    ["field_mask", "a,"],
    ["field_mask", "a."],
    ["field_mask", "aA"],
  ])("is read in time, however long the text of %s is that repeats %j", (field, part) => {
    // What looks at the rest of a text at each of its characters would take hours.
    const text = `${part.repeat(1_000_000)}-`;
    expect(bindTo(route, { body: JSON.stringify({ [field]: text }) }).violations).toHaveLength(1);
  });

  test("gives at most a hundred violations", () => {
    const bodies = [
      JSON.stringify({ int32_list: Array(1000).fill("x") }),
      JSON.stringify({ string_map: Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [at, at])) }),
      JSON.stringify(Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`x${at}`, at]))),
    ];
    for (const body of bodies) expect(bindTo(route, { body }).violations).toHaveLength(100);
    const few = compile(echo, "POST /x", { body: "*" }, { violationsMax: 2 });
    expect(bindTo(few, { body: bodies[0] }).violations).toHaveLength(2);
  });
});

describe("a message as proto-JSON", () => {
  const route = compile(echo, "POST /x", { body: "*" });

  test.each([
    ["with proto names and defaults", { useProtoFieldName: true, alwaysEmitImplicit: true }],
    ["with JSON names", { useProtoFieldName: false, alwaysEmitImplicit: false }],
  ])("is read back as it was, %s", (_how, options) => {
    fc.assert(
      fc.property(initShapes(EveryKindSchema), (shape) => {
        const json = toJson(EveryKindSchema, create(EveryKindSchema, shape), options);
        const { message, violations } = route.bind({ params: [], query: [], body: json });
        expect(violations).toEqual([]);
        expect(message).toEqual(fromJson(EveryKindSchema, json));
        expect(route.toJson(message)).toEqual(
          toJson(EveryKindSchema, create(EveryKindSchema, shape), {
            useProtoFieldName: true,
            alwaysEmitImplicit: true,
          }),
        );
      }),
      { numRuns: 500 },
    );
  });
});
