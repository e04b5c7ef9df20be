import assert from "node:assert/strict";
import { isMessage, toBinary } from "@bufbuild/protobuf";
import fc from "fast-check";
import { parseTemplate, type Route, RuleError, routerOf } from "../../../src/transcoder/index.ts";
import { EveryKindSchema, EveryKindService } from "../gen/library/v1/every_kind_pb.ts";
import { compile } from "../kit/compile.ts";

/** A rule in short, and what a request by it has where the rule has wildcards, and as its body. */
export interface RuleInput {
  readonly rule: string;
  readonly more: { readonly body: string; readonly responseBody: string };
  readonly texts: readonly string[];
  readonly json: unknown;
}

const { echo } = EveryKindService.method;
const fields = EveryKindSchema.fields.map((field) => field.name);
const paths = fc.oneof(
  fc.constantFrom(...fields),
  fc.constantFrom(...fields).map((name) => `nested.every_kind.${name}`),
  fc.constantFrom(
    "nested.text",
    "nested.nested.text",
    "choice_nested.text",
    "nothing",
    "nested.",
    "a..b",
    "",
  ),
);
const segments = fc.constantFrom(
  "*",
  "**",
  "a",
  "b",
  "5",
  "true",
  "%2F",
  "%C3%A9",
  "é",
  "..",
  "",
  "{x}",
  "a:b",
);
const parts = fc.oneof(
  { weight: 3, arbitrary: segments },
  { weight: 3, arbitrary: paths.map((path) => `{${path}}`) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(paths, fc.array(segments, { minLength: 1, maxLength: 3 }))
      .map(([path, inner]) => `{${path}=${inner.join("/")}}`),
  },
);
const templates = fc
  .tuple(fc.array(parts, { maxLength: 3 }), fc.constantFrom("", "", "", ":go", ":", ":a:b"))
  .map(([all, verb]) => `/${all.join("/")}${verb}`);
const texts = fc.oneof(
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 5 }),
  fc.constantFrom("5", "-1", "true", "1s", "2020-01-01T00:00:00Z", "COLOR_RED", "AQ==", "a/b", "a:go", "NaN"),
);

/** Rules of nearly the right form, many of which are right. */
export const ruleInputs: fc.Arbitrary<RuleInput> = fc.record({
  rule: fc
    .tuple(fc.constantFrom("GET", "POST", "PUT", "PATCH", "DELETE", "*", "BREW", "get"), templates)
    .map((words) => words.join(" ")),
  more: fc.record({
    body: fc.oneof(fc.constantFrom("", "", "*", "nested", "nothing"), fc.constantFrom(...fields)),
    responseBody: fc.oneof(fc.constantFrom("", "", "*"), fc.constantFrom(...fields)),
  }),
  texts: fc.array(texts, { minLength: 12, maxLength: 12 }),
  json: fc.jsonValue({ maxDepth: 2 }),
});

/** Compiles a rule, and asks by it: it is refused as rules are, or every request that fits its path finds it. */
export function serveRule({ rule, more, texts: words, json }: RuleInput): string {
  let route: Route;
  try {
    route = compile(echo, rule, more);
  } catch (error) {
    if (error instanceof RuleError) return "refused";
    throw error;
  }
  const httpMethod = route.httpMethod === "*" ? "ANY" : route.httpMethod;
  const match = routerOf([route]).find(httpMethod, pathBy(route.template, words));
  assert.equal(match.kind, "found");
  const params = match.kind === "found" ? match.params : [];
  const { message, violations } = route.bind({ params, query: [], body: json as never });
  assert.ok(isMessage(message, EveryKindSchema));
  if (violations.length > 0) return "violations";
  toBinary(EveryKindSchema, message);
  return "bound";
}

function pathBy(template: string, words: readonly string[]): string {
  const { segments: all, verb } = parseTemplate(template);
  let at = 0;
  const next = () => encodeURIComponent(words[at++ % words.length] ?? "x");
  const path = all.flatMap((one) => {
    if (one.kind === "literal") return [encodeURIComponent(one.text)];
    return one.kind === "one" ? [next()] : [next(), next()].slice(0, at % 3);
  });
  return `/${path.join("/")}${verb === undefined ? "" : `:${encodeURIComponent(verb)}`}`;
}
