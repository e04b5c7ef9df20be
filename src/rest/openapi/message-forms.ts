import type { DescMessage } from "@bufbuild/protobuf";
import type { Direction, Schema } from "../../transcoder/index.ts";
import { uuidPattern } from "../shape/derive-schema.ts";

/** What Placement shows of a message, or takes in its place, where that is not the message's proto-JSON. */
export function messageForm(message: DescMessage, direction: Direction, schema: Schema): Schema {
  const wide = direction === "input" ? withAnyGenerations(schema) : schema;
  return forms[`${message.name} ${direction}`]?.(wide) ?? wide;
}

type Properties = Readonly<Record<string, Schema>>;

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
  // A trait that is named twice is named.
  "ReplaceResourceProviderTraitsRequest input": (request) => {
    const { uniqueItems: _, ...traits } = (request.properties as Properties).traits ?? {};
    return withProperties(request, { traits });
  },
  "ReplaceAllocationsRequest input": withMappings,
  "ConsumerAllocations input": withMappings,
};

function withProperties(schema: Schema, more: Properties): Schema {
  return { ...schema, properties: { ...(schema.properties as Properties), ...more } };
}

/** A generation that nothing can have is not refused for its form, but for not being the present one. */
function withAnyGenerations(schema: Schema): Schema {
  const generations = Object.entries((schema.properties ?? {}) as Properties).flatMap(([name, property]) => {
    const { format, ...rest } = property;
    return /generation$/.test(name) && format === "int32" ? [[name, rest] as const] : [];
  });
  return generations.length === 0 ? schema : withProperties(schema, Object.fromEntries(generations));
}

/** Placement checks more of the mappings than the contract can say, but only below keys that could be suffixes. */
function withMappings(consumer: Schema): Schema {
  const { mappings = {} } = consumer.properties as Properties;
  const uuids: Schema = { type: "array", minItems: 1, items: { type: "string", pattern: uuidPattern } };
  const checked = { ...mappings, minProperties: 1, patternProperties: { "[a-zA-Z0-9_-]": uuids } };
  return withProperties(consumer, { mappings: checked });
}
