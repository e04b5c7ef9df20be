import type { DescField } from "@bufbuild/protobuf";
import type { Findings } from "../findings.ts";

/** Puts a value into its place in a message. */
export type FieldSetter = (message: Record<string, unknown>, value: unknown, findings: Findings) => void;

/** The setter of a field. A second member of a oneof is refused: one of the two values would be lost. */
export function fieldSetter(field: DescField): FieldSetter {
  const { localName, oneof } = field;
  if (oneof === undefined) {
    return (message, value) => {
      message[localName] = value;
    };
  }
  const group = oneof.localName;
  return (message, value, findings) => {
    const present = (message[group] as { readonly case: string | undefined }).case;
    if (present === undefined || present === localName) message[group] = { case: localName, value };
    else findings.refuse("oneof", `excludes another field of ${oneof.name} that is set`);
  };
}
