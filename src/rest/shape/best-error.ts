import type { Json, JsonSchema } from "./json-schema.ts";
import { matchesType, type SchemaError, schemaErrors } from "./schema-errors.ts";

/** After so many errors the best of them is good enough: a request may have a million. */
const errorsMax = 1000;

/**
 * The one error that is worth telling, chosen as Python's jsonschema chooses (`best_match`, 4.10): the shallowest;
 * of these rather not an `anyOf`; of these rather a value of the wrong type; of these the first. An `anyOf` is
 * explained by its alternative that came closest, unless two are equally close.
 */
export function bestError(schema: JsonSchema, instance: Json): SchemaError | undefined {
  let best: SchemaError | undefined;
  let count = 0;
  for (const error of schemaErrors(schema, instance)) {
    if (best === undefined || compare(error, best) > 0) best = error;
    count += 1;
    if (count >= errorsMax) break;
  }
  return best === undefined ? undefined : explained(best);
}

function explained(error: SchemaError): SchemaError {
  const [first, second] = (error.context ?? []).toSorted(compare);
  if (first === undefined) return error;
  // `toSorted` is stable, so of equals the first one comes first.
  return second !== undefined && compare(first, second) === 0 ? error : explained(first);
}

/** Positive where `a` tells more than `b`. */
function compare(a: SchemaError, b: SchemaError): number {
  return b.path.length - a.path.length || specific(a) - specific(b) || mistyped(a) - mistyped(b);
}

function specific(error: SchemaError): number {
  return error.keyword === "anyOf" ? 0 : 1;
}

function mistyped(error: SchemaError): number {
  return matchesType(error.schema, error.instance) ? 0 : 1;
}
