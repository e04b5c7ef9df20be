import type { DescField, JsonObject, JsonValue } from "@bufbuild/protobuf";
import { isRequiredField } from "../required-field.ts";
import { setOwn } from "../set-own.ts";
import { defaultOf, fieldWriter, hasPresence } from "./field-writer.ts";
import { type Getter, valueGetter } from "./value-getter.ts";
import type { ValueWriter, WriterSource } from "./value-writer.ts";

/** Writes a field of a message with its name, or nothing where the field is left out. */
export interface PropertyWriter {
  json(message: Record<string, unknown>, target: JsonObject): void;
  /** Empty for nothing. */
  text(message: Record<string, unknown>): string;
}

/**
 * The writer of a field with its proto name. Left out are fields that tell unset from zero and are unset, but a
 * dialect can have null for them.
 */
export function propertyWriter(field: DescField, source: WriterSource): PropertyWriter {
  const value = fieldWriter(field, source);
  if (isRequiredField(field)) return new Property(field.name, requiredGetter(field), value, undefined);
  if (!hasPresence(field)) return new Property(field.name, valueGetter(field), value, defaultOf(field));
  const nullWhenUnset = source.rules.fieldRules(field).nullable && source.rules.writesNulls;
  return new Property(field.name, valueGetter(field), value, nullWhenUnset ? null : undefined);
}

/** A response without a required field is none: protobuf has no other form for it either. */
function requiredGetter(field: DescField): Getter {
  const get = valueGetter(field);
  return (message) => {
    const value = get(message);
    if (value !== undefined && value !== null) return value;
    throw new TypeError(
      `can't write ${field.parent.typeName}.${field.name} as JSON: it is required, and unset`,
    );
  };
}

class Property implements PropertyWriter {
  readonly #name: string;
  readonly #prefix: string;
  readonly #get: Getter;
  readonly #value: ValueWriter;
  readonly #absentJson: JsonValue | undefined;
  readonly #absentText: string;

  /** `absent` is written where the field is unset: a value of the field, null, or undefined for nothing. */
  constructor(name: string, get: Getter, value: ValueWriter, absent: unknown) {
    this.#name = name;
    this.#prefix = `${JSON.stringify(name)}:`;
    this.#get = get;
    this.#value = value;
    this.#absentJson = absent === undefined || absent === null ? absent : value.json(absent);
    this.#absentText = this.#absentJson === undefined ? "" : this.#prefix + JSON.stringify(this.#absentJson);
  }

  json(message: Record<string, unknown>, target: JsonObject): void {
    const value = this.#get(message);
    if (value !== undefined && value !== null) setOwn(target, this.#name, this.#value.json(value));
    else if (this.#absentJson !== undefined) setOwn(target, this.#name, structuredClone(this.#absentJson));
  }

  text(message: Record<string, unknown>): string {
    const value = this.#get(message);
    return value === undefined || value === null ? this.#absentText : this.#prefix + this.#value.text(value);
  }
}
