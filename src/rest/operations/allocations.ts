import type { AllocationService } from "../../gen/placement/v1/allocation_service_pb.ts";
import type { Operations, RequestFacts } from "../operation.ts";
import { clampGeneration } from "../representation/generations.ts";
import {
  inUsualOrder,
  isObject,
  type JsonObject,
  type JsonSchema,
  withProperty,
  withPropertyOrder,
} from "../shape/json-schema.ts";
import { pythonRepr } from "../shape/python-repr.ts";

type Name = `AllocationService.${(typeof AllocationService)["methods"][number]["name"]}`;

/** The REST form of AllocationService. */
export const allocationOperations = {
  "AllocationService.GetAllocations": {},

  "AllocationService.ReplaceAllocations": {
    schema: allocationsSchema,
    strictKeys: ["mappings"],
    adapt: withAnyGenerations,
    pathWords: (params) => `Malformed consumer_uuid: ${params.consumer_uuid}`,
    refusals: {
      RESOURCE_CLASS_UNKNOWN: {
        status: 400,
        detail: (facts, request) =>
          `Unable to allocate inventory for consumer ${consumerOf(request)}: ` +
          `No such resource class ${facts.resource_class}.`,
      },
      CONSUMER_GENERATION_CONFLICT: {
        status: 409,
        code: "placement.concurrent_update",
        detail: (facts, { body }) => {
          const sent = isObject(body) ? (body.consumer_generation ?? null) : null;
          const current = facts.current_generation ?? "null";
          return `consumer generation conflict - expected ${current} but got ${pythonRepr(sent)}`;
        },
      },
    },
  },

  "AllocationService.DeleteAllocations": {
    refusals: {
      CONSUMER_NOT_FOUND: {
        status: 404,
        detail: (_, request) => `No allocations for consumer '${consumerOf(request)}'`,
      },
    },
  },
} satisfies Operations & Record<Name, unknown>;

function consumerOf({ params }: RequestFacts): string {
  return params.consumer_uuid ?? "";
}

function allocationsSchema(derived: JsonSchema): JsonSchema {
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

function eachMember(map: JsonSchema, change: (member: JsonSchema) => JsonSchema): JsonSchema {
  const members = Object.entries(map.patternProperties ?? {});
  return {
    ...map,
    patternProperties: Object.fromEntries(members.map(([key, member]) => [key, change(member)])),
  };
}

/** Which group of a candidate went where: Placement checks more of it than the contract can say. */
const mappings: JsonSchema = {
  type: "object",
  minProperties: 1,
  patternProperties: {
    "[a-zA-Z0-9_-]{1,64}": { type: "array", minItems: 1, items: { type: "string", format: "uuid" } },
  },
};

/** Generations of providers are not compared here; the consumer's may be any integer. */
function withAnyGenerations(body: JsonObject): JsonObject {
  const clamped = clampGeneration(body, "consumer_generation");
  const { allocations } = clamped;
  if (!isObject(allocations)) return clamped;
  const entries = Object.entries(allocations).map(
    ([uuid, one]) => [uuid, isObject(one) ? clampGeneration(one, "generation") : one] as const,
  );
  return { ...clamped, allocations: Object.fromEntries(entries) };
}
