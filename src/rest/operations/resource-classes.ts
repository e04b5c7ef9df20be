import type {
  EnsureResourceClassResponse,
  ResourceClassService,
} from "../../gen/placement/v1/resource_class_service_pb.ts";
import type { Operations, Refusal } from "../operation.ts";
import { classLinks } from "../representation/class-links.ts";
import { isObject, type Json } from "../shape/json-schema.ts";

type Name = `ResourceClassService.${(typeof ResourceClassService)["methods"][number]["name"]}`;

/** The REST form of ResourceClassService. */
export const resourceClassOperations = {
  "ResourceClassService.ListResourceClasses": {
    represent: (response, { mountPrefix }) => {
      if (!isObject(response) || !Array.isArray(response.resource_classes)) return response;
      const classes = (response.resource_classes as Json[]).map((one) => classLinks(one, mountPrefix));
      return { ...response, resource_classes: classes };
    },
  },

  "ResourceClassService.CreateResourceClass": {
    location: (_, { body }) => `/resource_classes/${isObject(body) ? body.name : ""}`,
    refusals: {
      RESOURCE_CLASS_EXISTS: exists("Conflicting resource class already exists"),
    },
  },

  "ResourceClassService.GetResourceClass": {
    represent: (response, { mountPrefix }) => classLinks(response, mountPrefix),
  },

  "ResourceClassService.EnsureResourceClass": {
    noBody: true,
    status: (response) => ((response as EnsureResourceClassResponse).created ? 201 : 204),
    location: (_, { params }) => `/resource_classes/${params.name}`,
  },

  "ResourceClassService.RenameResourceClass": {
    represent: (response, { mountPrefix }) => classLinks(response, mountPrefix),
    refusals: {
      RESOURCE_CLASS_EXISTS: exists("Resource class already exists"),
      RESOURCE_CLASS_STANDARD: {
        status: 400,
        detail: (_, { params }) => `Cannot update standard resource class ${params.current_name}`,
      },
    },
  },

  "ResourceClassService.DeleteResourceClass": {
    refusals: {
      RESOURCE_CLASS_STANDARD: {
        status: 400,
        detail: (_, { params }) =>
          `Error in delete resource class: Cannot delete standard resource class ${params.name}.`,
      },
      RESOURCE_CLASS_IN_USE: {
        status: 409,
        detail: (_, { params }) =>
          `Error in delete resource class: Cannot delete resource class ${params.name}. ` +
          "Class is in use in inventory.",
      },
    },
  },
} satisfies Operations & Record<Name, unknown>;

function exists(words: string): Refusal {
  return {
    status: 409,
    detail: (facts, { body }) => `${words}: ${facts.resource_class ?? (isObject(body) ? body.name : "")}`,
  };
}
