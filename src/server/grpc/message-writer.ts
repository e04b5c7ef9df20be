import { create, type DescField, type DescMessage, ScalarType, toBinary } from "@bufbuild/protobuf";
import { type BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

/** Writes the fields of a message, or of its init shape. */
export type MessageWriter = (writer: BinaryWriter, message: object) => void;

type Fields = Readonly<Record<string, unknown>>;
type ValueWriter = (writer: BinaryWriter, value: unknown) => void;

/**
 * Compiles the writer of a message type: straight from what handlers return, where protobuf-es makes a message of it
 * first. It is for the kinds of fields that services like ours answer with; types that have others, or hold such
 * types, are written by way of their message.
 */
export function compileMessageWriter(desc: DescMessage): MessageWriter {
  return isPlain(desc) ? plainWriter(desc, new Map()) : byWayOfMessage(desc);
}

function byWayOfMessage(desc: DescMessage): MessageWriter {
  return (writer, message) => writer.raw(toBinary(desc, create(desc, message as Fields)));
}

// google.protobuf.Edition.EDITION_PROTO3 and google.protobuf.FeatureSet.FieldPresence.IMPLICIT
const proto3 = 999;
const implicit = 2;

function isPlain(desc: DescMessage, seen = new Set<DescMessage>()): boolean {
  if (seen.has(desc)) return true;
  seen.add(desc);
  if (desc.file.edition !== proto3 || desc.typeName.startsWith("google.protobuf.")) return false;
  return desc.fields.every((field) => {
    if (field.oneof !== undefined) return false;
    if (field.fieldKind === "map" && field.mapKey !== ScalarType.STRING) return false;
    if (field.message !== undefined) return isPlain(field.message, seen);
    return scalars.has(field.scalar ?? ScalarType.INT32) && !(field.fieldKind === "list" && field.packed);
  });
}

interface Scalar {
  readonly wireType: WireType;
  readonly write: ValueWriter;
  isZero(value: unknown): boolean;
}

/** Scalars that answers have. Enums are written as INT32. */
const scalars = new Map<ScalarType, Scalar>([
  [
    ScalarType.STRING,
    {
      wireType: WireType.LengthDelimited,
      write: (writer, value) => writer.string(value as string),
      isZero: (value) => value === "",
    },
  ],
  [
    ScalarType.INT32,
    {
      wireType: WireType.Varint,
      write: (writer, value) => writer.int32(value as number),
      isZero: (value) => value === 0,
    },
  ],
  [
    ScalarType.BOOL,
    {
      wireType: WireType.Varint,
      write: (writer, value) => writer.bool(value as boolean),
      isZero: (value) => value === false,
    },
  ],
  [
    ScalarType.DOUBLE,
    {
      wireType: WireType.Bit64,
      write: (writer, value) => writer.double(value as number),
      // Minus zero is not what a field is that is not there.
      isZero: (value) => Object.is(value, 0),
    },
  ],
]);

function plainWriter(desc: DescMessage, known: Map<DescMessage, MessageWriter>): MessageWriter {
  const compiled = known.get(desc);
  if (compiled !== undefined) return compiled;
  const fields: MessageWriter[] = [];
  const general = byWayOfMessage(desc);
  const writer: MessageWriter = (to, message) => {
    // What somebody else's contract has beyond ours.
    if ("$unknown" in message) general(to, message);
    else for (const field of fields) field(to, message);
  };
  // Known before it is complete: a message may have fields of its own type.
  known.set(desc, writer);
  for (const field of desc.fields.toSorted((one, other) => one.number - other.number)) {
    fields.push(fieldWriter(field, known));
  }
  return writer;
}

function fieldWriter(field: DescField, known: Map<DescMessage, MessageWriter>): MessageWriter {
  const { localName } = field;
  if (field.fieldKind === "list") return listWriter(localName, valueWriter(field, field.number, known));
  if (field.fieldKind === "map") return mapWriter(localName, field.number, valueWriter(field, 2, known));
  const write = valueWriter(field, field.number, known);
  const isAbsent = field.presence === implicit ? scalarOf(field).isZero : () => false;
  return (writer, message) => {
    const value = (message as Fields)[localName];
    if (value !== undefined && value !== null && !isAbsent(value)) write(writer, value);
  };
}

function listWriter(localName: string, write: ValueWriter): MessageWriter {
  return (writer, message) => {
    for (const item of ((message as Fields)[localName] ?? []) as readonly unknown[]) write(writer, item);
  };
}

function mapWriter(localName: string, number: number, write: ValueWriter): MessageWriter {
  return (writer, message) => {
    const entries = ((message as Fields)[localName] ?? {}) as Fields;
    for (const key of Object.keys(entries)) {
      writer.tag(number, WireType.LengthDelimited).fork();
      writer.tag(1, WireType.LengthDelimited).string(key);
      write(writer, entries[key]);
      writer.join();
    }
  };
}

/** The writer of one value of a field with the tag that it has there. */
function valueWriter(field: DescField, number: number, known: Map<DescMessage, MessageWriter>): ValueWriter {
  if (field.message !== undefined) {
    const inner = plainWriter(field.message, known);
    return (writer, value) => {
      writer.tag(number, WireType.LengthDelimited).fork();
      inner(writer, value as object);
      writer.join();
    };
  }
  const { wireType, write } = scalarOf(field);
  return (writer, value) => write(writer.tag(number, wireType), value);
}

function scalarOf(field: DescField): Scalar {
  const scalar = scalars.get(field.scalar ?? ScalarType.INT32);
  // `isPlain` has looked.
  if (scalar === undefined) throw new TypeError(`${field.toString()} has a type that isn't written here`);
  return scalar;
}
