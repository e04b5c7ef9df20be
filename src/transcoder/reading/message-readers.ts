import { create, type DescField, type DescMessage, type JsonValue, type Message } from "@bufbuild/protobuf";
import { AnySchema } from "@bufbuild/protobuf/wkt";
import type { BindingRules } from "../binding-rules.ts";
import type { Findings } from "../findings.ts";
import { isWellKnown } from "../well-known-types.ts";
import { anyReader } from "./any-reader.ts";
import { type FieldReader, fieldReader } from "./field-reader.ts";
import type { ReaderSource, ValueReader } from "./value-reader.ts";
import { wellKnownReader } from "./well-known-reader.ts";

/** Makes a request message of its body, or adds what is wrong with it to the findings. */
export type BodyReader = (json: JsonValue | undefined, findings: Findings) => Message;

/** Compiles readers for the JSON form of messages, each type once. */
export class MessageReaders implements ReaderSource {
  readonly rules: BindingRules;
  readonly #compiled = new Map<string, ValueReader>();

  constructor(rules: BindingRules) {
    this.rules = rules;
  }

  /** The reader of a message type, as a field's value. */
  reader(desc: DescMessage): ValueReader {
    const known = this.#compiled.get(desc.typeName);
    if (known !== undefined) return known;
    const wellKnown =
      desc.typeName === AnySchema.typeName ? anyReader(this) : wellKnownReader(desc, this.rules);
    if (wellKnown !== undefined) {
      this.#compiled.set(desc.typeName, wellKnown);
      return wellKnown;
    }
    // Registered before it is complete: a message may have fields of its own type.
    const fields: MessageFields = { byKey: new Map(), required: [] };
    const read: ValueReader = (json, findings) => readMessage(desc, fields, json, findings);
    this.#compiled.set(desc.typeName, read);
    Object.assign(fields, this.#fieldsOf(desc, new Set()));
    return read;
  }

  /**
   * The reader of a whole request body, which may be absent: some of the fields are bound by the path, and no part of
   * it. A type whose JSON form is no object of its fields has none that could be.
   */
  bodyReader(desc: DescMessage, bound: ReadonlySet<DescField>): BodyReader {
    if (isWellKnown(desc)) {
      const read = this.reader(desc);
      return (json, findings) =>
        ((json === undefined ? undefined : read(json, findings)) as Message | undefined) ?? create(desc);
    }
    const fields = this.#fieldsOf(desc, bound);
    return (json = {}, findings) => readMessage(desc, fields, json, findings) ?? create(desc);
  }

  #fieldsOf(desc: DescMessage, bound: ReadonlySet<DescField>): MessageFields {
    const byKey = new Map<string, FieldEntry>();
    const required: string[] = [];
    for (const field of desc.fields) {
      const { hidden, requiredKey } = this.rules.fieldRules(field);
      if (hidden || bound.has(field)) continue;
      const entry: FieldEntry = { name: field.name, read: fieldReader(field, this) };
      // Answers have proto names: what they say must be read as it was said.
      if (this.rules.jsonNames && !byKey.has(field.jsonName)) byKey.set(field.jsonName, entry);
      byKey.set(field.name, entry);
      if (requiredKey) required.push(field.name);
    }
    return { byKey, required };
  }
}

interface FieldEntry {
  readonly name: string;
  readonly read: FieldReader;
}

interface MessageFields {
  readonly byKey: Map<string, FieldEntry>;
  readonly required: readonly string[];
}

function readMessage(
  desc: DescMessage,
  { byKey, required }: MessageFields,
  json: JsonValue,
  findings: Findings,
): Message | undefined {
  if (typeof json !== "object" || json === null || Array.isArray(json))
    return findings.refuseType("object", json);
  if (!findings.descend()) return undefined;
  const message = create(desc);
  // JSON.parse makes objects whose prototype has nothing to enumerate.
  for (const key in json) {
    const field = byKey.get(key);
    if (field === undefined) findings.refuse("unknown_field", `has no field ${JSON.stringify(key)}`, key);
    else if (key !== field.name && Object.hasOwn(json, field.name)) refuseTwice(field.name, key, findings);
    else readField(field, message, json[key] ?? null, findings);
    if (findings.full) break;
  }
  for (const name of required) if (!Object.hasOwn(json, name)) requireKey(name, json, byKey, findings);
  findings.ascend();
  return message;
}

function readField(field: FieldEntry, message: Message, json: JsonValue, findings: Findings): void {
  findings.enter(field.name);
  field.read(message as unknown as Record<string, unknown>, json, findings);
  findings.leave();
}

function refuseTwice(name: string, key: string, findings: Findings): void {
  findings.enter(name);
  findings.refuse("duplicate", `is given twice, also as ${JSON.stringify(key)}`);
  findings.leave();
}

function requireKey(name: string, json: object, byKey: MessageFields["byKey"], findings: Findings): void {
  // The key may stand there by its other name.
  const entry = byKey.get(name);
  for (const [key, other] of byKey) if (other === entry && Object.hasOwn(json, key)) return;
  findings.enter(name);
  findings.refuse("required_key", "is required");
  findings.leave();
}
