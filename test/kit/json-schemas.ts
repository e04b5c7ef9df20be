import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import { Ajv2020, type ErrorObject } from "ajv/dist/2020.js";

/** Tells what is wrong with a value by a schema of a document; nothing where all is well. */
export type Check = (value: unknown) => readonly string[];

/**
 * Compiles the schemas of an OpenAPI document by their JSON pointers: `#/components/schemas/Book`. Objects of
 * `closed` documents have no other members than those that are described: so an answer with one too many shows.
 */
export function createChecks(
  document: JsonObject,
  { closed = false }: { readonly closed?: boolean } = {},
): (pointer: string) => Check {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  for (const [name, format] of Object.entries(formats)) ajv.addFormat(name, format);
  ajv.addSchema(closed ? (closedObjects(document) as JsonObject) : document, "document");
  return (pointer) => {
    const validate = ajv.compile({ $ref: `document${pointer}` });
    return (value) => (validate(value) ? [] : (validate.errors ?? []).map(wordsOf));
  };
}

/** A pointer of a document's URL to what these keys lead to. */
export function pointerTo(...keys: readonly string[]): string {
  return `#${keys.map((key) => `/${encodeURIComponent(key.replaceAll("~", "~0").replaceAll("/", "~1"))}`).join("")}`;
}

function wordsOf({ instancePath, message = "", params }: ErrorObject): string {
  return `${instancePath} ${message} ${JSON.stringify(params)}`;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const whole = (text: string) => Number.isInteger(Number(text));

/** Those that our documents use. */
const formats = {
  double: true,
  float: true,
  int32: { type: "number", validate: (value: number) => value === (value | 0) },
  uint32: { type: "number", validate: (value: number) => value === value >>> 0 },
  int64: whole,
  uint64: whole,
  uuid: uuid,
  uri: (text: string) => URL.canParse(text),
  "date-time": (text: string) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text),
} as const;

function closedObjects(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(closedObjects);
  if (typeof value !== "object" || value === null) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, closedObjects(one)]));
  const isOpen =
    copy.type === "object" && copy.properties !== undefined && copy.additionalProperties === undefined;
  return isOpen ? { ...copy, additionalProperties: false } : copy;
}
