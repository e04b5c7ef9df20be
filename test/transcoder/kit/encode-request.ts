import { type DescField, type DescMessage, type JsonObject, type Message, toJson } from "@bufbuild/protobuf";
import { type ReflectMessage, reflect } from "@bufbuild/protobuf/reflect";
import { isWrapperDesc } from "@bufbuild/protobuf/wkt";
import { parseTemplate, type Route } from "../../../src/transcoder/index.ts";

/** A request as `ask` takes it. */
export interface EncodedRequest {
  readonly line: string;
  readonly body: string | undefined;
}

/**
 * What a client makes of a message by a rule: path, query and body. Written by the rule's text alone, not by the
 * compiled route, so that the two can be held against each other.
 */
export function encodeRequest(
  { method, httpMethod, template, body }: Route,
  message: Message,
): EncodedRequest {
  const json = toJson(method.input, message, { useProtoFieldName: true }) as JsonObject;
  const path = printPath(template, json);
  if (body === "*") return { line: `${httpMethod} ${path}`, body: JSON.stringify(json) };
  const { [body]: own, ...rest } = json;
  const query = parametersOf(method.input, rest)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join("&");
  const line = `${httpMethod} ${path}${query === "" ? "" : `?${query}`}`;
  return { line, body: own === undefined ? undefined : JSON.stringify(own) };
}

/** Fills the template's variables, and takes them out of the JSON. */
function printPath(template: string, json: JsonObject): string {
  const { segments, variables, verb } = parseTemplate(template);
  const printed = segments.map((one) => (one.kind === "literal" ? [encodeURIComponent(one.text)] : ["x"]));
  for (const { fieldPath, start, end } of variables) {
    const text = take(json, fieldPath);
    const isOne = end === start + 1 && segments[start]?.kind === "one";
    const parts = isOne ? [text] : text.split("/");
    printed.fill([], start, end);
    printed[start] = parts.map(encodeURIComponent);
  }
  return `/${printed.flat().join("/")}${verb === undefined ? "" : `:${verb}`}`;
}

function take(json: JsonObject, fieldPath: string): string {
  const [name = "", ...rest] = fieldPath.split(".");
  const value = json[name];
  if (rest.length > 0) return take(value as JsonObject, rest.join("."));
  delete json[name];
  // Left out of the JSON: the default of a number or an enum.
  return value === undefined ? "0" : String(value as string);
}

function parametersOf(desc: DescMessage, json: JsonObject): (readonly [name: string, value: string])[] {
  return desc.fields.flatMap((field): (readonly [string, string])[] => {
    const value = json[field.name];
    if (value === undefined) return [];
    if (Array.isArray(value)) return value.map((one) => [field.name, String(one as string)] as const);
    if (typeof value !== "object" || field.message === undefined) return [[field.name, String(value)]];
    const inner = parametersOf(field.message, value as JsonObject);
    return inner.map(([name, text]) => [`${field.name}.${name}`, text] as const);
  });
}

/** Clears what a query can't say of a message, but for the fields that stand elsewhere: maps, JSON of any form, `{}`. */
export function clearUnsayable(desc: DescMessage, message: Message, elsewhere: readonly string[]): void {
  clear(reflect(desc, message), new Set(elsewhere));
}

function clear(message: ReflectMessage, elsewhere: ReadonlySet<string>): void {
  for (const field of message.fields) {
    if (!message.isSet(field) || elsewhere.has(field.name) || isText(field)) continue;
    if (field.fieldKind === "message" && !field.message.typeName.startsWith("google.")) {
      const inner = message.get(field);
      clear(inner, new Set());
      if (inner.fields.some((one) => inner.isSet(one))) continue;
    }
    message.clear(field);
  }
}

const texts = ["Timestamp", "Duration", "FieldMask"].map((name) => `google.protobuf.${name}`);

function isText({ fieldKind, message, enum: of }: DescField): boolean {
  if (fieldKind === "map" || of?.typeName === "google.protobuf.NullValue") return false;
  return message === undefined || isWrapperDesc(message) || texts.includes(message.typeName);
}
