import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import type { Schema } from "../schema.ts";

/** What protovalidate's rules of texts are in JSON Schema. What it has no word for is left out. */
export function stringRules(rules: JsonObject): Schema[] {
  return Object.entries(rules).flatMap(([rule, value]) => {
    const schema = keywords[rule]?.(value);
    return schema === undefined ? [] : [schema];
  });
}

/** Lengths are counted in characters by both. A character has one to four bytes. */
const keywords: Readonly<Record<string, (value: JsonValue) => Schema | undefined>> = {
  const: (value) => ({ const: value }),
  in: (value) => ({ enum: value }),
  not_in: (value) => ({ not: { enum: value } }),
  len: (value) => ({ minLength: Number(value), maxLength: Number(value) }),
  min_len: (value) => ({ minLength: Number(value) }),
  max_len: (value) => ({ maxLength: Number(value) }),
  len_bytes: (value) => ({ minLength: Math.ceil(Number(value) / 4), maxLength: Number(value) }),
  min_bytes: (value) => ({ minLength: Math.ceil(Number(value) / 4) }),
  max_bytes: (value) => ({ maxLength: Number(value) }),
  pattern: (value) => (isPattern(String(value)) ? { pattern: value } : undefined),
  prefix: (value) => ({ pattern: `^${escaped(value)}` }),
  suffix: (value) => ({ pattern: `${escaped(value)}$` }),
  contains: (value) => ({ pattern: escaped(value) }),
  not_contains: (value) => ({ not: { pattern: escaped(value) } }),
  email: () => ({ format: "email" }),
  hostname: () => ({ format: "hostname" }),
  ip: () => ({ anyOf: [{ format: "ipv4" }, { format: "ipv6" }] }),
  ipv4: () => ({ format: "ipv4" }),
  ipv6: () => ({ format: "ipv6" }),
  uri: () => ({ format: "uri" }),
  uri_ref: () => ({ format: "uri-reference" }),
  address: () => ({ anyOf: [{ format: "hostname" }, { format: "ipv4" }, { format: "ipv6" }] }),
  // Formats are hints only, so what can be said by a pattern is said by one too.
  uuid: () => ({ format: "uuid", pattern: "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$" }),
  tuuid: () => ({ pattern: "^[0-9a-fA-F]{32}$" }),
  ulid: () => ({ pattern: "^[0-7][0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{25}$" }),
};

/** Protovalidate's expressions are RE2's: nearly all, but not all, are JSON Schema's too. */
function isPattern(text: string): boolean {
  try {
    RegExp(text, "u");
    return true;
  } catch {
    return false;
  }
}

function escaped(text: JsonValue): string {
  return String(text).replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
