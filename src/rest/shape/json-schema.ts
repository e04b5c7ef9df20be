/** A value as JSON has it. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object. */
export type JsonObject = { readonly [key: string]: Json };

/**
 * The part of JSON Schema in which Placement describes requests. The order of the keys counts: of several
 * errors that are equally bad, the one whose keyword stands first is reported.
 */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly enum?: readonly Json[];
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly uniqueItems?: boolean;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly minProperties?: number;
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
}

/** Tells a JSON object from the rest of JSON. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The schema of the same object without some of its properties: what it was before they came. */
export function withoutProperties(schema: JsonSchema, names: readonly string[]): JsonSchema {
  const kept = Object.entries(schema.properties ?? {}).filter(([name]) => !names.includes(name));
  const wanted = schema.required?.filter((name) => !names.includes(name));
  // Assigning keeps the order of keys, which counts.
  const older = { ...schema, properties: Object.fromEntries(kept), required: wanted ?? [] };
  if (older.required.length > 0) return older;
  const { required: _, ...rest } = older;
  return rest;
}

/** The same schema with the keys of an object in the order in which Placement lists them. */
export function inUsualOrder(schema: JsonSchema): JsonSchema {
  const { type, minProperties, properties, patternProperties, required, additionalProperties, ...rest } =
    schema;
  return {
    ...(type === undefined ? {} : { type }),
    ...(minProperties === undefined ? {} : { minProperties }),
    ...(properties === undefined ? {} : { properties }),
    ...(patternProperties === undefined ? {} : { patternProperties }),
    ...(required === undefined ? {} : { required }),
    ...(additionalProperties === undefined ? {} : { additionalProperties }),
    ...rest,
  };
}

/** The same schema with its properties in another order: those named, then the rest. */
export function withPropertyOrder(schema: JsonSchema, first: readonly string[]): JsonSchema {
  const properties = schema.properties ?? {};
  const names = [...first, ...Object.keys(properties).filter((name) => !first.includes(name))];
  const ordered = names.flatMap((name) => {
    const property = properties[name];
    return property === undefined ? [] : [[name, property] as const];
  });
  return { ...schema, properties: Object.fromEntries(ordered) };
}

/** The same schema of an object whose keys are free, with the schema of its values changed. */
export function eachMember(map: JsonSchema, change: (member: JsonSchema) => JsonSchema): JsonSchema {
  const members = Object.entries(map.patternProperties ?? {});
  return {
    ...map,
    patternProperties: Object.fromEntries(members.map(([key, member]) => [key, change(member)])),
  };
}

/** The same schema with one property changed. */
export function withProperty(
  schema: JsonSchema,
  name: string,
  change: (property: JsonSchema) => JsonSchema,
): JsonSchema {
  const property = schema.properties?.[name];
  if (property === undefined) throw new TypeError(`there is no property ${name} to change`);
  return { ...schema, properties: { ...schema.properties, [name]: change(property) } };
}
