import type { DescField, DescMessage, JsonValue } from "@bufbuild/protobuf";
import { type Findings, mapKey } from "../findings.ts";
import { isPlainStruct, isUnwrapped } from "../local-form.ts";
import { setOwn } from "../set-own.ts";
import { enumReader, isNullValue } from "./enum-reader.ts";
import { fieldSetter } from "./field-setter.ts";
import { mapKeyReader } from "./map-key-reader.ts";
import { scalarReader } from "./scalar-reader.ts";
import type { ReaderSource, ValueReader } from "./value-reader.ts";
import { readPlainStruct, wrappedReader } from "./well-known-reader.ts";

/** Reads a field's JSON value into its message. */
export type FieldReader = (message: Record<string, unknown>, json: JsonValue, findings: Findings) => void;

/** The reader of a field of any kind. */
export function fieldReader(field: DescField, readers: ReaderSource): FieldReader {
  const { nullable } = readers.rules.fieldRules(field);
  const read = fieldValueReader(field, readers);
  const set = fieldSetter(field);
  const nullIsValue = field.fieldKind !== "list" && field.fieldKind !== "map" && takesNull(field);
  return (message, json, findings) => {
    if (json === null && !nullIsValue) {
      if (!nullable) findings.refuse("null", "is null", null);
      return;
    }
    const value = read(json, findings);
    if (value !== undefined) set(message, value, findings);
  };
}

/** The reader of a field's whole value, without the field around it. */
function fieldValueReader(field: DescField, readers: ReaderSource): ValueReader {
  if (field.fieldKind === "list") return listReader(itemReader(field, readers), takesNull(field));
  if (field.fieldKind === "map") return mapReader(field, itemReader(field, readers), takesNull(field));
  return itemReader(field, readers);
}

/** The reader of one value: of a singular field, of a list's items, of a map's values. */
function itemReader(field: DescField, readers: ReaderSource): ValueReader {
  const { numericStrings } = readers.rules;
  if (field.message !== undefined) return messageItemReader(field, field.message, readers);
  if (field.enum !== undefined) return enumReader(field.enum, false);
  const longAsString = field.fieldKind !== "map" && field.longAsString;
  return scalarReader({ scalar: field.scalar, longAsString, numericStrings });
}

function messageItemReader(field: DescField, desc: DescMessage, readers: ReaderSource): ValueReader {
  if (isPlainStruct(field)) return readPlainStruct;
  return isUnwrapped(field) ? wrappedReader(desc, readers.rules.numericStrings) : readers.reader(desc);
}

function takesNull(field: DescField): boolean {
  return field.message?.typeName === "google.protobuf.Value" || isNullValue(field.enum);
}

function listReader(readItem: ValueReader, nullable: boolean): ValueReader {
  return (json, findings) => {
    if (!Array.isArray(json)) return findings.refuseType("array", json);
    if (!findings.descend()) return undefined;
    const items: unknown[] = [];
    for (let at = 0; at < json.length && !findings.full; at++) {
      findings.enter(at);
      const item = json[at] as JsonValue;
      const value =
        item === null && !nullable ? findings.refuse("null", "is null", null) : readItem(item, findings);
      if (value !== undefined) items.push(value);
      findings.leave();
    }
    findings.ascend();
    return items;
  };
}

function mapReader(
  field: Extract<DescField, { fieldKind: "map" }>,
  readValue: ValueReader,
  nullable: boolean,
): ValueReader {
  const readKey = mapKeyReader(field.mapKey);
  const quoted = readKey.quoted;
  return (json, findings) => {
    if (typeof json !== "object" || json === null || Array.isArray(json))
      return findings.refuseType("object", json);
    if (!findings.descend()) return undefined;
    const entries: Record<string, unknown> = {};
    for (const key in json) {
      findings.enter(mapKey(key, quoted));
      const item = json[key] ?? null;
      const value =
        item === null && !nullable ? findings.refuse("null", "is null", null) : readValue(item, findings);
      if (readKey.check(key, findings) && value !== undefined) setOwn(entries, key, value);
      findings.leave();
      if (findings.full) break;
    }
    findings.ascend();
    return entries;
  };
}
