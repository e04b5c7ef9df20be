import { isObject, type Json, type JsonObject, type JsonSchema } from "./json-schema.ts";
import { byCodePoints, pythonRepr } from "./python-repr.ts";

/** One disagreement between a value and a schema. */
export interface SchemaError {
  readonly message: string;
  /** The keyword that was not met: `minimum`, `required`, …. */
  readonly keyword: keyof JsonSchema;
  /** The schema that has the keyword, and the way to it. */
  readonly schema: JsonSchema;
  readonly schemaPath: Path;
  /** The value that does not meet it, and the way to it. */
  readonly instance: Json;
  readonly path: Path;
  /** For `anyOf`: what is wrong with each alternative; paths are relative to this error. */
  readonly context?: readonly SchemaError[];
}

/** Keys and indexes from the outside in. */
export type Path = readonly (string | number)[];

interface Place {
  readonly schema: JsonSchema;
  readonly schemaPath: Path;
  readonly path: Path;
}

type Errors = Generator<SchemaError, void>;
type Keyword = (instance: Json, place: Place) => Errors;

/**
 * Everything in which a value disagrees with a schema, in the order in which Python's jsonschema finds it: the
 * keywords as the schema lists them, depth first. Lazy, so that a caller who has seen enough can stop.
 */
export function schemaErrors(schema: JsonSchema, instance: Json): Errors {
  return errorsAt(instance, { schema, schemaPath: [], path: [] });
}

function* errorsAt(instance: Json, place: Place): Errors {
  for (const keyword of Object.keys(place.schema) as (keyof JsonSchema)[]) {
    yield* keywords[keyword](instance, place);
  }
}

const keywords: Readonly<Record<keyof JsonSchema, Keyword>> = {
  *type(instance, place) {
    const wanted = [place.schema.type ?? []].flat();
    if (wanted.some((type) => isOfType(instance, type))) return;
    const names = wanted.map((type) => pythonRepr(type)).join(", ");
    yield wrong("type", instance, place, `${pythonRepr(instance)} is not of type ${names}`);
  },

  *minimum(instance, place) {
    const least = place.schema.minimum ?? 0;
    if (typeof instance !== "number" || instance >= least) return;
    const words = `is less than the minimum of ${pythonRepr(least)}`;
    yield wrong("minimum", instance, place, `${pythonRepr(instance)} ${words}`);
  },

  *maximum(instance, place) {
    const most = place.schema.maximum ?? 0;
    if (typeof instance !== "number" || instance <= most) return;
    const words = `is greater than the maximum of ${pythonRepr(most)}`;
    yield wrong("maximum", instance, place, `${pythonRepr(instance)} ${words}`);
  },

  *minLength(instance, place) {
    const least = place.schema.minLength ?? 0;
    if (typeof instance !== "string" || charactersOf(instance, least) >= least) return;
    yield wrong("minLength", instance, place, `${pythonRepr(instance)} is too short`);
  },

  *maxLength(instance, place) {
    const most = place.schema.maxLength ?? 0;
    if (typeof instance !== "string" || charactersOf(instance, most + 1) <= most) return;
    yield wrong("maxLength", instance, place, `${pythonRepr(instance)} is too long`);
  },

  *pattern(instance, place) {
    const pattern = place.schema.pattern ?? "";
    if (typeof instance !== "string" || expression(pattern).test(instance)) return;
    yield wrong("pattern", instance, place, `${pythonRepr(instance)} does not match ${pythonRepr(pattern)}`);
  },

  *format(instance, place) {
    if (typeof instance !== "string" || place.schema.format !== "uuid" || uuid.test(instance)) return;
    yield wrong("format", instance, place, `${pythonRepr(instance)} is not a 'uuid'`);
  },

  *enum(instance, place) {
    const allowed = place.schema.enum ?? [];
    if (allowed.includes(instance)) return;
    yield wrong("enum", instance, place, `${pythonRepr(instance)} is not one of ${pythonRepr(allowed)}`);
  },

  *anyOf(instance, place) {
    const context: SchemaError[] = [];
    for (const [index, schema] of (place.schema.anyOf ?? []).entries()) {
      const errors = [...errorsAt(instance, { schema, schemaPath: [index], path: [] })];
      if (errors.length === 0) return;
      context.push(...errors);
    }
    const words = `${pythonRepr(instance)} is not valid under any of the given schemas`;
    yield { ...wrong("anyOf", instance, place, words), context };
  },

  *items(instance, place) {
    const schema = place.schema.items;
    if (!Array.isArray(instance) || schema === undefined) return;
    const schemaPath = [...place.schemaPath, "items"];
    for (const [index, item] of (instance as readonly Json[]).entries()) {
      yield* errorsAt(item, { schema, schemaPath, path: [...place.path, index] });
    }
  },

  *minItems(instance, place) {
    if (!Array.isArray(instance) || instance.length >= (place.schema.minItems ?? 0)) return;
    yield wrong("minItems", instance, place, `${pythonRepr(instance)} is too short`);
  },

  *uniqueItems(instance, place) {
    if (!Array.isArray(instance) || place.schema.uniqueItems !== true) return;
    // Also of items that are nested deeper than a stack is: those are cut short.
    const texts = instance.map((item) => pythonRepr(item, { sorted: true }));
    if (new Set(texts).size === texts.length) return;
    yield wrong("uniqueItems", instance, place, `${pythonRepr(instance)} has non-unique elements`);
  },

  *properties(instance, place) {
    if (!isObject(instance)) return;
    for (const [name, schema] of Object.entries(place.schema.properties ?? {})) {
      const value = own(instance, name);
      if (value === undefined) continue;
      const schemaPath = [...place.schemaPath, "properties", name];
      yield* errorsAt(value, { schema, schemaPath, path: [...place.path, name] });
    }
  },

  *minProperties(instance, place) {
    if (!isObject(instance) || Object.keys(instance).length >= (place.schema.minProperties ?? 0)) return;
    yield wrong("minProperties", instance, place, `${pythonRepr(instance)} does not have enough properties`);
  },

  *patternProperties(instance, place) {
    if (!isObject(instance)) return;
    for (const [pattern, schema] of Object.entries(place.schema.patternProperties ?? {})) {
      const schemaPath = [...place.schemaPath, "patternProperties", pattern];
      for (const [name, value] of Object.entries(instance)) {
        if (!expression(pattern).test(name)) continue;
        yield* errorsAt(value, { schema, schemaPath, path: [...place.path, name] });
      }
    }
  },

  *required(instance, place) {
    if (!isObject(instance)) return;
    for (const name of place.schema.required ?? []) {
      if (own(instance, name) !== undefined) continue;
      yield wrong("required", instance, place, `${pythonRepr(name)} is a required property`);
    }
  },

  *additionalProperties(instance, place) {
    if (!isObject(instance) || place.schema.additionalProperties !== false) return;
    const patterns = Object.keys(place.schema.patternProperties ?? {});
    const extras = Object.keys(instance).filter((name) => {
      const known = Object.hasOwn(place.schema.properties ?? {}, name);
      return !known && !patterns.some((pattern) => expression(pattern).test(name));
    });
    if (extras.length === 0) return;
    yield wrong("additionalProperties", instance, place, unexpected(extras, patterns));
  },
};

