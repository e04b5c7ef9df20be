import type { JsonValue } from "@bufbuild/protobuf";
import type { Schema } from "../schema.ts";

/**
 * Whether a schema of this folder's making takes the zero value of its field. Where it doesn't, a field that can't
 * tell unset from zero has to be there: protovalidate holds its rules against what an absent field is then.
 */
export function admitsZero(schema: Schema, zero: JsonValue): boolean {
  const { allOf = [], anyOf, not, const: only = zero, enum: some } = schema;
  return (
    schemasIn(allOf).every((one) => admitsZero(one, zero)) &&
    (anyOf === undefined || schemasIn(anyOf).some((one) => admitsZero(one, zero))) &&
    (not === undefined || !schemasIn([not]).every((one) => admitsZero(one, zero))) &&
    only === zero &&
    (!Array.isArray(some) || some.includes(zero)) &&
    isLongEnough(schema) &&
    isWithin(schema) &&
    (typeof zero !== "string" || isText(schema, zero))
  );
}

function schemasIn(value: JsonValue): Schema[] {
  return Array.isArray(value) ? (value as Schema[]) : [];
}

function isLongEnough({
  minLength = 0,
  minItems = 0,
  minProperties = 0,
  "x-minimum": least = 0,
}: Schema): boolean {
  return [minLength, minItems, minProperties, least].every((length) => Number(length) <= 0);
}

function isWithin({
  minimum = 0,
  maximum = 0,
  exclusiveMinimum = -1,
  exclusiveMaximum = 1,
}: Schema): boolean {
  return (
    Number(minimum) <= 0 &&
    Number(maximum) >= 0 &&
    Number(exclusiveMinimum) < 0 &&
    Number(exclusiveMaximum) > 0
  );
}

function isText({ pattern, format }: Schema, zero: string): boolean {
  if (typeof pattern === "string" && !new RegExp(pattern, "u").test(zero)) return false;
  // No text of these forms is empty.
  return zero !== "" || !["email", "hostname", "ipv4", "ipv6", "uri", "uuid"].includes(String(format));
}
