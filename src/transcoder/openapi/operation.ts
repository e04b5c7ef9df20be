import type { DescField, JsonObject } from "@bufbuild/protobuf";
import type { Route } from "../route.ts";
import { hasPresence } from "../writing/field-writer.ts";
import { firstSentence } from "./comments.ts";
import { fieldSchema, isRequiredInput } from "./field-schema.ts";
import { orNull, type Schema } from "./schema.ts";
import type { Schemas } from "./schemas.ts";
import { wellKnownSchema } from "./well-known-schema.ts";

/** What a route's requests and answers look like, without its path's parameters and its failures. */
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

function requestBody(route: Route, schemas: Schemas): JsonObject {
  const { input } = route.method;
  const field = input.fields.find(({ name }) => name === route.body);
  const schema = field === undefined ? wholeBody(route, schemas) : fieldSchema(field, "input", schemas);
  const { description, ...bare } = schema;
  const required = field === undefined ? Array.isArray(schema.required) : isRequiredInput(field, schemas);
  return {
    ...(description === undefined ? {} : { description }),
    ...(required ? { required } : {}),
    content: { "application/json": { schema: bare } },
  };
}

/** A body of the whole message: its fields but those that the path binds. */
function wholeBody({ method, variables }: Route, schemas: Schemas): Schema {
  const bound = new Set(method.input.fields.filter(({ name }) => variables.includes(name)));
  if (bound.size === 0) return schemas.message(method.input, "input");
  return { title: method.input.name, ...schemas.inline(method.input, "input", bound) };
}

function answer(route: Route, schemas: Schemas): JsonObject {
  const { method, responseField } = route;
  const { description = "", ...schema } =
    responseField === undefined ? wholeAnswer(route, schemas) : fieldAnswer(responseField, schemas);
  const comment = description || schemas.source.comments.get(method.output.typeName) || "Success.";
  return { description: comment, content: { "application/json": { schema } } };
}

function wholeAnswer({ method: { output } }: Route, schemas: Schemas): Schema {
  return wellKnownSchema(output, {}, schemas.source.finiteNumbers) ?? schemas.message(output, "output");
}

/** A field that is all of an answer is written even where it is unset: a scalar that tells so is null then. */
function fieldAnswer(field: DescField, schemas: Schemas): Schema {
  const schema = fieldSchema(field, "output", schemas);
  const isScalar = field.message === undefined || wellKnownSchema(field.message, {}, true) !== undefined;
  return hasPresence(field) && isScalar ? orNull(schema) : schema;
}
