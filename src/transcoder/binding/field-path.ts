import type { DescField, DescMessage } from "@bufbuild/protobuf";
import { isWellKnown } from "../well-known-types.ts";

type MessageField = Extract<DescField, { fieldKind: "message" }>;

/** A field inside of a message: the singular message fields on the way, and the field itself. */
export interface FieldPath {
  /** Proto names, joined by dots. */
  readonly text: string;
  readonly parents: readonly MessageField[];
  readonly leaf: DescField;
}

/** Follows a path of proto names from a message. Returns the reason, as a text, where it leads nowhere. */
export function resolveFieldPath(message: DescMessage, text: string): FieldPath | string {
  const names = text.split(".");
  const parents: MessageField[] = [];
  let desc = message;
  for (const [at, name] of names.entries()) {
    const field = desc.fields.find((one) => one.name === name);
    if (field === undefined) return `${desc.typeName} has no field ${JSON.stringify(name)}`;
    if (at === names.length - 1) return { text, parents, leaf: field };
    if (field.fieldKind !== "message") return `${text}: ${name} is not a singular message field`;
    if (isWellKnown(field.message)) return `${text}: ${name} has a JSON form without fields`;
    parents.push(field);
    desc = field.message;
  }
  return "the field path is empty";
}
