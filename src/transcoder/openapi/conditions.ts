import type { JsonObject } from "@bufbuild/protobuf";
import type { Route } from "../route.ts";
import type { Schema } from "./schema.ts";

const quoted: Schema = { type: "string", pattern: '^"[!#-~]*"$' };

/** The header of answers that show a state which conditions may name. */
export const etagHeader: JsonObject = {
  description: "Names the state that the answer shows, for If-Match and If-None-Match.",
  schema: quoted,
};

/** The headers that make a route's requests conditional, as OpenAPI describes parameters. */
export function conditionParameters(route: Route): JsonObject[] {
  if (mayBeUnmodified(route)) return readParameters;
  const matchField = matchedField(route);
  const isCreation = !isRead(route.httpMethod) && route.conditions?.noneMatchField !== undefined;
  return [
    ...(matchField === undefined ? [] : [writeParameter(matchField)]),
    ...(isCreation ? [createParameter] : []),
  ];
}

/** The path of the field that If-Match sets on this route; undefined where it sets none. */
export function matchedField({ conditions, httpMethod }: Route): string | undefined {
  return isRead(httpMethod) ? undefined : conditions?.matchField;
}

/** Whether an answer may be 304: a GET's, where it has an entity tag. */
export function mayBeUnmodified({ conditions, httpMethod }: Route): boolean {
  return isRead(httpMethod) && conditions?.etagField !== undefined;
}

function isRead(httpMethod: string): boolean {
  return httpMethod === "GET" || httpMethod === "HEAD";
}

function header(name: string, description: string, schema: Schema): JsonObject {
  return { name, in: "header", description, schema };
}

const readParameters: JsonObject[] = [
  header("If-Match", "Entity tags, separated by commas, or `*`: 412 where the answer's is none of them.", {
    type: "string",
  }),
  header(
    "If-None-Match",
    "Entity tags that the client has, separated by commas: 304 where the answer's is one of them.",
    { type: "string" },
  ),
];

const createParameter = header("If-None-Match", "`*`: only if there is nothing yet, and 412 if there is.", {
  type: "string",
  const: "*",
});

function writeParameter(field: string): JsonObject {
  const description =
    "The entity tag of the state that is to be changed, as an ETag header said it: 412 where that is not the " +
    `present one. It stands for \`${field}\`. \`*\` asks for no state in particular.`;
  return header("If-Match", description, { type: "string" });
}
