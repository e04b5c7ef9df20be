import { type DescMessage, type JsonObject, ScalarType } from "@bufbuild/protobuf";
import { isWrapperDesc } from "@bufbuild/protobuf/wkt";
import { scalarSchema } from "./scalar-schema.ts";
import type { Schema } from "./schema.ts";

/**
 * The schema of a message type whose proto-JSON is no object of its fields; undefined for all others. The rules are
 * those of the field, and bind what is in a wrapper.
 */
export function wellKnownSchema(desc: DescMessage, rules: JsonObject, finite: boolean): Schema | undefined {
  if (isWrapperDesc(desc)) return scalarSchema(desc.fields[0]?.scalar ?? ScalarType.STRING, rules, finite);
  const schema = schemas[desc.typeName];
  return schema === undefined ? undefined : { ...schema };
}

const schemas: Readonly<Record<string, Schema>> = {
  "google.protobuf.Timestamp": { type: "string", format: "date-time" },
  "google.protobuf.Duration": {
    type: "string",
    pattern: "^-?(0|[1-9][0-9]*)(\\.[0-9]{1,9})?s$",
    description: "Seconds, with an `s` at the end: `1.5s`.",
  },
  "google.protobuf.FieldMask": {
    type: "string",
    description: "Names of fields, separated by commas.",
  },
  "google.protobuf.Struct": { type: "object" },
  "google.protobuf.ListValue": { type: "array" },
  // Any JSON.
  "google.protobuf.Value": {},
  "google.protobuf.Any": {
    type: "object",
    properties: { "@type": { type: "string", description: "The URL of the message's type." } },
    required: ["@type"],
  },
};
