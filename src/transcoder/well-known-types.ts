import type { DescMessage } from "@bufbuild/protobuf";
import { DurationSchema, FieldMaskSchema, isWrapperDesc, TimestampSchema } from "@bufbuild/protobuf/wkt";

const textTypes = new Set([
  TimestampSchema.typeName,
  DurationSchema.typeName,
  FieldMaskSchema.typeName,
] as string[]);
const jsonTypes = new Set(["Struct", "Value", "ListValue", "Any"].map((name) => `google.protobuf.${name}`));

/** Whether a message's JSON form is one string or scalar, so that it can stand in a path or a query. */
export function isTextual(desc: DescMessage): boolean {
  return textTypes.has(desc.typeName) || isWrapperDesc(desc);
}

/** Whether a message has a JSON form of its own, not an object of its fields: no field path leads into it. */
export function isWellKnown(desc: DescMessage): boolean {
  return isTextual(desc) || jsonTypes.has(desc.typeName);
}
