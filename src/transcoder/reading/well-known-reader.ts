import {
  create,
  type DescMessage,
  fromJson,
  type JsonValue,
  type Message,
  ScalarType,
} from "@bufbuild/protobuf";
import { DurationSchema, FieldMaskSchema, isWrapperDesc, TimestampSchema } from "@bufbuild/protobuf/wkt";
import type { BindingRules } from "../binding-rules.ts";
import type { Findings } from "../findings.ts";
import { scalarReader } from "./scalar-reader.ts";
import type { ValueReader } from "./value-reader.ts";

/** Reads a well-known type that has a JSON form of its own, but Any; undefined for every other message. */
export function wellKnownReader(desc: DescMessage, rules: BindingRules): ValueReader | undefined {
  if (isWrapperDesc(desc)) return wrapperReader(desc, rules.numericStrings);
  switch (desc.typeName) {
    case TimestampSchema.typeName:
      return readTimestamp;
    case DurationSchema.typeName:
      return readDuration;
    case FieldMaskSchema.typeName:
      return readFieldMask;
    case "google.protobuf.Struct":
    case "google.protobuf.Value":
    case "google.protobuf.ListValue":
      return jsonReader(desc);
    default:
      return undefined;
  }
}

/** Reads what is in a wrapper (`google.protobuf.Int32Value` and its like), without the wrapper. */
export function wrappedReader(desc: DescMessage, numericStrings: boolean): ValueReader {
  const value = desc.fields[0];
  if (value?.fieldKind !== "scalar") throw new TypeError(`${desc.typeName} is not a wrapper`);
  return scalarReader({ scalar: value.scalar, longAsString: value.longAsString, numericStrings });
}

function wrapperReader(desc: DescMessage, numericStrings: boolean): ValueReader {
  const read = wrappedReader(desc, numericStrings);
  return (json, findings) => {
    const value = read(json, findings);
    return value === undefined ? undefined : wrap(desc, value);
  };
}

/** Puts a value into a wrapper, which protobuf-es keeps in lists, maps and oneofs. */
export function wrap(desc: DescMessage, value: unknown): Message {
  return create(desc, { value } as Record<string, unknown>);
}

const timestampText = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/;
const durationText = /^(-?)(\d{1,12})(?:\.(\d{1,9}))?s$/;
// Beyond proto-JSON, the stars and keys of maps that AIP-161 lets services take.
const maskPath = /^(?:\*|[A-Za-z_]\w*(?:\.(?:\w+|\*))*)$/;
const yearOneMs = Date.parse("0001-01-01T00:00:00Z");
const durationSecondsMax = 315_576_000_000;

function readTimestamp(json: JsonValue, findings: Findings): Message | undefined {
  if (typeof json !== "string") return findings.refuseType("string", json);
  const [, dateTime = "", fraction = "", zone = ""] = timestampText.exec(json) ?? [];
  const ms = Date.parse(dateTime + zone);
  // Date.parse takes the 31st of February for the 3rd of March.
  const exists = !Number.isNaN(ms) && new Date(`${dateTime}Z`).toISOString().startsWith(dateTime);
  if (!exists || ms < yearOneMs || ms > 253_402_300_799_999) {
    return findings.refuse("malformed", "is not an RFC 3339 date-time", json, "date-time");
  }
  return create(TimestampSchema, { seconds: BigInt(ms / 1000), nanos: Number(fraction.padEnd(9, "0")) });
}

function readDuration(json: JsonValue, findings: Findings): Message | undefined {
  if (typeof json !== "string") return findings.refuseType("string", json);
  const [matched, minus, whole = "", fraction = ""] = durationText.exec(json) ?? [];
  if (matched === undefined || Number(whole) > durationSecondsMax) {
    return findings.refuse("malformed", 'is not a number of seconds such as "1.5s"', json, "duration");
  }
  const sign = minus === "" ? 1 : -1;
  // Adding zero makes the -0 of "-0s" a 0.
  const nanos = sign * Number(fraction.padEnd(9, "0")) + 0;
  return create(DurationSchema, { seconds: BigInt(sign) * BigInt(whole), nanos });
}

function readFieldMask(json: JsonValue, findings: Findings): Message | undefined {
  if (typeof json !== "string") return findings.refuseType("string", json);
  const paths = json === "" ? [] : json.split(",");
  if (!paths.every((path) => maskPath.test(path))) {
    return findings.refuse(
      "malformed",
      "is not a list of field paths with commas between",
      json,
      "field-mask",
    );
  }
  return create(FieldMaskSchema, { paths: paths.map(protoPath) });
}

/** A mask's path in proto field names. A path that has an underscore is in them already. */
function protoPath(path: string): string {
  return path.includes("_") ? path : path.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function jsonReader(desc: DescMessage): ValueReader {
  return (json, findings) => {
    if (!isSound(json, findings)) return undefined;
    try {
      return fromJson(desc, json, { recursionLimit: Number.MAX_SAFE_INTEGER });
    } catch {
      const expected = desc.typeName === "google.protobuf.ListValue" ? "array" : "object";
      return findings.refuseType(expected, json);
    }
  };
}

/** Reads an object that stays JSON. What JSON.parse made of `__proto__` is an own property, and stays one. */
export function readPlainStruct(json: JsonValue, findings: Findings): JsonValue | undefined {
  if (typeof json !== "object" || json === null || Array.isArray(json))
    return findings.refuseType("object", json);
  return isSound(json, findings) ? json : undefined;
}

/** Checks what the decoders of protobuf-es would not survive or not see: depth, infinity, broken text. */
function isSound(json: JsonValue, findings: Findings): boolean {
  if (typeof json === "string") return isText(json, findings);
  if (typeof json === "number") return isDouble(json, findings);
  if (typeof json !== "object" || json === null) return true;
  if (!findings.descend()) return false;
  const sound = Array.isArray(json)
    ? json.every((item) => isSound(item, findings))
    : Object.entries(json).every(([key, item]) => isText(key, findings) && isSound(item, findings));
  findings.ascend();
  return sound;
}

const readText = scalarReader({ scalar: ScalarType.STRING, longAsString: false, numericStrings: false });
const readDouble = scalarReader({ scalar: ScalarType.DOUBLE, longAsString: false, numericStrings: false });

function isText(json: string, findings: Findings): boolean {
  return readText(json, findings) !== undefined;
}

function isDouble(json: number, findings: Findings): boolean {
  return readDouble(json, findings) !== undefined;
}
