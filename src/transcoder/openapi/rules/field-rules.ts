import { type DescField, type DescOneof, getOption, type JsonObject, toJson } from "@bufbuild/protobuf";
import {
  FieldRulesSchema,
  field as fieldOption,
  oneof as oneofOption,
} from "../../../gen/buf/validate/validate_pb.ts";

/**
 * The protovalidate rules of a field, as the proto-JSON of `buf.validate.FieldRules`: only what is set is there,
 * and the rules of all types can be looked at alike. 64-bit numbers are texts.
 */
export function fieldRulesOf(field: DescField): JsonObject {
  const rules = toJson(FieldRulesSchema, getOption(field, fieldOption), {
    useProtoFieldName: true,
  }) as JsonObject;
  return rules.ignore === "IGNORE_ALWAYS" ? {} : rules;
}

/** Whether one of a oneof's fields must be set. */
export function isRequiredOneof(oneof: DescOneof): boolean {
  return getOption(oneof, oneofOption).required;
}

/** The rules of a kind within others: of `string`, of the `items` of a list. Empty where there are none. */
export function rulesIn(rules: JsonObject, kind: string): JsonObject {
  const inner = rules[kind];
  return typeof inner === "object" && inner !== null && !Array.isArray(inner) ? inner : {};
}
