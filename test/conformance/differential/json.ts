/** A JSON value. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A JSON object. */
export type JsonObject = { [key: string]: Json };

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const rawMark = "\u0001raw:";

/**
 * A value that is written as the given text, for numbers that JavaScript would write otherwise (`4.0`, `1e400`) and
 * for what is no JSON (`NaN`).
 */
export function raw(text: string): string {
  return `${rawMark}${text}\u0001`;
}

/** Writes JSON with the raw texts in it. */
export function writeJson(value: Json): string {
  return JSON.stringify(value).replaceAll(/"\\u0001raw:(.*?)\\u0001"/g, (_, text: string) =>
    JSON.parse(`"${text}"`),
  );
}
