import { type DescField, type DescMessage, getOption, ScalarType } from "@bufbuild/protobuf";
import { type FieldRules, field as fieldRules } from "../../gen/buf/validate/validate_pb.ts";
import { rest_field } from "../../gen/placement/v1/rest_pb.ts";
import type { JsonSchema } from "./json-schema.ts";

/** The contract's pattern for a UUID, which Placement's schemas call a format. */
export const uuidPattern =
  "^[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}$";

/**
 * The JSON schema of a request message, made from its fields and the rules in the contract: what Placement would
 * have written by hand. It never decides whether a request of the newest version is good (the contract's rules
 * do); it says in Placement's words what is wrong with one that is not.
 *
 * `except` are fields that are not part of the JSON form: those that the path binds.
 */
export function deriveSchema(message: DescMessage, except: readonly string[] = []): JsonSchema {
  const fields = message.fields.filter((field) => !except.includes(field.name) && !isCapability(field));
  const required = fields.filter(isRequired).map((field) => field.name);
  return {
    type: "object",
    properties: Object.fromEntries(fields.map((field) => [field.name, fieldSchema(field)])),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  };
}

/** Whether a field is a capability: something that a version turns on, and no part of the JSON form. */
export function isCapability(field: DescField): boolean {
  return getOption(field, rest_field).capability;
}

function isRequired(field: DescField): boolean {
  return getOption(field, rest_field).requiredKey || getOption(field, fieldRules).required;
}

function fieldSchema(field: DescField): JsonSchema {
  const rules = getOption(field, fieldRules);
  const schema = valueSchema(field, rules);
  if (!getOption(field, rest_field).nullable) return schema;
  // Numbers list null among their types, texts have an alternative: so Placement does, and error texts show it.
  return typeof schema.type === "string" && schema.type !== "string"
    ? { ...schema, type: [schema.type, "null"] }
    : { anyOf: [schema, { type: "null" }] };
}

function valueSchema(field: DescField, rules: FieldRules): JsonSchema {
  switch (field.fieldKind) {
    case "scalar":
      return scalarSchema(field.scalar, rules);
    case "message":
      return messageSchema(field.message);
    case "map":
      return mapSchema(field, rules);
    case "list":
      return {
        type: "array",
        items: itemSchema(field, rules),
        ...(isUnique(rules) && { uniqueItems: true }),
      };
    case "enum":
      return { type: "string", enum: field.enum.values.map((value) => value.name) };
  }
}

function isUnique({ type }: FieldRules): boolean {
  return type.case === "repeated" && type.value.unique;
}

function itemSchema(field: DescField & { fieldKind: "list" }, rules: FieldRules): JsonSchema {
  const itemRules = rules.type.case === "repeated" ? rules.type.value.items : undefined;
  if (field.listKind === "message") return messageSchema(field.message);
  return field.listKind === "scalar" ? scalarSchema(field.scalar, itemRules) : { type: "string" };
}

function mapSchema(field: DescField & { fieldKind: "map" }, rules: FieldRules): JsonSchema {
  const map = rules.type.case === "map" ? rules.type.value : undefined;
  const keys = map?.keys?.type.case === "string" ? map.keys.type.value.pattern : "";
  const values =
    field.mapKind === "message"
      ? messageSchema(field.message)
      : scalarSchema(field.mapKind === "scalar" ? field.scalar : ScalarType.STRING, map?.values);
  return {
    type: "object",
    ...(map === undefined || map.minPairs === 0n ? {} : { minProperties: Number(map.minPairs) }),
    patternProperties: { [keys]: values },
    additionalProperties: false,
  };
}

/** Well-known types stand for any JSON of their kind: what is in them is the dialect's affair. */
function messageSchema(message: DescMessage): JsonSchema {
  if (message.typeName === "google.protobuf.ListValue") return { type: "array" };
  if (message.typeName === "google.protobuf.Struct") return { type: "object" };
  return deriveSchema(message);
}

function scalarSchema(scalar: ScalarType, rules: FieldRules | undefined): JsonSchema {
  const rule = rules?.type;
  switch (scalar) {
    case ScalarType.BOOL:
      return { type: "boolean" };
    case ScalarType.STRING:
      return { type: "string", ...(rule?.case === "string" ? stringRules(rule.value) : {}) };
    case ScalarType.DOUBLE:
    case ScalarType.FLOAT:
      return { type: "number", ...(rule?.case === "double" ? bounds(rule.value) : {}) };
    default:
      return { type: "integer", ...(rule?.case === "int32" ? bounds(rule.value) : {}) };
  }
}

interface Bounded {
  readonly lessThan: { readonly case?: string | undefined; readonly value?: number | undefined };
  readonly greaterThan: { readonly case?: string | undefined; readonly value?: number | undefined };
}

function bounds({ lessThan, greaterThan }: Bounded): JsonSchema {
  return {
    ...(greaterThan.case === "gte" ? { minimum: greaterThan.value ?? 0 } : {}),
    ...(lessThan.case === "lte" ? { maximum: lessThan.value ?? 0 } : {}),
  };
}

function stringRules(rules: { pattern: string; minLen: bigint; maxLen: bigint }): JsonSchema {
  if (rules.pattern === uuidPattern) return { format: "uuid" };
  return {
    ...(rules.pattern === "" ? {} : { pattern: rules.pattern }),
    ...(rules.minLen === 0n ? {} : { minLength: Number(rules.minLen) }),
    ...(rules.maxLen === 0n ? {} : { maxLength: Number(rules.maxLen) }),
  };
}
