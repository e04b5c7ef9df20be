import { isUtf8 } from "node:buffer";
import type { JsonValue } from "@bufbuild/protobuf";
import { excessOf } from "./json-extent.ts";

/** The JSON value of a body, or why it isn't one. */
export type ParsedJson = { readonly value: JsonValue } | { readonly error: string };

/** Parses a body as JSON text in UTF-8. Never throws, and never mends broken text. */
export function parseJsonBody(body: Buffer): ParsedJson {
  if (!isUtf8(body)) return { error: "the body is not UTF-8" };
  const excess = excessOf(body);
  if (excess !== undefined) return { error: `the body is ${excess}` };
  try {
    return { value: JSON.parse(body.toString("utf8")) as JsonValue };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
