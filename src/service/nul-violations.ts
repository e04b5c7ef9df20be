import type { DescField, DescMessage, Message } from "@bufbuild/protobuf";
import type { FieldViolation } from "../domain/errors.ts";
import { fieldValue } from "./field-value.ts";

const nul = "\u0000";

/**
 * The texts of a request that have a NUL character: the one character that the contract's rules allow and
 * PostgreSQL can't keep. The store refuses it without knowing the field; here is what it was. To be asked only
 * then, since it looks at everything.
 */
export function nulViolations(schema: DescMessage, message: Message, path = ""): FieldViolation[] {
  return schema.fields.flatMap((field) => {
    const value = fieldValue(message, field);
    return value === undefined || value === null ? [] : inField(field, value, `${path}${field.name}`);
  });
}

function inField(field: DescField, value: unknown, path: string): FieldViolation[] {
  if (field.fieldKind !== "list" && field.fieldKind !== "map") {
    return inValue(field, value, path);
  }
  return Object.entries(value as object).flatMap(([key, item]) => {
    const itemPath = `${path}[${field.fieldKind === "list" ? key : JSON.stringify(key)}]`;
    return [...(key.includes(nul) ? [violation(itemPath, key)] : []), ...inValue(field, item, itemPath)];
  });
}

function inValue(field: DescField, value: unknown, path: string): FieldViolation[] {
  if (field.message !== undefined) {
    return nulViolations(field.message, value as Message, `${path}.`);
  }
  return typeof value === "string" && value.includes(nul) ? [violation(path, value)] : [];
}

function violation(field: string, value: string): FieldViolation {
  return { field, rule: "string.no_nul", message: "must not have a NUL character", value };
}