function unexpected(extras: readonly string[], patterns: readonly string[]): string {
  const shown = extras.toSorted(byCodePoints).slice(0, namesMax);
  const names = shown.map((name) => pythonRepr(name)).join(", ");
  if (patterns.length === 0) {
    const verb = extras.length === 1 ? "was" : "were";
    return `Additional properties are not allowed (${names} ${verb} unexpected)`;
  }
  const verb = extras.length === 1 ? "does" : "do";
  const regexes = patterns.toSorted(byCodePoints).map((pattern) => pythonRepr(pattern));
  return `${names} ${verb} not match any of the regexes: ${regexes.join(", ")}`;
}

/** How many unexpected names are listed: a body may have a hundred thousand. */
const namesMax = 100;

/** How many characters a text has, counted no further than `enough`: it may have millions. */
function charactersOf(text: string, enough: number): number {
  // A character takes two units at most.
  return [...text.slice(0, 2 * enough)].length;
}

/** With dashes or without, in either case: the form that the contract's pattern allows. */
const uuid = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;

const expressions = new Map<string, RegExp>();

/** Patterns come from schemas, never from requests: there are few. */
function expression(pattern: string): RegExp {
  let compiled = expressions.get(pattern);
  if (compiled === undefined) {
    compiled = new RegExp(pattern, "u");
    expressions.set(pattern, compiled);
  }
  return compiled;
}

function isOfType(instance: Json, type: string): boolean {
  if (type === "null") return instance === null;
  if (type === "array") return Array.isArray(instance);
  if (type === "object") return isObject(instance);
  if (type === "integer") return typeof instance === "number" && Number.isInteger(instance);
  return typeof instance === type;
}

function own(object: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

function wrong(keyword: keyof JsonSchema, instance: Json, place: Place, message: string): SchemaError {
  const { schema, schemaPath, path } = place;
  return { message, keyword, schema, schemaPath: [...schemaPath, keyword], instance, path };
}

/** Whether a value is of the type that a schema wants; no, where it wants none. */
export function matchesType(schema: JsonSchema, instance: Json): boolean {
  return schema.type !== undefined && [schema.type].flat().some((type) => isOfType(instance, type));
}
