import { create, type JsonValue, toJson } from "@bufbuild/protobuf";
import fc from "fast-check";
import { parseJsonBody } from "../../../src/transcoder/index.ts";
import { EveryKindSchema } from "../gen/library/v1/every_kind_pb.ts";
import { initShapes } from "../kit/arbitrary-message.ts";

/** A request in short: method, target, body. */
export type Input = readonly [httpMethod: string, target: string, body: Buffer];

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

// Mostly what its variable takes, or hardly any path would get past the router and its binders.
const fitting = "-5 18446744073709551615 1e3 true AQID COLOR_RED 2020-01-01T00:00:00Z 1s a.b,cD 8 hi".split(
  " ",
);
const stray = fc.oneof(
  texts,
  fc.constantFrom("+", "-1", "1e999", "NaN", "null", "0", "1s", "%2F", "..", ":"),
);
const paths = fc
  .tuple(
    ...fitting.map((text) =>
      fc.oneof({ weight: 15, arbitrary: fc.constant(text) }, { weight: 1, arbitrary: stray }),
    ),
  )
  .map((parts) => `/v1/path/${parts.join("/")}`);

/** Requests of any path. */
export const pathInputs: fc.Arbitrary<Input> = fc
  .oneof(paths, texts)
  .map((path) => ["GET", path, noBody] as const);

/** Requests of any query. */
export const queryInputs: fc.Arbitrary<Input> = fc
  .array(parameters, { maxLength: 4 })
  .map((all) => ["GET", `/v1/echo?${all.join("&")}`, noBody] as const);

/** Requests with a body of nearly the right form. */
export const bodyInputs: fc.Arbitrary<Input> = bodies.map(
  (text) => ["POST", "/v1/echo", Buffer.from(text)] as const,
);

/** JSON with keys that some of the rules know. */
const nearly = fc.dictionary(
  fc.constantFrom(
    "@type",
    "value",
    "title",
    "drawer",
    "see_also",
    "by_topic",
    "__proto__",
    "case",
    "nested",
    "shelf",
  ),
  fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom("1s", "library.v1.Card", "x/google.protobuf.Duration", "x/library.v1.EveryKind"),
    fc.constantFrom<JsonValue>({ number: 1 }, { title: "x" }, { a: { title: "y" } }, {}),
  ),
  { maxKeys: 3 },
);

/** Requests with a body of any bytes, for rules of every kind. */
export const byteInputs: fc.Arbitrary<Input> = fc
  .tuple(
    fc.constantFrom(
      "POST /v1/echo",
      "POST /v1/shelves",
      "POST /v1/shelves/1:merge",
      "POST /v1/shelves/1/books:batchAdd",
      "PATCH /v1/documents/a",
      "PUT /v1/documents/a/scan",
      "POST /v1/convert",
      "PUT /v1/cards/x",
      "PUT /v1/names/x",
      "POST /v1/struct",
      "POST /v1/value",
      "POST /v1/timestamp",
      "POST /v1/any",
    ),
    fc.oneof(
      fc.uint8Array().map((some) => Buffer.from(some)),
      fc.json().map((text) => Buffer.from(text)),
      nearly.map((json) => Buffer.from(JSON.stringify(json))),
    ),
  )
  .map(([line, body]) => {
    const [httpMethod = "", target = ""] = line.split(" ");
    return [httpMethod, target, body];
  });

const headerTexts = fc.oneof(
  fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)) }),
  fc.string({ unit: fc.constantFrom(...Array.from('"*,;=/ qW.0179gzipbr+json')) }),
  fc.constantFrom(
    "",
    "*",
    "0",
    "gzip",
    "br",
    "identity",
    '"7"',
    'W/"7"',
    "1S",
    "5",
    "application/json",
    "text/event-stream",
  ),
);

/** Any values of the headers that mean something here. */
export const headerInputs: fc.Arbitrary<Record<string, string>> = fc.dictionary(
  fc.constantFrom(
    "accept",
    "accept-encoding",
    "connect-timeout-ms",
    "content-encoding",
    "content-type",
    "grpc-timeout",
    "if-match",
    "if-none-match",
    "last-event-id",
    "x-server-timeout",
  ),
  headerTexts,
  { maxKeys: 5 },
);
