import { type DescField, equals, isFieldSet, type Message, ScalarType } from "@bufbuild/protobuf";
import { scalarEquals } from "@bufbuild/protobuf/reflect";
import type { Findings } from "../findings.ts";
import { fieldSetter } from "../reading/field-setter.ts";
import { textReader } from "../reading/text-reader.ts";
import type { ReaderSource } from "../reading/value-reader.ts";
import type { FieldPath } from "./field-path.ts";
import { openMessage } from "./message-path.ts";

/** Binds one variable's text to its field. */
export type PathBinder = (message: Message, text: string, findings: Findings) => void;

/**
 * The binder of a path variable. A field inside of a message that the body fills may be in the body too, as
 * clients send whole resources, but only with the path's value. Undefined where the field has no text form.
 */
export function pathBinder(path: FieldPath, readers: ReaderSource): PathBinder | undefined {
  return textBinder(path, readers, path.parents.length > 0 ? pathConflict : undefined);
}

/** The binder of a field that a header says too. The request itself may say the same, but nothing else. */
export function headerBinder(path: FieldPath, readers: ReaderSource, header: string): PathBinder | undefined {
  return textBinder(path, readers, { rule: "header_conflict", message: `is not what ${header} says` });
}

interface Conflict {
  readonly rule: string;
  readonly message: string;
}

const pathConflict: Conflict = { rule: "path_conflict", message: "is not what the path says" };

/** Binds a text; with a `conflict`, only where the field is unset or has the same value. */
function textBinder(
  { leaf, parents, text: fieldPath }: FieldPath,
  readers: ReaderSource,
  conflict: Conflict | undefined,
): PathBinder | undefined {
  const read = leaf.fieldKind === "list" ? undefined : textReader(leaf, readers);
  if (read === undefined) return undefined;
  const set = fieldSetter(leaf);
  return (message, text, findings) => {
    findings.enter(fieldPath);
    let target: Record<string, unknown> | undefined = message as unknown as Record<string, unknown>;
    for (const parent of parents) target &&= openMessage(target, parent, findings);
    const value = target && read(text, findings);
    if (target && value !== undefined) {
      if (conflict !== undefined && differs(target, leaf, value)) {
        findings.refuse(conflict.rule, conflict.message, shown(presentValue(target, leaf)), text);
      } else {
        set(target, value, findings);
      }
    }
    findings.leave();
  };
}

/** Whether a field was set, to something else than `value`. */
function differs(target: Record<string, unknown>, field: DescField, value: unknown): boolean {
  const message = target as unknown as Message;
  if (!isFieldSet(message, field)) return false;
  const present = presentValue(target, field);
  if (field.enum !== undefined) return present !== value;
  const scalar = field.scalar ?? (typeof value === "object" ? undefined : ScalarType.STRING);
  if (scalar !== undefined) return !scalarEquals(scalar, present as never, value as never);
  if (value instanceof Uint8Array) return !scalarEquals(ScalarType.BYTES, present as never, value as never);
  return field.message === undefined || !equals(field.message, present as Message, value as Message);
}

function presentValue(target: Record<string, unknown>, { localName, oneof }: DescField): unknown {
  return oneof === undefined ? target[localName] : (target[oneof.localName] as { value?: unknown }).value;
}

/** What can be shown of a value in JSON. */
function shown(value: unknown): string | number | boolean | undefined {
  if (typeof value === "bigint") return value.toString();
  return typeof value === "object" ? undefined : (value as string | number | boolean | undefined);
}
