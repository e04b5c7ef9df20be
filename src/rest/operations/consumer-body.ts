import { clampGeneration } from "../representation/generations.ts";
import {
  eachMember,
  inUsualOrder,
  isObject,
  type JsonObject,
  type JsonSchema,
  withProperty,
  withPropertyOrder,
} from "../shape/json-schema.ts";

/** What one consumer is to have, as Placement describes it, from the contract's schema of the same. */
export function consumerSchema(derived: JsonSchema): JsonSchema {
  const ordered = withPropertyOrder(derived, [
    "allocations",
    "project_id",
    "user_id",
    "consumer_generation",
    "mappings",
  ]);
  const counted = withProperty(ordered, "allocations", (set) => inUsualOrder({ minProperties: 0, ...set }));
  const odd = withProperty(counted, "consumer_generation", (one) => ({
    ...one,
    additionalProperties: false,
  }));
  const provider = withProperty(odd, "allocations", (set) => eachMember(set, providerSchema));
  return additionalFirst(withProperty(provider, "mappings", () => mappings));
}

/** Here, of a key too many and one too few, the former is reported. */
function additionalFirst({ required = [], ...rest }: JsonSchema): JsonSchema {
  return { ...rest, required };
}

function providerSchema(provider: JsonSchema): JsonSchema {
  const ordered = withPropertyOrder({ ...provider, required: ["resources"] }, ["generation"]);
  return inUsualOrder(ordered);
}

/** Whether what a consumer is to have says which group of a candidate went where. */
export function saysMappings(consumer: JsonObject): boolean {
  return Object.hasOwn(consumer, "mappings");
}

/** Whether one of several consumers does. */
export function anySaysMappings(consumers: JsonObject): boolean {
  return Object.values(consumers).some((one) => isObject(one) && saysMappings(one));
}

/** Which group of a candidate went where: Placement checks more of it than the contract can say. */
const mappings: JsonSchema = {
  type: "object",
  minProperties: 1,
  patternProperties: {
    "[a-zA-Z0-9_-]{1,64}": { type: "array", minItems: 1, items: { type: "string", format: "uuid" } },
  },
};

/** Generations of providers are not compared in claims; the consumer's may be any integer. */
export function withAnyGenerations(consumer: JsonObject): JsonObject {
  const clamped = clampGeneration(consumer, "consumer_generation");
  const { allocations } = clamped;
  return isObject(allocations)
    ? { ...clamped, allocations: eachObject(allocations, (one) => clampGeneration(one, "generation")) }
    : clamped;
}

/** An object whose members that are objects are changed. */
export function eachObject(map: JsonObject, change: (member: JsonObject) => JsonObject): JsonObject {
  const entries = Object.entries(map).map(([key, one]) => [key, isObject(one) ? change(one) : one] as const);
  return Object.fromEntries(entries);
}
