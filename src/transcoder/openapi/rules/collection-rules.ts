import type { JsonObject } from "@bufbuild/protobuf";
import type { Schema } from "../schema.ts";

/** What protovalidate's rules of lists are in JSON Schema, those of their items apart. */
export function listRules({ min_items: least, max_items: most, unique }: JsonObject): Schema {
  return {
    ...(least === undefined ? {} : { minItems: Number(least) }),
    ...(most === undefined ? {} : { maxItems: Number(most) }),
    ...(unique === true ? { uniqueItems: true } : {}),
  };
}

/** What protovalidate's rules of maps are in JSON Schema, those of their keys and values apart. */
export function mapRules({ min_pairs: least, max_pairs: most }: JsonObject): Schema {
  return {
    ...(least === undefined ? {} : { minProperties: Number(least) }),
    ...(most === undefined ? {} : { maxProperties: Number(most) }),
  };
}
