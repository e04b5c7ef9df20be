import type { DescField } from "@bufbuild/protobuf";
import { ScalarType } from "@bufbuild/protobuf";
import { isWrapperDesc } from "@bufbuild/protobuf/wkt";
import type { Findings } from "../findings.ts";
import { isUnwrapped } from "../local-form.ts";
import { isTextual } from "../well-known-types.ts";
import { enumReader } from "./enum-reader.ts";
import { scalarReader } from "./scalar-reader.ts";
import type { ReaderSource } from "./value-reader.ts";
import { wrap, wrappedReader } from "./well-known-reader.ts";

/** Makes a field's value, or an item of its list, of a path's or query's text. */
export type TextReader = (text: string, findings: Findings) => unknown;

/**
 * The reader for a field's text, or undefined where its values have no text form: messages other than wrappers,
 * Timestamp, Duration and FieldMask. The text is what proto-JSON has between the quotes, or without any.
 */
export function textReader(field: DescField, readers: ReaderSource): TextReader | undefined {
  if (field.fieldKind === "map" || !hasTextForm(field)) return undefined;
  if (field.enum !== undefined) return enumReader(field.enum, true);
  if (field.message === undefined) {
    if (field.scalar === ScalarType.BOOL) return readBool;
    return scalarReader({ scalar: field.scalar, longAsString: field.longAsString, numericStrings: true });
  }
  const desc = field.message;
  if (!isWrapperDesc(desc)) return readers.reader(desc);
  const isBool = desc.fields[0]?.scalar === ScalarType.BOOL;
  const read: TextReader = isBool ? readBool : wrappedReader(desc, true);
  if (isUnwrapped(field)) return read;
  return (text, findings) => {
    const value = read(text, findings);
    return value === undefined ? undefined : wrap(desc, value);
  };
}

/** Whether a field's value, or an item of its list, can stand in a path or a query. */
export function hasTextForm(field: DescField): boolean {
  return field.fieldKind !== "map" && (field.message === undefined || isTextual(field.message));
}

function readBool(text: string, findings: Findings): boolean | undefined {
  if (text === "true") return true;
  return text === "false" ? false : findings.refuseType("boolean", text);
}
