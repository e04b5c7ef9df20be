import type { Facts } from "../../domain/errors.ts";
import type {
  CreateResourceProviderResponse,
  ResourceProviderService,
} from "../../gen/placement/v1/resource_provider_service_pb.ts";
import type { Operations, Refusal, RequestFacts } from "../operation.ts";
import { providersGrammar } from "../query/providers-grammar.ts";
import { providerLinks } from "../representation/provider-links.ts";
import {
  isObject,
  type Json,
  type JsonSchema,
  withProperty,
  withPropertyOrder,
} from "../shape/json-schema.ts";
import { firstTrait, resourceClassUnknown } from "./unknown-names.ts";

type Name = `ResourceProviderService.${(typeof ResourceProviderService)["methods"][number]["name"]}`;

/** The REST form of ResourceProviderService. */
export const resourceProviderOperations = {
  "ResourceProviderService.ListResourceProviders": {
    query: "strict",
    grammar: providersGrammar,
    schema: () => filtersSchema,
    represent: (response, { mountPrefix }) => {
      if (!isObject(response) || !Array.isArray(response.resource_providers)) return response;
      const providers = (response.resource_providers as Json[]).map((one) => providerLinks(one, mountPrefix));
      return { ...response, resource_providers: providers };
    },
    longLists: [{ field: "resourceProviders", key: "resource_providers", kind: "list" }],
    refusals: {
      RESOURCE_CLASS_UNKNOWN: resourceClassUnknown,
      TRAIT_UNKNOWN: {
        status: 400,
        detail: (facts) =>
          `Invalid trait(s) in "required" parameter: No such trait(s): ${firstTrait(facts)}.`,
      },
    },
  },

  "ResourceProviderService.CreateResourceProvider": {
    schema: (derived) => withProperty(derived, "name", ({ minLength: _, ...name }) => name),
    represent: (response, { mountPrefix }) => providerLinks(response, mountPrefix),
    location: (response) => {
      const { resourceProvider } = response as CreateResourceProviderResponse;
      return `/resource_providers/${resourceProvider?.uuid ?? ""}`;
    },
    refusals: {
      RESOURCE_PROVIDER_NAME_TAKEN: duplicate((facts) => `name: ${facts.name}`),
      RESOURCE_PROVIDER_UUID_TAKEN: duplicate((facts) => `uuid: ${facts.resource_provider_uuid}`),
      PARENT_PROVIDER_NOT_FOUND: notCreated("parent provider UUID does not exist."),
      PARENT_PROVIDER_INVALID: notCreated(
        "parent provider UUID cannot be same as UUID. " +
          "Please set parent provider UUID to None if there is no parent.",
      ),
    },
  },

  "ResourceProviderService.GetResourceProvider": {
    represent: (response, { mountPrefix }) => providerLinks(response, mountPrefix),
  },

  "ResourceProviderService.UpdateResourceProvider": {
    asks: { detach_from_parent: ({ body }) => isObject(body) && body.parent_provider_uuid === null },
    schema: (derived) =>
      withPropertyOrder(
        withProperty(derived, "name", ({ minLength: _, ...name }) => name),
        ["name"],
      ),
    represent: (response, { mountPrefix }) => providerLinks(response, mountPrefix),
    refusals: {
      RESOURCE_PROVIDER_NAME_TAKEN: duplicate((facts, { body }) => `${facts.name ?? nameIn(body)}`),
      PARENT_PROVIDER_NOT_FOUND: notSaved("create", () => "parent provider UUID does not exist."),
      PARENT_PROVIDER_INVALID: notSaved("update", forbiddenMove),
    },
  },

  "ResourceProviderService.DeleteResourceProvider": {
    refusals: {
      RESOURCE_PROVIDER_NOT_FOUND: {
        status: 404,
        detail: (_, { params }) => `No resource provider with uuid ${params.uuid} found for delete`,
      },
      RESOURCE_PROVIDER_IN_USE: {
        status: 409,
        code: "placement.resource_provider.inuse",
        detail: (_, { params }) =>
          `Unable to delete resource provider ${params.uuid}: Resource provider has allocations.`,
      },
      RESOURCE_PROVIDER_HAS_CHILDREN: {
        status: 409,
        code: "placement.resource_provider.cannot_delete_parent",
        detail: (_, { params }) =>
          `Unable to delete parent resource provider ${params.uuid}: It has child resource providers.`,
      },
    },
  },
} satisfies Operations & Record<Name, unknown>;

const filtersSchema: JsonSchema = {
  type: "object",
  properties: {
    name: { type: "string" },
    uuid: { type: "string", format: "uuid" },
    member_of: { type: "string" },
    resources: { type: "string" },
    in_tree: { type: "string", format: "uuid" },
    required: { type: "string" },
  },
  additionalProperties: false,
};

function duplicate(what: (facts: Facts, request: RequestFacts) => string): Refusal {
  return {
    status: 409,
    code: "placement.duplicate_name",
    detail: (facts, request) => `Conflicting resource provider ${what(facts, request)} already exists.`,
  };
}

function notCreated(why: string): Refusal {
  return {
    status: 400,
    detail: (facts, { body }) => {
      const uuid = facts.resource_provider_uuid ?? (isObject(body) ? body.uuid : undefined);
      const who = uuid === undefined ? `"${nameIn(body)}"` : `"${nameIn(body)}", ${uuid}`;
      return `Unable to create resource provider ${who}: Object action create failed because: ${why}`;
    },
  };
}

function notSaved(action: string, why: (facts: Facts) => string): Refusal {
  return {
    status: 400,
    detail: (facts, { params }) =>
      `Unable to save resource provider ${params.uuid}: Object action ${action} failed because: ${why(facts)}`,
  };
}

/** What the provider's new parent would have meant. `rule` is "loop", "reparenting" or "unparenting". */
function forbiddenMove({ rule }: Facts): string {
  if (rule === "loop") return "creating loop in the provider tree is not allowed.";
  return `${rule === "unparenting" ? "un-parenting" : "re-parenting"} a provider is not currently allowed.`;
}

function nameIn(body: Json | undefined): string {
  return isObject(body) && typeof body.name === "string" ? body.name : "";
}
