import type { DescField, JsonObject } from "@bufbuild/protobuf";
import type { Route } from "../route.ts";
import { matchedField } from "./conditions.ts";
import { fieldSchema, isRequiredInput } from "./field-schema.ts";
import { insteadOf } from "./parameters.ts";
import type { Schema } from "./schema.ts";
import type { Schemas } from "./schemas.ts";
import { wellKnownSchema } from "./well-known-schema.ts";

/** A body that is not JSON, as OpenAPI 3.1 has it: nothing about its value, and its type is the media type. */
export const anyContent: JsonObject = { "*/*": { schema: {} } };

/** The body of a route's requests, as OpenAPI describes it. */
export function requestBody(route: Route, schemas: Schemas): JsonObject {
  const field = route.method.input.fields.find(({ name }) => name === route.body);
  if (route.takesRawBody) return rawBody(field, schemas);
  const schema = field === undefined ? wholeBody(route, schemas) : fieldSchema(field, "input", schemas);
  const { description, ...bare } = schema;
  const required = field === undefined ? Array.isArray(schema.required) : isRequiredInput(field, schemas);
  return {
    ...(description === undefined ? {} : { description }),
    ...(required ? { required } : {}),
    content: { "application/json": { schema: bare } },
  };
}

function rawBody(field: DescField | undefined, schemas: Schemas): JsonObject {
  const description = field && schemas.source.comments.get(`${field.parent.typeName}.${field.name}`);
  return {
    ...(description === undefined ? {} : { description }),
    ...(field !== undefined && isRequiredInput(field, schemas) ? { required: true } : {}),
    content: anyContent,
  };
}

/** A body of the whole message: its fields but those that the path binds. */
function wholeBody(route: Route, schemas: Schemas): Schema {
  const { method, variables } = route;
  const bound = new Set(method.input.fields.filter(({ name }) => variables.includes(name)));
  const matched = method.input.fields.find(({ name }) => name === matchedField(route));
  const wellKnown = wellKnownSchema(method.input, {}, !schemas.source.rules.numericStrings);
  if (wellKnown !== undefined) return wellKnown;
  if (bound.size === 0 && matched === undefined) return schemas.message(method.input, "input");
  const schema = { title: method.input.name, ...schemas.inline(method.input, "input", bound) };
  return matched === undefined ? schema : withoutDemand(schema, route, matched.name);
}

/**
 * The schema of a message one of whose fields a header may set. When the body has to, only a keyword of our own can
 * tell: the fields that are required without that header.
 */
function withoutDemand(schema: Schema, route: Route, name: string): Schema {
  const { required = [], ...rest } = schema;
  const all = rest.properties as Record<string, Schema>;
  const { description = "", ...property } = all[name] ?? {};
  const words = [description, insteadOf(route, name)].filter(Boolean).join(" ");
  const properties = { ...all, [name]: { ...property, description: words } };
  const others = (required as string[]).filter((one) => one !== name);
  return {
    ...(others.length === 0 ? rest : schema),
    properties,
    ...(others.length === 0 ? {} : { required: others }),
    ...((required as string[]).includes(name) ? { "x-required-without": { "If-Match": [name] } } : {}),
  };
}
