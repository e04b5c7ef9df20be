import { inUsualOrder, isObject, type Json, type JsonSchema } from "../shape/json-schema.ts";

/** The schema of a request that writes allocations as a list, from that of one that writes them as an object. */
export function allocationListSchema(newer: JsonSchema): JsonSchema {
  const [provider] = Object.values(newer.properties?.allocations?.patternProperties ?? {});
  const allocations: JsonSchema = {
    type: "array",
    minItems: 1,
    items: itemSchema(provider?.properties?.resources),
  };
  return inUsualOrder({ ...newer, properties: { ...newer.properties, allocations } });
}

function itemSchema(resources: JsonSchema = {}): JsonSchema {
  const uuid: JsonSchema = { type: "string", format: "uuid" };
  return {
    type: "object",
    properties: {
      resource_provider: {
        type: "object",
        properties: { uuid },
        // Of two faults on one level the first counts, and here Placement has these two the other way round.
        additionalProperties: false,
        required: ["uuid"],
      },
      resources,
    },
    required: ["resource_provider", "resources"],
    additionalProperties: false,
  };
}

/** The list as an object by provider; of two items for one provider the last counts, as in Placement. */
export function allocationMap(body: Json): Json {
  if (!isObject(body) || !Array.isArray(body.allocations)) return body;
  const entries = (body.allocations as Json[]).flatMap((item) => {
    if (!isObject(item) || !isObject(item.resource_provider)) return [];
    return [[String(item.resource_provider.uuid), { resources: item.resources ?? null }] as const];
  });
  return { ...body, allocations: Object.fromEntries(entries) };
}

/** An object of allocations by provider as a list. */
export function allocationList(allocations: Json | undefined): Json {
  if (!isObject(allocations)) return [];
  return Object.entries(allocations).map(([uuid, one]) => ({
    resource_provider: { uuid },
    resources: isObject(one) ? (one.resources ?? {}) : {},
  }));
}
