import type { Change } from "../change.ts";

/** PUT of a class renamed it before; now it makes sure that the class exists, and takes no body. */
export const v1_07: Change = {
  since: 7,
  summary: "PUT of a resource class creates it where there is none, instead of renaming it.",
  adds: ["ResourceClassService.EnsureResourceClass"],
  operations: {
    "ResourceClassService.EnsureResourceClass": {
      reroute: {
        to: "ResourceClassService.RenameResourceClass",
        httpMethod: "put",
        path: "/resource_classes/{current_name}",
        body: "*",
        responseBody: "resource_class",
      },
    },
  },
};
