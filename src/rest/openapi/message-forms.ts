import type { DescMessage } from "@bufbuild/protobuf";
import type { Direction, Schema } from "../../transcoder/index.ts";

/** What Placement shows of a message, or takes in its place, where that is not the message's proto-JSON. */
export function messageForm(message: DescMessage, direction: Direction, schema: Schema): Schema {
  return forms[`${message.name} ${direction}`]?.(schema) ?? schema;
}

type Properties = Readonly<Record<string, Schema>>;

const uuidPattern = "^[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}$";

const forms: Readonly<Record<string, (schema: Schema) => Schema>> = {
  "ProviderList output": ({ properties, description = "" }) => ({
    ...(properties as Properties).resource_provider_uuids,
    description,
  }),
  "TypeUsage output": ({ properties, required: _, ...usage }) => ({
    ...usage,
    properties: { consumer_count: (properties as Properties).consumer_count ?? {} },
    required: ["consumer_count"],
    additionalProperties: { type: "number", description: "The amount of the resource class." },
  }),
  // In answers an inventory is whole, and in requests it may be as it was read by itself.
  "Inventory output": ({ properties = {}, ...inventory }) => ({
    ...inventory,
    properties,
    required: Object.keys(properties as Properties),
  }),
  "Inventory input": (inventory) =>
    withProperties(inventory, {
      resource_provider_generation: { type: "integer", description: "Accepted and ignored." },
    }),
  "ReplaceAllocationsRequest input": withMappings,
  "ConsumerAllocations input": withMappings,
};

function withProperties(schema: Schema, more: Properties): Schema {
  return { ...schema, properties: { ...(schema.properties as Properties), ...more } };
}

/** Placement checks more of the mappings than the contract can say. */
function withMappings(consumer: Schema): Schema {
  const { mappings = {} } = consumer.properties as Properties;
  const uuids: Schema = { type: "array", minItems: 1, items: { type: "string", pattern: uuidPattern } };
  return withProperties(consumer, {
    mappings: { ...mappings, minProperties: 1, additionalProperties: uuids },
  });
}
