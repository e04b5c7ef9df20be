import { create, isMessage, type JsonValue, toBinary, toJson } from "@bufbuild/protobuf";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  createRouter,
  parseJsonBody,
  parseQuery,
  splitTarget,
  type Violation,
} from "../../src/transcoder/index.ts";
import { EveryKindSchema, EveryKindService } from "./gen/library/v1/every_kind_pb.ts";
import { LibraryService } from "./gen/library/v1/library_pb.ts";
import { initShapes } from "./kit/arbitrary-message.ts";

/** How long to look: `npm test` looks briefly, FUZZ_RUNS=1000000 for longer. */
const numRuns = Number(process.env.FUZZ_RUNS ?? 1500);
const router = createRouter([LibraryService, EveryKindService]);

/** Does all that a handler does between a request's bytes and the call, and checks what must hold of any of it. */
function transcode(httpMethod: string, target: string, body: Buffer): "refused" | "violations" | "bound" {
  const { path, query } = splitTarget(target);
  const match = router.find(httpMethod, path);
  const { pairs } = parseQuery(query);
  const parsed = body.length === 0 ? { value: undefined } : parseJsonBody(body);
  if (match.kind !== "found" || pairs === undefined || "error" in parsed) return "refused";
  const { route, params } = match;
  const { message, violations } = route.bind({ params, query: pairs, body: parsed.value });
  if (!isMessage(message, route.method.input)) throw new Error("not a message of the method");
  if (violations.length > 0) {
    checkViolations(violations);
    return "violations";
  }
  toBinary(route.method.input, message);
  return "bound";
}

function checkViolations(violations: readonly Violation[]): void {
  expect(violations.length).toBeLessThanOrEqual(100);
  for (const violation of violations) {
    expect(violation.field).toBeTypeOf("string");
    expect(violation.rule).toMatch(/^[a-z0-9_.]+$/);
    expect(violation.message).not.toBe("");
  }
  // Whoever writes them out must be able to.
  expect(JSON.parse(JSON.stringify(violations))).toHaveLength(violations.length);
}

function explore(inputs: fc.Arbitrary<readonly [string, string, Buffer]>): Set<string> {
  const outcomes = new Set<string>();
  fc.assert(
    fc.property(inputs, (input) => {
      outcomes.add(transcode(...input));
    }),
    { numRuns },
  );
  return outcomes;
}

const noBody = Buffer.alloc(0);
const texts = fc.oneof(
  fc.string({ unit: "grapheme" }).map(encodeURIComponent),
  fc.string({ unit: "binary-ascii" }),
  fc.constantFrom(
    "",
    "%",
    "%zz",
    "%00",
    "%ff",
    "+",
    "-1",
    "1e999",
    "NaN",
    "true",
    "null",
    "0",
    "AQ",
    "1s",
    "2020-01-01T00:00:00Z",
  ),
);
const names = EveryKindSchema.fields.flatMap((field) => [
  field.name,
  field.jsonName,
  `nested.every_kind.${field.name}`,
]);
const parameters = fc.tuple(fc.oneof(fc.constantFrom(...names), texts), texts).map((pair) => pair.join("="));

/** JSON as text, so that numbers and strings can be such as JSON.stringify never writes. */
const leaves = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.stringify(value)),
  fc.constantFrom(
    "1e999",
    "-1e999",
    "-0",
    "1.0",
    '"\\ud800"',
    "[[[[[[]]]]]]",
    '{"__proto__":{"a":1}}',
    "9007199254740993",
    '"NaN"',
  ),
);

/** A valid body with some of its values, at any depth, replaced by others. */
const bodies = fc
  .tuple(initShapes(EveryKindSchema), fc.array(fc.tuple(fc.nat(), leaves), { maxLength: 3 }))
  .map(([shape, changes]) => {
    const json = toJson(EveryKindSchema, create(EveryKindSchema, shape));
    return changes.reduce(
      (text, [at, leaf]) => replaceNth(JSON.parse(text) as JsonValue, at, leaf),
      JSON.stringify(json),
    );
  });

function replaceNth(json: JsonValue, at: number, leaf: string): string {
  let left = at % (count(json) + 1);
  const marker = "\u0001here\u0001";
  const mark = (value: JsonValue): JsonValue => {
    if (left-- === 0) return marker;
    if (Array.isArray(value)) return value.map(mark);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mark(inner)]));
  };
  const marked = JSON.stringify(mark(json)).replace(JSON.stringify(marker), () => leaf);
  return isJson(marked) ? marked : JSON.stringify(json);
}

function count(json: JsonValue): number {
  if (typeof json !== "object" || json === null) return 1;
  return Object.values(json).reduce<number>((sum, inner) => sum + count(inner), 1);
}

function isJson(text: string): boolean {
  return !("error" in parseJsonBody(Buffer.from(text)));
}

describe("whatever a client sends", () => {
  test("as a path, nothing throws", () => {
    // Mostly texts that make a segment, or hardly any path would get past the router.
    const plain = fc.constantFrom(
      "+",
      "-1",
      "1e999",
      "NaN",
      "true",
      "null",
      "0",
      "AQ",
      "1s",
      "2020-01-01T00:00:00Z",
    );
    const segments = fc.oneof({ weight: 9, arbitrary: plain }, { weight: 1, arbitrary: texts });
    const paths = fc
      .array(segments, { minLength: 11, maxLength: 11 })
      .map((parts) => `/v1/path/${parts.join("/")}`);
    const outcomes = explore(fc.oneof(paths, texts).map((path) => ["GET", path, noBody] as const));
    expect([...outcomes]).toEqual(expect.arrayContaining(["refused", "violations"]));
  });

  test("as a query, nothing throws", () => {
    const queries = fc.array(parameters, { maxLength: 4 }).map((all) => `/v1/echo?${all.join("&")}`);
    expect(explore(queries.map((target) => ["GET", target, noBody] as const))).toEqual(
      new Set(["refused", "violations", "bound"]),
    );
  });

  test("as a body of nearly the right form, nothing throws", () => {
    const inputs = bodies.map((text) => ["POST", "/v1/echo", Buffer.from(text)] as const);
    expect([...explore(inputs)]).toEqual(expect.arrayContaining(["violations", "bound"]));
  });

  test("as a body of any bytes, nothing throws", () => {
    const bytes = fc.oneof(
      fc.uint8Array().map((some) => Buffer.from(some)),
      fc.json().map((text) => Buffer.from(text)),
    );
    const targets = fc.constantFrom(
      "/v1/echo",
      "/v1/shelves",
      "/v1/shelves/1:merge",
      "/v1/shelves/1/books:batchAdd",
    );
    expect([...explore(fc.tuple(fc.constant("POST"), targets, bytes))]).toContain("refused");
  });
});
