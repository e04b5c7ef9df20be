import type { DescField, DescMessage } from "@bufbuild/protobuf";
import { resolveFieldPath } from "../binding/field-path.ts";
import { formOf } from "../http-form.ts";
import { isNullValue } from "../reading/enum-reader.ts";
import { hasTextForm } from "../reading/text-reader.ts";
import type { Route } from "../route.ts";
import { isWellKnown } from "../well-known-types.ts";
import { matchedField } from "./conditions.ts";
import { fieldSchema, isRequiredByRules } from "./field-schema.ts";
import type { PathPart } from "./open-api-path.ts";
import type { Schema } from "./schema.ts";
import type { Schemas } from "./schemas.ts";

/** A parameter of a path, as OpenAPI describes it. `name` is what the path calls it. */
export function pathParameter(route: Route, part: PathPart, name: string, schemas: Schemas): Schema {
  const field = part.variable === undefined ? undefined : fieldAt(route.method.input, part.variable);
  const { description = "", ...schema } =
    field === undefined ? anyText : fieldSchema(field, "input", schemas);
  const isWhole = part.partOf === undefined;
  const words = [
    isWhole ? "" : `A part of \`${part.variable}\`, which is \`${part.partOf}\`.`,
    part.isRest ? "May be several segments, with slashes between them." : "",
    String(description),
  ];
  const described = words.filter(Boolean).join(" ");
  return {
    name,
    in: "path",
    required: true,
    ...(described === "" ? {} : { description: described }),
    schema: isWhole ? schema : anyText,
  };
}

const anyText: Schema = { type: "string", minLength: 1 };

function fieldAt(message: DescMessage, path: string): DescField | undefined {
  const found = resolveFieldPath(message, path);
  return typeof found === "string" ? undefined : found.leaf;
}

/** The parameters of a route's query, as OpenAPI describes them: the fields that neither path nor body bind. */
export function queryParameters(route: Route, schemas: Schemas): Schema[] {
  if (route.body === "*") return [];
  const taken = new Set([...route.variables, route.body]);
  return fieldsOf(route.method.input, "", [], taken, schemas).map(({ name, field }) => {
    const { description = "", deprecated, ...schema } = fieldSchema(field, "input", schemas);
    const instead = insteadOf(route, name);
    const isRequired = name === field.name && isRequiredByRules(field, schemas) && instead === undefined;
    const described = [description, instead].filter(Boolean).join(" ");
    return {
      name,
      in: "query",
      ...(described === "" ? {} : { description: described }),
      ...(isRequired ? { required: true } : {}),
      ...(deprecated === undefined ? {} : { deprecated }),
      schema,
    };
  });
}

/** What sets a field where path, query and body don't, in words; undefined where nothing does. */
export function insteadOf(route: Route, name: string): string | undefined {
  if (route.httpMethod === "PATCH" && formOf(route.method)?.impliedMask === name) {
    return "Without it: the fields that the body names.";
  }
  return matchedField(route) === name ? "The header If-Match may say it instead." : undefined;
}

interface NamedField {
  readonly name: string;
  readonly field: DescField;
}

/** The fields that have a text form, by their paths. Of a type that contains itself, one round. */
function fieldsOf(
  desc: DescMessage,
  prefix: string,
  within: readonly DescMessage[],
  taken: ReadonlySet<string>,
  schemas: Schemas,
): NamedField[] {
  const { rules } = schemas.source;
  return desc.fields.flatMap((field): NamedField[] => {
    const name = prefix + field.name;
    if (taken.has(name) || rules.fieldRules(field).hidden) return [];
    // The text of null, NULL_VALUE, sets nothing that is not so anyway.
    if (isNullValue(field.enum)) return [];
    if (hasTextForm(field)) return [{ name, field }];
    if (field.fieldKind !== "message" || isWellKnown(field.message)) return [];
    if ([...within, desc].includes(field.message)) return [];
    return fieldsOf(field.message, `${name}.`, [...within, desc], taken, schemas);
  });
}
