import { create, type DescMessage, type JsonValue, type Registry, toJson } from "@bufbuild/protobuf";
import { protoCamelCase, protoSnakeCase } from "@bufbuild/protobuf/reflect";
import { type FieldMask, FieldMaskSchema } from "@bufbuild/protobuf/wkt";
import type { ValueWriter } from "./value-writer.ts";

/** Writes a message that has a JSON form of its own as protobuf-es does: these are rare in responses, and full of rules. */
export function wellKnownWriter(desc: DescMessage, registry: Registry | undefined): ValueWriter {
  if (desc.typeName === FieldMaskSchema.typeName) return fieldMaskWriter;
  const options = { useProtoFieldName: true, alwaysEmitImplicit: true, ...(registry && { registry }) };
  const json = (value: unknown) =>
    toJson(desc, create(desc, (value ?? {}) as Record<string, unknown>), options);
  return { json, text: (value) => JSON.stringify(json(value)) };
}

/**
 * Writes masks as protobuf-es does, and also paths that proto-JSON has no form for, since their JSON names can't be
 * told from others': `line_1`. With their underscore they are read as the proto names that they are.
 */
const fieldMaskWriter: ValueWriter = {
  json: (value) => maskText(value),
  text: (value) => JSON.stringify(maskText(value)),
};

function maskText(value: unknown): string {
  const { paths = [] } = (value ?? {}) as Partial<FieldMask>;
  return paths.map(maskPath).join(",");
}

function maskPath(path: string): string {
  const jsonName = protoCamelCase(path);
  if (protoSnakeCase(jsonName) === path) return jsonName;
  if (path.includes("_")) return path;
  throw new TypeError(
    `can't write a google.protobuf.FieldMask as JSON: "${path}" would be read as another path`,
  );
}

/** Writes a google.protobuf.Struct that a field keeps as JSON: there is nothing to do but to look it through. */
export const plainStructWriter: ValueWriter = {
  json: (value) => checkJson((value ?? {}) as JsonValue),
  text: (value) => JSON.stringify(checkJson((value ?? {}) as JsonValue)),
};

function checkJson(json: JsonValue): JsonValue {
  if (typeof json === "number" && !Number.isFinite(json)) {
    throw new TypeError("can't write a google.protobuf.Struct as JSON: it has a number that JSON has not");
  }
  if (typeof json === "object" && json !== null) for (const item of Object.values(json)) checkJson(item);
  return json;
}
