import type { UsageService } from "../../gen/placement/v1/usage_service_pb.ts";
import type { Operations } from "../operation.ts";
import { flatUsages } from "../representation/type-usages.ts";
import { inUsualOrder, type JsonSchema, withProperty } from "../shape/json-schema.ts";
import { providerNotFoundTwice } from "./provider-not-found.ts";

type Name = `UsageService.${(typeof UsageService)["methods"][number]["name"]}`;

/** The REST form of UsageService. */
export const usageOperations = {
  "UsageService.GetResourceProviderUsages": {
    refusals: { RESOURCE_PROVIDER_NOT_FOUND: providerNotFoundTwice(": ") },
  },

  "UsageService.GetUsages": {
    query: "strict",
    schema: usagesSchema,
    represent: flatUsages,
  },
} satisfies Operations & Record<Name, unknown>;

function usagesSchema(derived: JsonSchema): JsonSchema {
  const typed = withProperty(derived, "consumer_type", () => consumerType);
  return inUsualOrder({ ...typed, required: ["project_id"] });
}

/** As Placement has it. The contract wants `all` as a whole. */
const consumerType: JsonSchema = {
  type: "string",
  pattern: "^[A-Z0-9_]+$|^all|^unknown$",
  minLength: 1,
  maxLength: 255,
};
