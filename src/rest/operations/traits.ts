import type { EnsureTraitResponse, TraitService } from "../../gen/placement/v1/trait_service_pb.ts";
import type { Operations } from "../operation.ts";
import { traitsGrammar } from "../query/traits-grammar.ts";
import { clampGeneration } from "../representation/generations.ts";
import { type JsonObject, type JsonSchema, withProperty } from "../shape/json-schema.ts";
import { generationMoved } from "./generation-moved.ts";
import { providerNotFoundTwice } from "./provider-not-found.ts";

type Name = `TraitService.${(typeof TraitService)["methods"][number]["name"]}`;

/** The REST form of TraitService. */
export const traitOperations = {
  "TraitService.ListTraits": {
    query: "strict",
    grammar: traitsGrammar,
    schema: () => traitsQuery,
  },

  "TraitService.GetTrait": {
    alwaysDated: true,
  },

  "TraitService.EnsureTrait": {
    noBody: true,
    alwaysDated: true,
    status: (response) => ((response as EnsureTraitResponse).created ? 201 : 204),
    location: (_, { params }) => `/traits/${params.name}`,
    pathWords: () =>
      "The trait is invalid. A valid trait must be no longer than 255 characters, start with the prefix " +
      '"CUSTOM_" and use following characters: "A"-"Z", "0"-"9" and "_"',
  },

  "TraitService.DeleteTrait": {},

  "TraitService.ListResourceProviderTraits": {
    refusals: { RESOURCE_PROVIDER_NOT_FOUND: providerNotFoundTwice(": ") },
  },

  "TraitService.ReplaceResourceProviderTraits": {
    schema: (derived) => withProperty(derived, "traits", () => anyNames),
    adapt: (body) => withoutRepetitions(clampGeneration(body, "resource_provider_generation")),
    refusals: { RESOURCE_PROVIDER_GENERATION_CONFLICT: generationMoved },
  },

  "TraitService.DeleteResourceProviderTraits": {},
} satisfies Operations & Record<Name, unknown>;

const traitsQuery: JsonSchema = {
  type: "object",
  properties: { name: { type: "string" }, associated: { type: "string" } },
  additionalProperties: false,
};

/** Whether a name can be a trait's is not a question of shape here: it is one that does not exist. */
const anyNames: JsonSchema = {
  type: "array",
  items: { type: "string", minLength: 1, maxLength: 255 },
};

function withoutRepetitions(body: JsonObject): JsonObject {
  return Array.isArray(body.traits) ? { ...body, traits: [...new Set(body.traits)] } : body;
}
