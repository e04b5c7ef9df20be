import { isObject, type Json } from "../shape/json-schema.ts";

/** A JSON object from before some of its keys came; anything else as it is. */
export function withoutKeys(value: Json, keys: readonly string[]): Json {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));
}
