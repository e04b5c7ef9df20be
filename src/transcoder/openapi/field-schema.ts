import type { DescField, JsonObject, JsonValue } from "@bufbuild/protobuf";
import { isNullValue } from "../reading/enum-reader.ts";
import { isRequiredField } from "../required-field.ts";
import { hasPresence } from "../writing/field-writer.ts";
import { restrictedEnum } from "./enum-schema.ts";
import { admitsZero } from "./rules/admits-zero.ts";
import { listRules, mapRules } from "./rules/collection-rules.ts";
import { fieldRulesOf, rulesIn } from "./rules/field-rules.ts";
import { keySchema, scalarSchema, zeroOf } from "./scalar-schema.ts";
import { type Direction, merged, orNull, type Schema } from "./schema.ts";
import type { Schemas } from "./schemas.ts";
import { wellKnownSchema } from "./well-known-schema.ts";

/** The schema of a field's value, with its comment. */
export function fieldSchema(field: DescField, direction: Direction, schemas: Schemas): Schema {
  const { rules, comments } = schemas.source;
  const schema = valueSchema(field, direction, schemas);
  const isNullable = rules.writesNulls && rules.fieldRules(field).nullable && hasPresence(field);
  const described = comments.get(`${field.parent.typeName}.${field.name}`);
  return {
    ...(isNullable ? orNull(schema) : schema),
    ...(described === undefined ? {} : { description: described }),
    ...(field.proto.options?.deprecated === true ? { deprecated: true } : {}),
  };
}

/** Whether requests have to have a field. */
export function isRequiredInput(field: DescField, schemas: Schemas): boolean {
  return schemas.source.rules.fieldRules(field).requiredKey || isRequiredByRules(field, schemas);
}

/** Whether the contract's rules refuse requests without a field. */
export function isRequiredByRules(field: DescField, schemas: Schemas): boolean {
  if (isRequiredField(field) || fieldRulesOf(field).required === true) return true;
  return !hasPresence(field) && !admitsZero(valueSchema(field, "input", schemas), zeroJson(field));
}

function valueSchema(field: DescField, direction: Direction, schemas: Schemas): Schema {
  const rules = direction === "input" ? fieldRulesOf(field) : {};
  const schema = kindSchema(field, rules, direction, schemas);
  if (hasPresence(field)) return schema;
  const zero = zeroJson(field);
  if (rules.required === true) return admitsZero(schema, zero) ? merged(schema, nonzero(zero)) : schema;
  const isLenient = rules.ignore === "IGNORE_IF_ZERO_VALUE" && !admitsZero(schema, zero);
  return isLenient ? { anyOf: [{ const: zero }, schema] } : schema;
}

/** That a value is not the zero value of its type: what protovalidate means by required without presence. */
function nonzero(zero: JsonValue): Schema {
  if (Array.isArray(zero)) return { minItems: 1 };
  if (zero === "") return { minLength: 1 };
  return typeof zero === "object" ? { minProperties: 1 } : { not: { const: zero } };
}

function kindSchema(field: DescField, rules: JsonObject, direction: Direction, schemas: Schemas): Schema {
  switch (field.fieldKind) {
    case "list":
      return listSchema(field, rulesIn(rules, "repeated"), direction, schemas);
    case "map":
      return mapSchema(field, rulesIn(rules, "map"), direction, schemas);
    default:
      return itemSchema(field, rules, direction, schemas);
  }
}

function listSchema(field: DescField, rules: JsonObject, direction: Direction, schemas: Schemas): Schema {
  const items = itemSchema(field, rulesIn(rules, "items"), direction, schemas);
  return { type: "array", items, ...listRules(rules) };
}

function mapSchema(
  field: DescField & { fieldKind: "map" },
  rules: JsonObject,
  direction: Direction,
  schemas: Schemas,
): Schema {
  const keys = keySchema(field.mapKey, rulesIn(rules, "keys"));
  return {
    type: "object",
    ...(keys === undefined ? {} : { propertyNames: keys }),
    additionalProperties: itemSchema(field, rulesIn(rules, "values"), direction, schemas),
    ...mapRules(rules),
  };
}

/** The schema of one value of a field's type: of an item of its list, a value of its map. */
function itemSchema(field: DescField, rules: JsonObject, direction: Direction, schemas: Schemas): Schema {
  const { source } = schemas;
  const finite = direction === "input" ? !source.rules.numericStrings : source.finiteNumbers;
  if (field.enum !== undefined) {
    if (isNullValue(field.enum)) return { type: "null" };
    return restrictedEnum(field.enum, rulesIn(rules, "enum")) ?? schemas.enumeration(field.enum);
  }
  if (field.message === undefined) return scalarSchema(field.scalar, rules, finite);
  return wellKnownSchema(field.message, rules, finite) ?? schemas.message(field.message, direction);
}

/** What an absent field without presence is, as JSON. */
function zeroJson(field: DescField): JsonValue {
  if (field.fieldKind === "list") return [];
  if (field.fieldKind === "map") return {};
  if (field.enum !== undefined) return field.enum.values[0]?.jsonName ?? 0;
  return field.scalar === undefined ? {} : zeroOf(field.scalar);
}
