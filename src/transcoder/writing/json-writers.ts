import type { DescField, DescMessage, JsonObject, JsonValue } from "@bufbuild/protobuf";
import type { BindingRules } from "../binding-rules.ts";
import { isWellKnown } from "../well-known-types.ts";
import { defaultOf, fieldWriter } from "./field-writer.ts";
import { type PropertyWriter, propertyWriter } from "./property-writer.ts";
import { valueGetter } from "./value-getter.ts";
import type { ValueWriter, WriterSource } from "./value-writer.ts";
import { wellKnownWriter } from "./well-known-writer.ts";

/** Compiles writers of the JSON form of messages, each type once. Messages and init shapes are written alike. */
export class JsonWriters implements WriterSource {
  readonly rules: BindingRules;
  readonly #compiled = new Map<string, ValueWriter>();

  constructor(rules: BindingRules) {
    this.rules = rules;
  }

  /** The writer of a message type. */
  writer(desc: DescMessage): ValueWriter {
    const known = this.#compiled.get(desc.typeName);
    if (known !== undefined) return known;
    if (isWellKnown(desc)) {
      const wellKnown = wellKnownWriter(desc, this.rules.registry);
      this.#compiled.set(desc.typeName, wellKnown);
      return wellKnown;
    }
    // Registered before it is complete: a message may have fields of its own type.
    const properties: PropertyWriter[] = [];
    const writer = new MessageWriter(properties);
    this.#compiled.set(desc.typeName, writer);
    for (const field of desc.fields.toSorted((one, other) => one.number - other.number)) {
      if (!this.rules.fieldRules(field).hidden) properties.push(propertyWriter(field, this));
    }
    return writer;
  }
}

/** The writer of a response: the whole message, or one field of it alone. */
export function responseWriter(
  desc: DescMessage,
  field: DescField | undefined,
  writers: JsonWriters,
): ValueWriter {
  if (field === undefined) return writers.writer(desc);
  const value = fieldWriter(field, writers);
  const get = valueGetter(field);
  // A response that is one field has no way to leave it out: an unset one is written as its default.
  const absent = defaultOf(field);
  return {
    json: (response) => {
      const present = get(response as Record<string, unknown>) ?? absent;
      return present === null ? null : value.json(present);
    },
    text: (response) => {
      const present = get(response as Record<string, unknown>) ?? absent;
      return present === null ? "null" : value.text(present);
    },
  };
}

class MessageWriter implements ValueWriter {
  readonly #properties: readonly PropertyWriter[];

  constructor(properties: readonly PropertyWriter[]) {
    this.#properties = properties;
  }

  json(value: unknown): JsonValue {
    const message = (value ?? nothing) as Record<string, unknown>;
    const json: JsonObject = {};
    for (const property of this.#properties) property.json(message, json);
    return json;
  }

  text(value: unknown): string {
    const message = (value ?? nothing) as Record<string, unknown>;
    let text = "";
    for (const property of this.#properties) {
      const one = property.text(message);
      if (one !== "") text += text === "" ? `{${one}` : `,${one}`;
    }
    return text === "" ? "{}" : `${text}}`;
  }
}

const nothing = {};
