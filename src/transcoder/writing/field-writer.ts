import type { DescEnum, DescField, DescMessage, JsonObject, JsonValue } from "@bufbuild/protobuf";
import { scalarZeroValue } from "@bufbuild/protobuf/reflect";
import { isWrapperDesc } from "@bufbuild/protobuf/wkt";
import { isPlainStruct, isUnwrapped } from "../local-form.ts";
import { setOwn } from "../set-own.ts";
import { quote } from "./quote.ts";
import { scalarWriter } from "./scalar-writer.ts";
import type { ValueWriter, WriterSource } from "./value-writer.ts";
import { plainStructWriter } from "./well-known-writer.ts";

/** The writer of a field's whole value: of a list or map with all that is in it. */
export function fieldWriter(field: DescField, source: WriterSource): ValueWriter {
  const item = itemWriter(field, source);
  if (field.fieldKind === "list") return listWriter(item);
  if (field.fieldKind === "map") return mapWriter(item);
  return item;
}

/**
 * What an unset field counts as where it is written anyway: the zero value of its type, an empty message, null for
 * a scalar, wrapper or google.protobuf.Value that tells unset from zero.
 */
export function defaultOf(field: DescField): unknown {
  if (field.fieldKind === "list") return [];
  if (field.fieldKind === "map") return {};
  if (field.fieldKind === "message") return hasNoDefault(field.message) ? null : {};
  return hasPresence(field) ? null : zeroOf(field);
}

/** Messages whose JSON form is a value, and one that has to be some value. */
function hasNoDefault(desc: DescMessage): boolean {
  return isWrapperDesc(desc) || desc.typeName === "google.protobuf.Value";
}

/** Whether a field tells unset from zero. Lists and maps don't. */
export function hasPresence(field: DescField): boolean {
  return field.fieldKind !== "list" && field.fieldKind !== "map" && field.presence !== implicitPresence;
}

// google.protobuf.FeatureSet.FieldPresence.IMPLICIT
const implicitPresence = 2;

function zeroOf(field: Extract<DescField, { fieldKind: "scalar" | "enum" }>): unknown {
  if (field.fieldKind === "enum") return field.enum.values[0]?.number ?? 0;
  return scalarZeroValue(field.scalar, field.longAsString);
}

function itemWriter(field: DescField, source: WriterSource): ValueWriter {
  const name = `${field.parent.typeName}.${field.name}`;
  if (field.enum !== undefined) return enumWriter(field.enum, name);
  if (field.message === undefined) return scalarWriter(field.scalar, name);
  if (isPlainStruct(field)) return plainStructWriter;
  const value = field.message.fields[0];
  if (isUnwrapped(field) && value?.scalar !== undefined) return scalarWriter(value.scalar, name);
  return source.writer(field.message);
}

function enumWriter(desc: DescEnum, name: string): ValueWriter {
  if (desc.typeName === "google.protobuf.NullValue") return { json: () => null, text: () => "null" };
  const names = new Map(desc.values.toReversed().map((value) => [value.number, value.jsonName]));
  const json = (value: unknown): JsonValue => {
    if (!Number.isInteger(value))
      throw new TypeError(`can't write ${name} as JSON: its value is not an integer`);
    return names.get(value as number) ?? (value as number);
  };
  return { json, text: (value) => JSON.stringify(json(value)) };
}

function listWriter(item: ValueWriter): ValueWriter {
  return {
    json: (value) => (value as readonly unknown[]).map((one) => item.json(one)),
    text(value) {
      const items = value as readonly unknown[];
      let text = "[";
      for (let at = 0; at < items.length; at++)
        text += at === 0 ? item.text(items[at]) : `,${item.text(items[at])}`;
      return `${text}]`;
    },
  };
}

function mapWriter(item: ValueWriter): ValueWriter {
  return {
    json(value) {
      const entries = value as Record<string, unknown>;
      const json: JsonObject = {};
      for (const key of Object.keys(entries)) setOwn(json, key, item.json(entries[key]));
      return json;
    },
    text(value) {
      const entries = value as Record<string, unknown>;
      let text = "";
      for (const key of Object.keys(entries))
        text += `${text === "" ? "{" : ","}${quote(key)}:${item.text(entries[key])}`;
      return text === "" ? "{}" : `${text}}`;
    },
  };
}
