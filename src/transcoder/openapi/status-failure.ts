import type { JsonObject } from "@bufbuild/protobuf";
import type { Route } from "../route.ts";
import { conditionParameters, etagHeader, mayBeUnmodified } from "./conditions.ts";

/** How the handler answers by itself what it does not answer with a response, where no dialect says otherwise. */
export function handlerAnswers(route: Route): JsonObject {
  const { hasBody, toRawBody } = route;
  const isConditional = conditionParameters(route).length > 0;
  return {
    ...(mayBeUnmodified(route) ? { "304": reference("NotModified") } : {}),
    // What kind of body an answer has that is not JSON, only the answer tells.
    ...(toRawBody === undefined ? { "406": reference("NotAcceptable") } : {}),
    ...(isConditional ? { "412": reference("PreconditionFailed") } : {}),
    ...(hasBody ? { "413": reference("BodyTooLarge") } : {}),
    "414": reference("TargetTooLong"),
    ...(hasBody ? { "415": reference("UnsupportedMediaType") } : {}),
    "431": reference("HeadersTooLarge"),
    default: reference("Failure"),
  };
}

function reference(name: keyof typeof handlerResponses): JsonObject {
  return { $ref: `#/components/responses/${name}` };
}

function failure(description: string, headers?: JsonObject): JsonObject {
  return {
    description,
    ...(headers === undefined ? {} : { headers }),
    content: {
      "application/json": { schema: { $ref: "#/components/schemas/google.rpc.Status" } },
      "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } },
    },
  };
}

/** Answers that operations share, by their names among the components. */
export const handlerResponses = {
  Failure: failure("The request failed.", {
    "Retry-After": {
      description: "After how many seconds the request may be sent again, where the server can tell.",
      schema: { type: "integer", minimum: 0 },
    },
  }),
  NotModified: {
    description: "What the client has is what it would get.",
    headers: { ETag: etagHeader },
  },
  NotAcceptable: failure("The Accept header excludes JSON."),
  PreconditionFailed: failure("A condition in the headers is not met."),
  BodyTooLarge: failure("The body, as it comes or decompressed, is longer than the server takes."),
  TargetTooLong: failure("Path and query are longer than the server takes."),
  UnsupportedMediaType: failure("The body is not of a type, or in a coding, that the operation takes.", {
    "Accept-Encoding": { description: "The codings that it takes.", schema: { type: "string" } },
  }),
  HeadersTooLarge: failure("The headers are more, or longer, than the server takes."),
} satisfies Readonly<Record<string, JsonObject>>;

const details: JsonObject = {
  type: "array",
  description: "What happened, for programs.",
  items: {
    type: "object",
    properties: { "@type": { type: "string" } },
    required: ["@type"],
    additionalProperties: true,
  },
};

/** What failures are as `failureAnswer` and `problemBody` write them. */
export const statusSchemas: Readonly<Record<string, JsonObject>> = {
  "google.rpc.Status": {
    type: "object",
    description: "Why a request failed.",
    properties: {
      code: { type: "integer", format: "int32", description: "A value of google.rpc.Code." },
      message: { type: "string", description: "What happened, for developers." },
      details,
    },
    required: ["code", "message", "details"],
  },
  StreamError: {
    type: "object",
    description: "The last item of a stream that failed after it had begun.",
    properties: { error: { $ref: "#/components/schemas/google.rpc.Status" } },
    required: ["error"],
    additionalProperties: false,
  },
  Problem: {
    type: "object",
    description: "Why a request failed, as RFC 9457 has it: for clients whose Accept header names that.",
    properties: {
      type: { type: "string", const: "about:blank" },
      title: { type: "string", description: "What HTTP calls the status." },
      status: { type: "integer", description: "The HTTP status." },
      detail: { type: "string", description: "What happened, for developers." },
      code: { type: "string", description: "The name of a value of google.rpc.Code." },
      details,
    },
    required: ["type", "title", "status", "detail", "code", "details"],
  },
};
