import type { Violation } from "../../transcoder/index.ts";
import type { Json, JsonSchema } from "./json-schema.ts";
import { pythonPretty } from "./python-pretty.ts";
import { pythonRepr } from "./python-repr.ts";
import type { Path, SchemaError } from "./schema-errors.ts";

/**
 * A schema error in the words of Python's jsonschema: what is wrong, which part of the schema says so, and what
 * was found there.
 */
export function schemaWords(error: SchemaError): string {
  const schema = indented(schemaText(error.schema));
  const instance = indented(pythonPretty(error.instance));
  return [
    error.message,
    `Failed validating ${pythonRepr(error.keyword)} in schema${indexes(error.schemaPath.slice(0, -1))}:\n${schema}`,
    `On instance${indexes(error.path)}:\n${instance}`,
  ].join("\n\n");
}

const printed = new WeakMap<JsonSchema, string>();

/** Schemas are ours, and few: they are shown in full, and laid out once. */
function schemaText(schema: JsonSchema): string {
  let text = printed.get(schema);
  if (text === undefined) {
    text = pythonPretty(schema as Json, Number.POSITIVE_INFINITY);
    printed.set(schema, text);
  }
  return text;
}

function indented(text: string): string {
  return `    ${text.replaceAll("\n", "\n    ")}`;
}

function indexes(path: Path): string {
  return path.map((step) => `[${pythonRepr(step)}]`).join("");
}

/** What jsonschema calls the rule of a violation, and what it says of the value. */
interface Words {
  readonly keyword: keyof JsonSchema;
  says(violation: Violation): string;
}

/**
 * Rules of the contract and of the binder that Placement's own schemas don't have, or have in another place, in
 * the words that they would have. Where several rules end alike (`int32.gte`, `double.gte`), the end is the key.
 */
const words: Readonly<Record<string, Words>> = {
  gte: { keyword: "minimum", says: (v) => `${value(v)} is less than the minimum of ${limit(v)}` },
  lte: { keyword: "maximum", says: (v) => `${value(v)} is greater than the maximum of ${limit(v)}` },
  gte_lte: { keyword: "minimum", says: (v) => `${value(v)} is out of range: ${v.message}` },
  range: { keyword: "maximum", says: (v) => `${value(v)} is greater than the maximum of ${limit(v)}` },
  finite: { keyword: "type", says: (v) => `${value(v)} is not of type 'number'` },
  pattern: { keyword: "pattern", says: (v) => `${value(v)} does not match ${limit(v)}` },
  min_len: { keyword: "minLength", says: (v) => `${value(v)} is too short` },
  max_len: { keyword: "maxLength", says: (v) => `${value(v)} is too long` },
  min_pairs: { keyword: "minProperties", says: (v) => `${value(v)} does not have enough properties` },
  required: { keyword: "required", says: (v) => `${quoted(lastName(v.field))} is a required property` },
  required_key: { keyword: "required", says: (v) => `${quoted(lastName(v.field))} is a required property` },
  unknown_field: {
    keyword: "additionalProperties",
    says: (v) => `Additional properties are not allowed (${value(v)} was unexpected)`,
  },
  type: { keyword: "type", says: (v) => `${value(v)} is not of type ${limit(v)}` },
  null: { keyword: "type", says: (v) => `None is not of type ${limit(v)}` },
};

/** A violation that no schema explains, in words of the same kind. */
export function violationWords(violation: Violation): string {
  const known = wordsOf(violation);
  const place = violation.field === "" ? "" : `: ${violation.field}`;
  if (known === undefined) return `${violation.message}${place}`;
  return `${known.says(violation)}\n\nFailed validating ${quoted(known.keyword)}${place}`;
}

function wordsOf({ rule, value }: Violation): Words | undefined {
  const kind = rule.slice(rule.lastIndexOf(".") + 1);
  // The binder's word for both ends of what a number type can hold.
  if (kind === "range" && Number(value) < 0) return words.gte;
  return words[rule] ?? words[kind];
}

function quoted(text: string): string {
  return pythonRepr(text);
}

function value(violation: Violation): string {
  return pythonRepr(printable(violation.value));
}

function limit(violation: Violation): string {
  return pythonRepr(printable(violation.limit));
}

/** What came along with a violation, as JSON: big integers and such are shown as text. */
function printable(value: unknown): Json {
  if (value === undefined || value === null) return null;
  if (typeof value === "bigint") return Number(value);
  if (["boolean", "number", "string", "object"].includes(typeof value)) return value as Json;
  return String(value);
}

function lastName(field: string): string {
  const names = field.match(/[^."[\]]+/g) ?? [];
  return names.at(-1) ?? field;
}
