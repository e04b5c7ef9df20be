import type { DescField, DescMessage, JsonObject } from "@bufbuild/protobuf";
import type { Route } from "../route.ts";
import { hasPresence } from "../writing/field-writer.ts";
import { firstSentence } from "./comments.ts";
import { fieldSchema } from "./field-schema.ts";
import { anyContent, requestBody } from "./request-body.ts";
import { orNull, type Schema } from "./schema.ts";
import type { Schemas } from "./schemas.ts";
import { streamContent } from "./stream-content.ts";
import { wellKnownSchema } from "./well-known-schema.ts";

/** What a route's requests and answers look like, without parameters, conditions and failures. */
export function describeOperation(route: Route, schemas: Schemas): JsonObject {
  const { method } = route;
  const comment = schemas.source.comments.get(`${method.parent.typeName}.${method.name}`);
  return {
    tags: [method.parent.name],
    ...(comment === undefined ? {} : { summary: firstSentence(comment), description: comment }),
    ...(method.proto.options?.deprecated === true ? { deprecated: true } : {}),
    ...(route.hasBody ? { requestBody: requestBody(route, schemas) } : {}),
    responses: { "200": answer(route, schemas) },
  };
}

function answer(route: Route, schemas: Schemas): JsonObject {
  const { description = "", ...schema } = answerSchema(route, schemas);
  const { typeName } = route.method.output;
  // Google's own types have comments for who writes protos.
  const comment = typeName.startsWith("google.") ? "" : schemas.source.comments.get(typeName);
  return { description: description || comment || "Success.", content: contentOf(route, schema) };
}

function answerSchema({ method, responseField, toRawBody }: Route, schemas: Schemas): Schema {
  if (toRawBody !== undefined) {
    const name = responseField && `${responseField.parent.typeName}.${responseField.name}`;
    return { description: schemas.source.comments.get(name ?? "") ?? "" };
  }
  return responseField === undefined
    ? wholeAnswer(method.output, schemas)
    : fieldAnswer(responseField, schemas);
}

function contentOf({ method, toRawBody }: Route, schema: Schema): JsonObject {
  if (toRawBody !== undefined) return anyContent;
  return method.methodKind === "unary" ? { "application/json": { schema } } : streamContent(schema);
}

function wholeAnswer(output: DescMessage, schemas: Schemas): Schema {
  return wellKnownSchema(output, {}, schemas.source.finiteNumbers) ?? schemas.message(output, "output");
}

/** A field that is all of an answer is written even where it is unset: a scalar that tells so is null then. */
function fieldAnswer(field: DescField, schemas: Schemas): Schema {
  const schema = fieldSchema(field, "output", schemas);
  const isScalar = field.message === undefined || wellKnownSchema(field.message, {}, true) !== undefined;
  return hasPresence(field) && isScalar ? orNull(schema) : schema;
}
