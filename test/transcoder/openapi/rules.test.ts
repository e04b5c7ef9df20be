import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import { createValidator } from "@bufbuild/protovalidate";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRouter } from "../../../src/transcoder/index.ts";
import { createChecks, pointerTo } from "../../kit/json-schemas.ts";
import { RuledSchema, RuledService } from "../gen/library/v1/rules_pb.ts";
import { documentOf } from "../kit/library-document.ts";

const route = createRouter([RuledService]).routes[0];
const validator = createValidator();
const document = documentOf([RuledService]);
const check = createChecks(document)(pointerTo("components", "schemas", "Ruled-input"));

/** What protovalidate says of a body, by way of the binder. */
function isTaken(body: JsonObject): boolean {
  const bound = route?.bind({ params: [], query: [], body });
  if (bound === undefined || bound.violations.length > 0) return false;
  return validator.validate(RuledSchema, bound.message as never).kind === "valid";
}

/** A body that keeps all rules. */
const good: JsonObject = {
  text_len: "abc",
  text_min_len: "ab",
  text_pattern: "abc",
  text_prefix: "a.b",
  text_suffix: "c$",
  text_contains: "b+",
  text_in: "a",
  text_not_in: "a",
  text_const: "abc",
  text_uuid: "01234567-89ab-cdef-0123-456789abcdef",
  text_tuuid: "0123456789abcdef0123456789abcdef",
  text_two: "ac",
  text_required: "a",
  number_inside: 2,
  number_outside: 5,
  number_in: 1,
  number_double: 0.5,
  number_long_in: "1",
  number_required: 0,
  number_nonzero: 1,
  flag_const: true,
  rank_in: "RANK_FIRST",
  rank_not_in: "RANK_SECOND",
  list_sized: ["a"],
  list_required: ["a"],
  map_sized: { a: 1 },
  part_required: { text: "a" },
  choice_text: "a",
};

const texts = fc.oneof(
  fc.constantFrom(
    "",
    "a",
    "b",
    "ab",
    "abc",
    "a.b",
    "axb",
    "a.bc",
    "c$",
    "ac$",
    "b+",
    "xb+x",
    "bb",
    "aabc",
    "é😀",
  ),
  fc.constantFrom(
    good.text_uuid as string,
    good.text_tuuid as string,
    "01234567-89AB-CDEF-0123-456789abcdef",
  ),
  fc.string({ maxLength: 5 }),
);
const numbers = fc.integer({ min: -3, max: 8 });
const ranks = fc.constantFrom("RANK_UNSPECIFIED", "RANK_FIRST", "RANK_SECOND");
const maps = fc.dictionary(fc.constantFrom("a", "b", "ab", "c", ""), numbers, {
  maxKeys: 3,
  noNullPrototype: true,
});

/** Values of each field's type, in and out of its rules' bounds. */
const pools: Readonly<Record<string, fc.Arbitrary<JsonValue>>> = {
  number_unsigned: fc.nat(8),
  number_double: fc.constantFrom(0, 0.4, 0.5, 1, 2.4, 2.5, 3),
  number_long_in: fc.constantFrom("0", "1", "9007199254740993", "9007199254740992"),
  flag_const: fc.boolean(),
  part_required: fc.record({ text: texts }, { requiredKeys: [], noNullPrototype: true }),
  wrapped: texts,
  bytes_len: fc.uint8Array({ maxLength: 6 }).map((bytes) => Buffer.from(bytes).toString("base64")),
  list_unique: fc.oneof(fc.constant<JsonValue>([1, 1]), fc.array(numbers, { maxLength: 3 })),
  choice_text: texts,
  choice_number: numbers,
};

function poolOf(name: string): fc.Arbitrary<JsonValue> {
  const own = pools[name];
  if (own !== undefined) return own;
  if (name.startsWith("text_")) return texts;
  if (name.startsWith("number_")) return numbers;
  if (name.startsWith("rank_")) return ranks;
  if (name.startsWith("map_")) return maps;
  return fc.array<JsonValue>(texts, { maxLength: 3 });
}

// 4 bytes may be 4 characters or fewer: JSON Schema counts characters only.
const laxer = new Set(["text_max_bytes"]);

describe("schemas of fields with rules", () => {
  test("take a body that keeps all rules", () => {
    expect(isTaken(good)).toBe(true);
    expect(check(good)).toEqual([]);
  });

  test.each(RuledSchema.fields.map(({ name }) => name))("of %s say what protovalidate says", (name) => {
    const verdicts = new Set<boolean>();
    fc.assert(
      fc.property(fc.option(poolOf(name), { nil: undefined }), (value) => {
        const { [name]: _, ...others } = good;
        const body = value === undefined ? others : { ...others, [name]: value };
        const taken = isTaken(body);
        verdicts.add(taken);
        const found = check(body);
        if (taken || !laxer.has(name))
          expect([JSON.stringify(value), found.length === 0]).toEqual([JSON.stringify(value), taken]);
      }),
      // Chance need not find the one value that is good.
      { numRuns: 120, examples: [[undefined], [good[name]]] },
    );
    // A field whose every value is taken, or none, shows nothing.
    const isFree = ["text_ignored", "rank_defined"].includes(name);
    expect([...verdicts].sort()).toEqual(isFree ? [true] : [false, true]);
  });

  test("ask for parameters of a query that may not be absent, but not for parts of a message that may", () => {
    const { parameters } = (document.paths as Record<string, Record<string, { parameters: JsonObject[] }>>)[
      "/v1/ruled/{text_uuid}"
    ]!.get!;
    expect(parameters.map(({ name, in: place, required }) => [name, place, required ?? false])).toEqual([
      ["text_uuid", "path", true],
      ["text", "query", true],
      ["maybe", "query", false],
      ["part.text", "query", false],
    ]);
  });
});
