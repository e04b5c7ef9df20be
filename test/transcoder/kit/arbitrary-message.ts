import {
  type DescField,
  type DescMessage,
  type DescOneof,
  type MessageInitShape,
  ScalarType,
} from "@bufbuild/protobuf";
import fc from "fast-check";
import { isRequiredField } from "../../../src/transcoder/required-field.ts";

type Init = MessageInitShape<DescMessage>;
type Member = DescMessage["members"][number];

/**
 * Any init shape of a message: fields left out, set to their defaults, and set to whatever they can be. Values are
 * such that proto-JSON has them: no google.protobuf.Any, and times within its years.
 */
export function initShapes(desc: DescMessage, depth = 2): fc.Arbitrary<Init> {
  const special = specialShapes(desc, depth);
  if (special !== undefined) return special;
  const members = desc.members.filter((member) => !isAny(member) && (depth > 0 || !isNested(member)));
  const required = members.filter((member) => member.kind === "field" && isRequiredField(member));
  // Few fields at a time: a message with all of them is large and tells no more.
  return fc.subarray(members, { maxLength: Math.min(6, members.length) }).chain((chosen) => {
    const entries = [...new Set([...required, ...chosen])].map((member) => [
      member.localName,
      memberValues(member, depth),
    ]);
    return fc.record(Object.fromEntries(entries)) as fc.Arbitrary<Init>;
  });
}

function isAny(member: Member): boolean {
  return member.kind === "field" && member.message?.typeName === "google.protobuf.Any";
}

function isNested(member: Member): boolean {
  const fields = member.kind === "oneof" ? member.fields : [member];
  return fields.some((field) => field.message !== undefined && !field.message.typeName.startsWith("google."));
}

function memberValues(member: DescField | DescOneof, depth: number): fc.Arbitrary<unknown> {
  if (member.kind === "field") return fieldValues(member, depth);
  return fc.oneof(
    fc.constantFrom({ case: undefined }, undefined),
    ...member.fields.map((field) =>
      fieldValues(field, depth).map((value) => ({ case: field.localName, value })),
    ),
  );
}

function fieldValues(field: DescField, depth: number): fc.Arbitrary<unknown> {
  const items = itemValues(field, depth);
  if (field.fieldKind === "list") return fc.array(items, { maxLength: 3 });
  if (field.fieldKind !== "map") return items;
  const keys = field.mapKey === ScalarType.STRING ? mapTexts : scalarValues(field.mapKey).map(String);
  return fc.array(fc.tuple(keys, items), { maxLength: 3 }).map((entries) => ownProperties(entries));
}

/** An object with these properties, `__proto__` among them if need be. */
function ownProperties(entries: readonly (readonly [string, unknown])[]): object {
  return Object.defineProperties(
    {},
    Object.fromEntries(
      entries.map(([key, value]) => [key, { value, enumerable: true, writable: true, configurable: true }]),
    ),
  );
}

function itemValues(field: DescField, depth: number): fc.Arbitrary<unknown> {
  if (field.enum?.typeName === "google.protobuf.NullValue") return fc.constant(0);
  if (field.enum !== undefined) {
    const unnamed = field.enum.open ? [99] : [];
    return fc.constantFrom(...field.enum.values.map((value) => value.number), ...unnamed);
  }
  if (field.message === undefined) return scalarValues(field.scalar);
  const { typeName, fields } = field.message;
  const isWrapper = /^google\.protobuf\.\w+Value$/.test(typeName) && fields[0]?.name === "value";
  if (isWrapper && field.fieldKind === "message" && field.oneof === undefined) {
    return scalarValues(fields[0]?.scalar ?? ScalarType.STRING);
  }
  if (typeName === "google.protobuf.Struct") return fc.dictionary(texts, plainJson, { maxKeys: 3 });
  return initShapes(field.message, depth - 1);
}

function specialShapes(desc: DescMessage, depth: number): fc.Arbitrary<Init> | undefined {
  const nanos = fc.oneof(fc.constantFrom(0, 5e8, 5e5, 1), fc.nat(999_999_999));
  switch (desc.typeName) {
    case "google.protobuf.Timestamp": {
      const seconds = fc.bigInt(-62_135_596_800n, 253_402_300_799n);
      return fc.record({ seconds, nanos }) as fc.Arbitrary<Init>;
    }
    case "google.protobuf.Duration": {
      const seconds = fc.bigInt(0n, 315_576_000_000n);
      const durations = fc.tuple(fc.boolean(), seconds, nanos);
      return durations.map(([negative, s, n]) =>
        negative ? { seconds: -s, nanos: 0 - n } : { seconds: s, nanos: n },
      ) as fc.Arbitrary<Init>;
    }
    case "google.protobuf.FieldMask":
      return fc
        .array(fc.stringMatching(/^[a-z]{1,5}(_[a-z]{1,5}){0,2}$/), { maxLength: 3 })
        .map((paths) => ({ paths })) as fc.Arbitrary<Init>;
    case "google.protobuf.Value":
      return valueShapes(depth);
    case "google.protobuf.ListValue":
      return fc
        .array(valueShapes(depth - 1), { maxLength: 3 })
        .map((values) => ({ values })) as fc.Arbitrary<Init>;
    default:
      return undefined;
  }
}

function valueShapes(depth: number): fc.Arbitrary<Init> {
  const kinds = [
    fc.constant({ case: "nullValue", value: 0 }),
    finite.map((value) => ({ case: "numberValue", value })),
    texts.map((value) => ({ case: "stringValue", value })),
    fc.boolean().map((value) => ({ case: "boolValue", value })),
    ...(depth > 0
      ? [
          fc
            .array(valueShapes(depth - 1), { maxLength: 2 })
            .map((values) => ({ case: "listValue", value: { values } })),
          fc
            .dictionary(texts, valueShapes(depth - 1), { maxKeys: 2 })
            .map((fields) => ({ case: "structValue", value: { fields } })),
        ]
      : []),
  ];
  return fc.oneof(...kinds).map((kind) => ({ kind })) as fc.Arbitrary<Init>;
}

const texts = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc.constantFrom("", '"', "\\", "\u2028", "\u0000", "é", "😀", "a".repeat(50)),
);
const mapTexts = fc.oneof(texts, fc.constantFrom("__proto__", "constructor", "1", "a.b"));
const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const plainJson = fc.jsonValue({ maxDepth: 2 });

function scalarValues(scalar: ScalarType): fc.Arbitrary<unknown> {
  switch (scalar) {
    case ScalarType.DOUBLE:
      return fc.double();
    case ScalarType.FLOAT:
      return fc.float();
    case ScalarType.BOOL:
      return fc.boolean();
    case ScalarType.STRING:
      return texts;
    case ScalarType.BYTES:
      return fc.uint8Array({ maxLength: 20 });
    case ScalarType.UINT32:
    case ScalarType.FIXED32:
      return fc.oneof(fc.constantFrom(0, 2 ** 32 - 1), fc.nat(2 ** 32 - 1));
    case ScalarType.UINT64:
    case ScalarType.FIXED64:
      return fc.bigInt(0n, 2n ** 64n - 1n);
    case ScalarType.INT64:
    case ScalarType.SINT64:
    case ScalarType.SFIXED64:
      return fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n);
    case ScalarType.INT32:
    case ScalarType.SINT32:
    case ScalarType.SFIXED32:
      return fc.oneof(fc.constantFrom(0, 2 ** 31 - 1, -(2 ** 31)), fc.integer());
  }
}
