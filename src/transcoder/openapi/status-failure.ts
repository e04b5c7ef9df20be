import type { JsonObject } from "@bufbuild/protobuf";

/** How failures are answered where no dialect says otherwise. */
export const failure: JsonObject = {
  description: "The request failed.",
  content: { "application/json": { schema: { $ref: "#/components/schemas/google.rpc.Status" } } },
};

/** `google.rpc.Status` as `failureAnswer` writes it. */
export const statusSchemas: Readonly<Record<string, JsonObject>> = {
  "google.rpc.Status": {
    type: "object",
    description: "Why a request failed.",
    properties: {
      code: { type: "integer", format: "int32", description: "A value of google.rpc.Code." },
      message: { type: "string", description: "What happened, for developers." },
      details: {
        type: "array",
        description: "What happened, for programs.",
        items: { type: "object", properties: { "@type": { type: "string" } }, required: ["@type"] },
      },
    },
    required: ["code", "message", "details"],
  },
};
