import type { DescField } from "@bufbuild/protobuf";
import { hasPresence } from "./field-writer.ts";

/** Gets a field's value from a message or init shape. */
export type Getter = (message: Record<string, unknown>) => unknown;

/** The getter of a field: undefined or null where it is unset, and for lists and maps of init shapes. */
export function valueGetter(field: DescField): Getter {
  const { localName, oneof } = field;
  if (oneof !== undefined) {
    const group = oneof.localName;
    return (message) => {
      const one = message[group] as { readonly case?: string; readonly value?: unknown } | undefined | null;
      return one?.case === localName ? one.value : undefined;
    };
  }
  // Outside proto3, messages inherit the defaults of unset fields.
  if (hasPresence(field) && field.parent.file.edition !== proto3) {
    return (message) => (Object.hasOwn(message, localName) ? message[localName] : undefined);
  }
  return (message) => message[localName];
}

// google.protobuf.Edition.EDITION_PROTO3
const proto3 = 999;
