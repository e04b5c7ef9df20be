import type { DescField, DescMessage, DescOneof } from "@bufbuild/protobuf";
import { isRequiredField } from "../required-field.ts";
import { hasPresence } from "../writing/field-writer.ts";
import { fieldSchema, isRequiredInput } from "./field-schema.ts";
import { isRequiredOneof } from "./rules/field-rules.ts";
import { type Direction, merged, type Schema } from "./schema.ts";
import type { Schemas } from "./schemas.ts";

/** The schema of the object that a message is in JSON, without the fields of `except`. */
export function messageSchema(
  desc: DescMessage,
  direction: Direction,
  except: ReadonlySet<DescField>,
  schemas: Schemas,
): Schema {
  const { rules, comments } = schemas.source;
  const fields = desc.fields.filter((field) => !except.has(field) && !rules.fieldRules(field).hidden);
  const isRequired = direction === "input" ? isRequiredInput : isWritten;
  const required = fields.filter((field) => isRequired(field, schemas)).map((field) => field.name);
  const description = comments.get(desc.typeName);
  const object: Schema = {
    type: "object",
    ...(description === undefined ? {} : { description }),
    properties: Object.fromEntries(
      fields.map((field) => [field.name, fieldSchema(field, direction, schemas)]),
    ),
    ...(required.length === 0 ? {} : { required }),
    ...(direction === "input" ? { additionalProperties: false } : {}),
  };
  const choices = desc.oneofs.flatMap((oneof): Schema[] => {
    const choice = choiceSchema(oneof, fields, direction);
    return choice === undefined ? [] : [choice];
  });
  return merged(object, ...choices);
}

/** Whether a field is in every answer: those that can't tell unset from zero are, and those for which null says it. */
function isWritten(field: DescField, { source: { rules } }: Schemas): boolean {
  if (isRequiredField(field)) return true;
  return !hasPresence(field) || (rules.writesNulls && rules.fieldRules(field).nullable);
}

/** That at most one of a oneof's fields is there, or just one where one must be. */
function choiceSchema(
  oneof: DescOneof,
  fields: readonly DescField[],
  direction: Direction,
): Schema | undefined {
  const members = oneof.fields.filter((field) => fields.includes(field));
  const single = members.map((field): Schema => ({ required: [field.name] }));
  const isRequired = direction === "input" && isRequiredOneof(oneof);
  if (single.length < 2 && !isRequired) return undefined;
  return { oneOf: isRequired ? single : [...single, { not: { anyOf: single } }] };
}
