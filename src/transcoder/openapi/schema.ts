import type { JsonObject } from "@bufbuild/protobuf";

/** A JSON Schema of the dialect of OpenAPI 3.1: draft 2020-12. */
export type Schema = JsonObject;

/** Which way a message goes. Rules bind clients, and what is always written is only known of answers. */
export type Direction = "input" | "output";

/** One schema that says all of several. What two of them say by the same keyword stands side by side. */
export function merged(...schemas: readonly Schema[]): Schema {
  const whole: Schema = {};
  const apart: Schema[] = [];
  for (const schema of schemas) {
    const clashes = Object.keys(schema).some((keyword) => Object.hasOwn(whole, keyword));
    if (clashes) apart.push(schema);
    else Object.assign(whole, schema);
  }
  return apart.length === 0 ? whole : { ...whole, allOf: apart };
}

/** The schema of values of another one, and of null. */
export function orNull(schema: Schema): Schema {
  const { description, ...rest } = schema;
  const simple = typeof rest.type === "string" && rest.enum === undefined && rest.const === undefined;
  const nullable: Schema = simple
    ? { ...rest, type: [rest.type as string, "null"] }
    : { anyOf: [rest, { type: "null" }] };
  return description === undefined ? nullable : { ...nullable, description };
}
