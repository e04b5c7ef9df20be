import { create, type DescField } from "@bufbuild/protobuf";
import type { Findings } from "../findings.ts";

type MessageField = Extract<DescField, { fieldKind: "message" }>;
type Fields = Record<string, unknown>;

/** The message in a message field, made where there is none; undefined, with a violation, where a oneof forbids. */
export function openMessage(message: Fields, field: MessageField, findings: Findings): Fields | undefined {
  const { localName, oneof } = field;
  if (oneof === undefined) {
    message[localName] ??= create(field.message);
    return message[localName] as Fields;
  }
  const group = message[oneof.localName] as { readonly case: string | undefined; readonly value?: unknown };
  if (group.case === localName) return group.value as Fields;
  if (group.case !== undefined) {
    return findings.refuse("oneof", `excludes another field of ${oneof.name} that is set`);
  }
  const value = create(field.message);
  message[oneof.localName] = { case: localName, value };
  return value as unknown as Fields;
}
