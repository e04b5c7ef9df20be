import { describe, expect, test } from "vitest";
import type { Json } from "../../../src/rest/shape/json-schema.ts";
import { malformedJsonWords } from "../../../src/rest/shape/malformed-json.ts";
import { pythonPretty } from "../../../src/rest/shape/python-pretty.ts";
import { byCodePoints, pythonRepr, textCharsMax } from "../../../src/rest/shape/python-repr.ts";

describe("byCodePoints()", () => {
  test("orders texts as Python does, beyond the basic plane too", () => {
    const ordered = ["", "A", "AB", "B", "a", "é", "\uffff", "\uffffa", "😀", "😀a", "😁"];
    expect(ordered.toReversed().sort(byCodePoints)).toEqual(ordered);
  });

  test("orders a hundred thousand in a small multiple of the time that the engine's own order takes", () => {
    const names = Array.from({ length: 100_000 }, (_, i) => `CUSTOM_NAME_${(i * 7919) % 100_000}`);
    const msOf = (compare: (left: string, right: string) => number) => {
      const begun = performance.now();
      names.toSorted(compare);
      return performance.now() - begun;
    };
    const byUnits = (left: string, right: string) => (left < right ? -1 : Number(left > right));
    // Side by side, and the best of each: what else the machine does slows both.
    const rounds = Array.from({ length: 5 }, () => [msOf(byCodePoints), msOf(byUnits)] as const);
    const own = Math.min(...rounds.map(([ms]) => ms));
    expect(own).toBeLessThan(20 * Math.min(...rounds.map(([, ms]) => ms)));
  });
});

describe("pythonRepr()", () => {
  const values: readonly (readonly [value: Json, text: string])[] = [
    [null, "None"],
    [true, "True"],
    [false, "False"],
    [0, "0"],
    [-1, "-1"],
    [2147483648, "2147483648"],
    [1.5, "1.5"],
    [1e39, "1e+39"],
    [3.40282e38, "3.40282e+38"],
    [1.5e-7, "1.5e-07"],
    [0.00015, "0.00015"],
    ["text", "'text'"],
    ["it's", `"it's"`],
    ['a"b', `'a"b'`],
    [`it's "`, `'it\\'s "'`],
    ["tab\tnl\n\u0001é\u200b😀\\", "'tab\\tnl\\n\\x01é\\u200b😀\\\\'"],
    ["\u00a0\u2028\ud800", "'\\xa0\\u2028\\ud800'"],
    [[], "[]"],
    [{}, "{}"],
    [{ b: [1, "x"], a: null }, "{'b': [1, 'x'], 'a': None}"],
  ];
  test.each(values)("writes %j", (value, text) => expect(pythonRepr(value)).toBe(text));

  test("sorts keys where asked to", () => {
    expect(pythonRepr({ b: 1, a: { d: 1, c: 2 } }, { sorted: true })).toBe("{'a': {'c': 2, 'd': 1}, 'b': 1}");
  });

  test.each([
    ["a long text", "x".repeat(1_000_000)],
    ["a long list", Array.from({ length: 100_000 }, (_, i) => i)],
    ["many keys", Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`k${i}`, i]))],
  ])("repeats little of %s", (_, value) => {
    expect(pythonRepr(value as Json).length).toBeLessThan(textCharsMax + 10);
    expect(pythonPretty(value as Json).length).toBeLessThan(2 * textCharsMax);
  });

  test("does not follow nesting without end", () => {
    const deep = JSON.parse(`${"[".repeat(100_000)}${"]".repeat(100_000)}`) as Json;
    expect(pythonRepr(deep)).toContain("...");
    expect(pythonPretty(deep)).toContain("...");
  });
});

describe("pythonPretty()", () => {
  test("keeps on one line what fits", () => {
    expect(pythonPretty({ b: 1, a: "x" })).toBe("{'a': 'x', 'b': 1}");
  });

  test("puts items below each other where they don't fit, as Python does", () => {
    const schema = {
      type: "object",
      properties: {
        name: { type: "string", maxLength: 200 },
        parent_provider_uuid: { anyOf: [{ type: "string", format: "uuid" }, { type: "null" }] },
      },
      required: ["name"],
      additionalProperties: false,
    };
    expect(pythonPretty(schema)).toBe(
      `{'additionalProperties': False,
 'properties': {'name': {'maxLength': 200, 'type': 'string'},
                'parent_provider_uuid': {'anyOf': [{'format': 'uuid',
                                                    'type': 'string'},
                                                   {'type': 'null'}]}},
 'required': ['name'],
 'type': 'object'}`,
    );
  });
});

/** Texts that the real Placement refused, and what it said. */
describe("malformedJsonWords()", () => {
  const value = "Expecting value";
  const name = "Expecting property name enclosed in double quotes";
  const texts: readonly (readonly [text: string, words: string, char: number])[] = [
    ["", value, 0],
    [" ", value, 1],
    ["{", name, 1],
    ['{"a"', "Expecting ':' delimiter", 4],
    ['{"a":', value, 5],
    ['{"a":1', "Expecting ',' delimiter", 6],
    ['{"a":1,', name, 7],
    ['{"a":1,}', name, 7],
    ["{a:1}", name, 1],
    ["{,}", name, 1],
    ["[1,", value, 3],
    ["[1", "Expecting ',' delimiter", 2],
    ["[1 2]", "Expecting ',' delimiter", 3],
    ["[1,]", value, 3],
    ["[,]", value, 1],
    ['"abc', "Unterminated string starting at", 0],
    ['"\\', "Unterminated string starting at", 0],
    ['"a\\q"', "Invalid \\escape", 2],
    ['"a\\u12"', "Invalid \\uXXXX escape", 3],
    ['"\\u', "Invalid \\uXXXX escape", 2],
    ['"a\nb"', "Invalid control character at", 2],
    ["tru", value, 0],
    ["01", "Extra data", 1],
    ["1.", "Extra data", 1],
    ["1e", "Extra data", 1],
    ["-", value, 0],
    ["+1", value, 0],
    ["NaN", value, 0],
    ['{"a":1}}', "Extra data", 7],
    ['{"a":1} {"b"', "Extra data", 8],
    ['{"a" 1}', "Expecting ':' delimiter", 5],
    ['{"a":1 "b":2}', "Expecting ',' delimiter", 7],
    ['{"foo": }', value, 8],
    ["\ufeff{}", "Unexpected UTF-8 BOM (decode using utf-8-sig)", 0],
  ];
  test.each(texts)("says of %j: %s (char %i)", (text, words, char) => {
    expect(() => JSON.parse(text)).toThrow(SyntaxError);
    expect(malformedJsonWords(text)).toBe(`${words}: line 1 column ${char + 1} (char ${char})`);
  });

  test("counts lines", () => {
    expect(malformedJsonWords('{"a":1\n,\n x}')).toBe(`${name}: line 3 column 2 (char 10)`);
  });

  test("is quick and safe with deep nesting", () => {
    expect(malformedJsonWords("[".repeat(300_000))).toMatch(/^Expecting value.*\(char 300000\)$/);
  });
});
