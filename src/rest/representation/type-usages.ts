import { isObject, type Json } from "../shape/json-schema.ts";

/** Usages with the amounts of each type beside the count of its consumers, as REST shows them. */
export function flatUsages(response: Json): Json {
  return eachType(response, (usage) =>
    isObject(usage) && isObject(usage.resources)
      ? { consumer_count: usage.consumer_count ?? 0, ...usage.resources }
      : usage,
  );
}

/** The sums over all types, without their names and counts: usages from before consumers had types. */
export function allUsages(response: Json): Json {
  if (!isObject(response) || !isObject(response.usages)) return response;
  const sums = new Map<string, number>();
  for (const usage of Object.values(response.usages)) {
    for (const [name, amount] of Object.entries(isObject(usage) ? usage : {})) {
      if (name !== countKey) sums.set(name, (sums.get(name) ?? 0) + Number(amount));
    }
  }
  return { ...response, usages: Object.fromEntries(sums) };
}

/** Names of classes are in capitals, so this is none. */
const countKey = "consumer_count";

function eachType(response: Json, change: (usage: Json) => Json): Json {
  if (!isObject(response) || !isObject(response.usages)) return response;
  const usages = Object.entries(response.usages).map(([type, usage]) => [type, change(usage)] as const);
  return { ...response, usages: Object.fromEntries(usages) };
}
