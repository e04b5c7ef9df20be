import { clampGeneration, withoutInnerGenerations } from "../representation/generations.ts";
import { type JsonObject, type JsonSchema, withProperty } from "../shape/json-schema.ts";

/** The name of the key with which a provider's generation is sent and shown. */
export const generationKey = "resource_provider_generation";

/** All that a provider is to have, as Placement describes it, from the contract's schema of the same. */
export function inventoriesSchema(derived: JsonSchema): JsonSchema {
  return withProperty(derived, "inventories", inventorySetSchema);
}

/** Names of classes are tried as they are; inventories may carry the generation that they were read with. */
function inventorySetSchema(set: JsonSchema): JsonSchema {
  const { additionalProperties: _, minProperties: __, ...rest } = set;
  const [inventory] = Object.values(set.patternProperties ?? {});
  const properties = { [generationKey]: { type: "integer" }, ...inventory?.properties };
  return { ...rest, patternProperties: { "^[A-Z0-9_]+$": { ...inventory, properties } } };
}

/** The provider's generation may be any integer here, and what inventories were read with is ignored. */
export function adaptInventories(body: JsonObject): JsonObject {
  return withoutInnerGenerations(clampGeneration(body, generationKey));
}
