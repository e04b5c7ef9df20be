import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import type { Schema } from "../schema.ts";

/**
 * What protovalidate's rules of numbers are in JSON Schema. Where the upper bound is below the lower one, they allow
 * what is outside of both.
 */
export function numberRules(rules: JsonObject): Schema[] {
  const { const: only, in: some, not_in: none } = rules;
  const lower = boundOf(rules, { gt: "exclusiveMinimum", gte: "minimum" });
  const upper = boundOf(rules, { lt: "exclusiveMaximum", lte: "maximum" });
  const outside = lower !== undefined && upper !== undefined && upper.limit < lower.limit;
  const bounds = [lower, upper].flatMap((bound) => (bound === undefined ? [] : [bound.schema]));
  return [
    ...(outside ? [{ anyOf: bounds }] : bounds),
    ...(only === undefined ? [] : [{ const: only }]),
    ...(some === undefined ? [] : [{ enum: some }]),
    ...(none === undefined ? [] : [{ not: { enum: none } }]),
  ];
}

/** The same for 64-bit integers, which are texts in JSON: no keyword bounds those, but extensions tell. */
export function longRules(rules: JsonObject): Schema[] {
  return numberRules(rules).map((schema) =>
    Object.fromEntries(
      Object.entries(schema).map(([keyword, value]) =>
        /imum$/i.test(keyword) || keyword === "anyOf" ? [`x-${keyword}`, value] : [keyword, value],
      ),
    ),
  );
}

interface Bound {
  readonly limit: number;
  readonly schema: Schema;
}

function boundOf(rules: JsonObject, keywords: Readonly<Record<string, string>>): Bound | undefined {
  for (const [rule, keyword] of Object.entries(keywords)) {
    const limit = rules[rule];
    if (Number.isFinite(Number(limit ?? Number.NaN)))
      return { limit: Number(limit), schema: { [keyword]: limit as JsonValue } };
  }
  return undefined;
}
