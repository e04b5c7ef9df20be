import type { AllocationService } from "../../gen/placement/v1/allocation_service_pb.ts";
import type { Operations, RequestFacts } from "../operation.ts";
import { eachMember } from "../shape/json-schema.ts";
import {
  anySaysMappings,
  consumerSchema,
  eachObject,
  saysMappings,
  withAnyGenerations,
} from "./consumer-body.ts";
import { consumerConflict, consumerNamed } from "./consumer-conflict.ts";

type Name = `AllocationService.${(typeof AllocationService)["methods"][number]["name"]}`;

/** The REST form of AllocationService. */
export const allocationOperations = {
  "AllocationService.GetAllocations": {},

  "AllocationService.ReplaceAllocations": {
    schema: consumerSchema,
    schemaFirst: saysMappings,
    adapt: withAnyGenerations,
    pathWords: (params) => `Malformed consumer_uuid: ${params.consumer_uuid}`,
    refusals: {
      RESOURCE_CLASS_UNKNOWN: {
        status: 400,
        detail: (facts, request) =>
          `Unable to allocate inventory for consumer ${consumerOf(request)}: ` +
          `No such resource class ${facts.resource_class}.`,
      },
      CONSUMER_GENERATION_CONFLICT: consumerConflict((body) => body),
    },
  },

  "AllocationService.BatchReplaceAllocations": {
    schema: ({ properties }) => eachMember(properties?.consumers ?? {}, consumerSchema),
    schemaFirst: anySaysMappings,
    adapt: (body) => eachObject(body, withAnyGenerations),
    refusals: {
      RESOURCE_CLASS_UNKNOWN: {
        status: 400,
        detail: (facts) => `Unable to allocate inventory No such resource class ${facts.resource_class}.`,
      },
      CONSUMER_GENERATION_CONFLICT: consumerConflict(consumerNamed),
    },
  },

  "AllocationService.ListResourceProviderAllocations": {
    refusals: {
      RESOURCE_PROVIDER_NOT_FOUND: {
        status: 404,
        detail: (_, { params }) => {
          const uuid = params.resource_provider_uuid;
          return `Resource provider '${uuid}' not found: No resource provider with uuid ${uuid} found`;
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
