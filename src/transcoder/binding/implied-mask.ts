import { create, type DescMessage, type JsonValue, type Message } from "@bufbuild/protobuf";
import { FieldMaskSchema } from "@bufbuild/protobuf/wkt";
import { formOf } from "../http-form.ts";
import type { HttpBinding } from "../routing/http-bindings.ts";
import { RuleError } from "../rule-error.ts";
import { isWellKnown } from "../well-known-types.ts";
import type { FieldPath } from "./field-path.ts";
import { isHttpBody } from "./raw-body.ts";
import { topLevelField } from "./top-level-field.ts";

/** Fills a request's mask, if it has none, with what its body names. The body is known to fit its message. */
export type MaskFiller = (message: Message, body: JsonValue | undefined) => void;

/**
 * The filler of the mask that the method says is implied, on its PATCH bindings. Fields of the body that the path
 * binds too say which object is meant, not what of it changes. Throws RuleError where there is nothing to fill.
 */
export function impliedMask(binding: HttpBinding, paths: readonly FieldPath[]): MaskFiller | undefined {
  const { method, httpMethod, body } = binding;
  const name = formOf(method)?.impliedMask ?? "";
  if (name === "" || httpMethod !== "PATCH") return undefined;
  const mask = topLevelField(method, method.input.fields, name, "implied_mask");
  if (mask.fieldKind !== "message" || mask.message.typeName !== FieldMaskSchema.typeName || mask.oneof) {
    throw new RuleError(method, `implied_mask: ${name} is not a single google.protobuf.FieldMask`);
  }
  const field = method.input.fields.find((one) => one.name === body);
  if (field?.fieldKind !== "message" || isWellKnown(field.message) || isHttpBody(field)) {
    throw new RuleError(method, "implied_mask: the body of the PATCH is not one field that is a message");
  }
  const desc = field.message;
  const bound = new Set(paths.map(({ text }) => text));
  return (message, json) => {
    const request = message as unknown as Record<string, unknown>;
    if (request[mask.localName] !== undefined) return;
    const named = maskPaths(desc, json ?? null).filter((path) => !bound.has(`${body}.${path}`));
    request[mask.localName] = create(FieldMaskSchema, { paths: named });
  };
}

/** The fields that an object names, by their proto names: the innermost ones, and messages that are empty or null. */
function maskPaths(desc: DescMessage, json: JsonValue): string[] {
  if (typeof json !== "object" || json === null || Array.isArray(json)) return [];
  return Object.entries(json).flatMap(([key, value]) => {
    const field =
      desc.fields.find((one) => one.name === key) ?? desc.fields.find((one) => one.jsonName === key);
    if (field === undefined) return [];
    if (field.fieldKind !== "message" || isWellKnown(field.message)) return [field.name];
    const inner = maskPaths(field.message, value);
    return inner.length === 0 ? [field.name] : inner.map((path) => `${field.name}.${path}`);
  });
}
