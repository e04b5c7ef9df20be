import type { JsonObject } from "@bufbuild/protobuf";
import type { Schema } from "../schema.ts";

/** What protovalidate's rules of lengths of bytes are for their base64 text, with or without padding. */
export function bytesRules(rules: JsonObject): Schema[] {
  const least = rules.len ?? rules.min_len;
  const most = rules.len ?? rules.max_len;
  return [
    ...(least === undefined ? [] : [{ minLength: Math.ceil((Number(least) * 4) / 3) }]),
    ...(most === undefined ? [] : [{ maxLength: Math.ceil(Number(most) / 3) * 4 }]),
    ...(rules.const === undefined ? [] : [{ const: rules.const }]),
  ];
}
