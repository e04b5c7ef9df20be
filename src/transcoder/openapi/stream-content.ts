import type { JsonObject } from "@bufbuild/protobuf";
import type { StreamType } from "../http/stream-form.ts";
import type { Schema } from "./schema.ts";

/**
 * What a stream of messages of a schema is as a body, by its types. OpenAPI 3.1 has schemas of whole bodies only: where
 * a body is no JSON, that of one item stands below the keyword of 3.2, and server-sent events are objects as there.
 */
export function streamContent(message: Schema): JsonObject {
  const item: Schema = { anyOf: [message, { $ref: "#/components/schemas/StreamError" }] };
  const text: Schema = { type: "string" };
  return {
    "application/x-ndjson": { schema: text, "x-oai-itemSchema": item },
    "text/event-stream": { schema: text, "x-oai-itemSchema": eventSchema(message) },
    "application/json": { schema: { type: "array", items: item } },
  } satisfies Record<StreamType, JsonObject>;
}

function eventSchema(message: Schema): Schema {
  const id: Schema = { type: "string", description: "For Last-Event-ID, where events can be told apart." };
  const data = (schema: Schema): Schema => ({
    type: "string",
    contentMediaType: "application/json",
    contentSchema: schema,
  });
  const last = (event: string, description: string, schema: Schema): Schema => ({
    type: "object",
    description,
    properties: { event: { const: event }, data: data(schema) },
    required: ["event", "data"],
    additionalProperties: false,
  });
  return {
    oneOf: [
      {
        type: "object",
        description: "A message.",
        properties: { id, data: data(message) },
        required: ["data"],
        additionalProperties: false,
      },
      last("error", "The last: why there are no more.", { $ref: "#/components/schemas/google.rpc.Status" }),
      last("end", "The last: there are no more.", { type: "object", maxProperties: 0 }),
    ],
  };
}
