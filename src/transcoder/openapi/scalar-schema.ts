import { type JsonObject, ScalarType } from "@bufbuild/protobuf";
import { bytesRules } from "./rules/bytes-rules.ts";
import { rulesIn } from "./rules/field-rules.ts";
import { longRules, numberRules } from "./rules/number-rules.ts";
import { stringRules } from "./rules/string-rules.ts";
import { merged, type Schema } from "./schema.ts";

/**
 * The schema of a scalar's proto-JSON, with what `rules` (of its field, list item or map value) restrict. `finite`
 * says that there are no NaN and infinities, which proto-JSON writes as texts.
 */
export function scalarSchema(scalar: ScalarType, rules: JsonObject, finite: boolean): Schema {
  const own = rulesIn(rules, ScalarType[scalar].toLowerCase());
  switch (scalar) {
    case ScalarType.BOOL:
      return { type: "boolean", ...(own.const === undefined ? {} : { const: own.const }) };
    case ScalarType.STRING:
      return merged({ type: "string" }, ...stringRules(own));
    case ScalarType.BYTES:
      return merged({ type: "string", contentEncoding: "base64" }, ...bytesRules(own));
    case ScalarType.FLOAT:
    case ScalarType.DOUBLE:
      return floatSchema(scalar === ScalarType.FLOAT ? "float" : "double", own, finite);
    case ScalarType.INT32:
    case ScalarType.SINT32:
    case ScalarType.SFIXED32:
      return merged({ type: "integer", format: "int32" }, ...numberRules(own));
    case ScalarType.UINT32:
    case ScalarType.FIXED32: {
      const { minimum = 0, ...rest } = merged(...numberRules(own));
      return { type: "integer", format: "uint32", minimum, ...rest };
    }
    case ScalarType.INT64:
    case ScalarType.SINT64:
    case ScalarType.SFIXED64:
      return merged({ type: "string", format: "int64", pattern: "^-?(0|[1-9][0-9]*)$" }, ...longRules(own));
    case ScalarType.UINT64:
    case ScalarType.FIXED64:
      return merged({ type: "string", format: "uint64", pattern: "^(0|[1-9][0-9]*)$" }, ...longRules(own));
  }
}

function floatSchema(format: string, rules: JsonObject, finite: boolean): Schema {
  const number = merged({ type: "number", format }, ...numberRules(rules));
  if (finite || Object.keys(rules).length > 0) return number;
  return { anyOf: [number, { type: "string", enum: ["NaN", "Infinity", "-Infinity"] }] };
}

/** The schema of a map's keys, which are texts in JSON whatever their type. */
export function keySchema(scalar: ScalarType, rules: JsonObject): Schema | undefined {
  switch (scalar) {
    case ScalarType.STRING: {
      const schemas = stringRules(rulesIn(rules, "string"));
      return schemas.length === 0 ? undefined : merged(...schemas);
    }
    case ScalarType.BOOL:
      return { enum: ["true", "false"] };
    case ScalarType.UINT32:
    case ScalarType.FIXED32:
    case ScalarType.UINT64:
    case ScalarType.FIXED64:
      return { pattern: "^(0|[1-9][0-9]*)$" };
    default:
      return { pattern: "^-?(0|[1-9][0-9]*)$" };
  }
}

/** The zero value of a scalar as JSON. */
export function zeroOf(scalar: ScalarType): string | number | boolean {
  if (scalar === ScalarType.BOOL) return false;
  if (scalar === ScalarType.STRING || scalar === ScalarType.BYTES) return "";
  return /64$/.test(ScalarType[scalar]) ? "0" : 0;
}
