import type { Schema } from "../../transcoder/index.ts";
import { headerReferences } from "./headers.ts";

/** The tag of what is no RPC. */
export const rootTag = { name: "Versions", description: "Which microversions the server speaks." } as const;

/** The document at the root, which needs no credentials and is no RPC. */
export const rootPath: Schema = {
  get: {
    tags: [rootTag.name],
    operationId: "GetVersions",
    summary: "Shows which microversions there are",
    description:
      "Shows which microversions there are, to anybody: clients learn from it which one they may ask for. Its own " +
      "form is the same at all of them.",
    security: [],
    responses: {
      "200": {
        description: "The versions of the API.",
        headers: headerReferences(["X-OpenStack-Request-Id", "Vary", "Cache-Control", "Last-Modified"]),
        content: { "application/json": { schema: { $ref: "#/components/schemas/Versions" } } },
      },
      "400": { $ref: "#/components/responses/BadRequest" },
      "406": { $ref: "#/components/responses/NotAcceptable" },
      "408": { $ref: "#/components/responses/RequestTimeout" },
      "431": { $ref: "#/components/responses/RequestHeaderFieldsTooLarge" },
      "500": { $ref: "#/components/responses/InternalServerError" },
      "503": { $ref: "#/components/responses/ServiceUnavailable" },
    },
    "x-placement-since": "1.0",
  },
};

/** Its form, by the name among the components. */
export const rootSchemas: Readonly<Record<string, Schema>> = {
  Versions: {
    type: "object",
    description: "Which microversions there are.",
    properties: {
      versions: {
        type: "array",
        description: "One: all microversions are of the same version of the API.",
        items: {
          type: "object",
          properties: {
            id: { type: "string" },
            min_version: { type: "string", description: "The oldest microversion." },
            max_version: { type: "string", description: "The newest microversion." },
            status: { type: "string" },
            links: { type: "array", items: { $ref: "#/components/schemas/Link" } },
          },
          required: ["id", "min_version", "max_version", "status", "links"],
        },
      },
    },
    required: ["versions"],
  },
};
