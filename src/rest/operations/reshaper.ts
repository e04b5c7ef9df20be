import type { ReshaperService } from "../../gen/placement/v1/reshaper_service_pb.ts";
import { listed } from "../listed.ts";
import type { Operations } from "../operation.ts";
import {
  eachMember,
  inUsualOrder,
  isObject,
  type Json,
  type JsonObject,
  type JsonSchema,
  withProperty,
  withPropertyOrder,
} from "../shape/json-schema.ts";
import { pythonRepr } from "../shape/python-repr.ts";
import { anySaysMappings, consumerSchema, eachObject, withAnyGenerations } from "./consumer-body.ts";
import { consumerConflict, consumerNamed } from "./consumer-conflict.ts";
import { adaptInventories, generationKey, inventoriesSchema } from "./inventory-body.ts";

type Name = `ReshaperService.${(typeof ReshaperService)["methods"][number]["name"]}`;

/** The REST form of ReshaperService. */
export const reshaperOperations = {
  "ReshaperService.Reshape": {
    schema: reshapeSchema,
    schemaFirst: ({ allocations }) => isObject(allocations) && anySaysMappings(allocations),
    adapt: adaptReshape,
    refusals: {
      RESOURCE_PROVIDER_UNKNOWN: {
        status: 400,
        code: "placement.resource_provider.not_found",
        detail: ({ resource_provider_uuid: uuid }) =>
          `Resource provider ${uuid} in inventories not found: No resource provider with uuid ${uuid} found`,
      },
      RESOURCE_PROVIDER_GENERATION_CONFLICT: {
        status: 409,
        code: "placement.concurrent_update",
        detail: (facts, { body }) => {
          const uuid = String(facts.resource_provider_uuid);
          return (
            `resource provider generation conflict for provider ${uuid}: actual: ${facts.current_generation}, ` +
            `given: ${pythonRepr(sentGeneration(body, uuid))}`
          );
        },
      },
      INVENTORY_IN_USE: {
        status: 409,
        code: "placement.inventory.inuse",
        detail: (facts) =>
          `update conflict: Inventory for '${listed(facts.resource_classes)}' on resource provider ` +
          `'${facts.resource_provider_uuid}' in use.`,
      },
      RESOURCE_CLASS_UNKNOWN: {
        status: 400,
        detail: (facts) => `malformed reshaper data: No such resource class ${facts.resource_class}.`,
      },
      CONSUMER_GENERATION_CONFLICT: consumerConflict(({ allocations }, uuid) =>
        isObject(allocations) ? consumerNamed(allocations, uuid) : undefined,
      ),
    },
  },
} satisfies Operations & Record<Name, unknown>;

/** As it was sent: it may be an integer for which the contract has no room. */
function sentGeneration(body: Json | undefined, providerUuid: string): Json {
  const inventories = isObject(body) && isObject(body.inventories) ? body.inventories : {};
  const provider = inventories[providerUuid];
  return (isObject(provider) ? provider[generationKey] : undefined) ?? null;
}

function reshapeSchema(derived: JsonSchema): JsonSchema {
  const providers = withProperty(derived, "inventories", (all) =>
    inUsualOrder(eachMember(all, providerSchema)),
  );
  return withProperty(providers, "allocations", (all) =>
    inUsualOrder({ ...eachMember(all, consumerSchema), minProperties: 0 }),
  );
}

/** Here, of two keys that are missing, the generation is reported. */
function providerSchema(derived: JsonSchema): JsonSchema {
  const ordered = withPropertyOrder(inventoriesSchema(derived), [generationKey]);
  return { ...ordered, required: [generationKey, "inventories"] };
}

function adaptReshape(body: JsonObject): JsonObject {
  const { inventories, allocations } = body;
  return {
    ...body,
    ...(isObject(inventories) && { inventories: eachObject(inventories, adaptInventories) }),
    ...(isObject(allocations) && { allocations: eachObject(allocations, withAnyGenerations) }),
  };
}
