import { isObject, type Json } from "../shape/json-schema.ts";

/** A JSON object from before some of its keys came; anything else as it is. */
export function withoutKeys(value: Json, keys: readonly string[]): Json {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));
}

/** The same for each member of an object that stands below a key of another. */
export function withoutEach(value: Json, below: string, keys: readonly string[]): Json {
  if (!isObject(value) || !isObject(value[below])) return value;
  const members = Object.entries(value[below]).map(([name, one]) => [name, withoutKeys(one, keys)] as const);
  return { ...value, [below]: Object.fromEntries(members) };
}
