import { isObject, type JsonObject } from "../shape/json-schema.ts";

/** No generation is ever this one: they count from 0. Requests with it are refused as stale. */
export const neverCurrent = -1;

/**
 * A body whose generation fits into the contract's 32 bits. One that doesn't is a generation that nothing has, and
 * is refused as such: REST clients may send any integer.
 */
export function clampGeneration(body: JsonObject, key: string): JsonObject {
  const value = body[key];
  if (typeof value !== "number" || value === (value | 0) || !Number.isInteger(value)) return body;
  return { ...body, [key]: neverCurrent };
}

/**
 * A set of inventories without the generations that may stand in each of them: Placement's clients send back what
 * they read one by one, and it is ignored. Only integers are taken out; anything else is refused later.
 */
export function withoutInnerGenerations(body: JsonObject): JsonObject {
  const { inventories } = body;
  if (!isObject(inventories)) return body;
  let changed: Record<string, JsonObject> | undefined;
  for (const [name, inventory] of Object.entries(inventories)) {
    if (!isObject(inventory) || !Number.isInteger(inventory.resource_provider_generation)) continue;
    const { resource_provider_generation: _, ...rest } = inventory;
    changed ??= {};
    Object.defineProperty(changed, name, { value: rest, enumerable: true });
  }
  return changed === undefined ? body : { ...body, inventories: { ...inventories, ...changed } };
}
