import { type JsonValue, ScalarType } from "@bufbuild/protobuf";
import { base64Decode } from "@bufbuild/protobuf/wire";
import type { Findings } from "../findings.ts";
import { exactInteger } from "./exact-integer.ts";
import type { ValueReader } from "./value-reader.ts";

/** What a scalar reader needs to know of its field. */
export interface ScalarForm {
  readonly scalar: ScalarType;
  /** 64-bit integers are kept as strings (`jstype = JS_STRING`). */
  readonly longAsString: boolean;
  /** Whether numbers may come as strings. */
  readonly numericStrings: boolean;
}

/** The reader for a scalar type, by the rules of proto-JSON. */
export function scalarReader({ scalar, longAsString, numericStrings }: ScalarForm): ValueReader {
  switch (scalar) {
    case ScalarType.STRING:
      return readString;
    case ScalarType.BOOL:
      return (json, findings) => (typeof json === "boolean" ? json : findings.refuseType("boolean", json));
    case ScalarType.BYTES:
      return readBytes;
    case ScalarType.DOUBLE:
      return floatReader("double", Number.MAX_VALUE, numericStrings);
    case ScalarType.FLOAT:
      return floatReader("float", float32Max, numericStrings);
    case ScalarType.INT32:
    case ScalarType.SINT32:
    case ScalarType.SFIXED32:
      return integerReader("int32", -(2 ** 31), 2 ** 31 - 1, numericStrings);
    case ScalarType.UINT32:
    case ScalarType.FIXED32:
      return integerReader("uint32", 0, 2 ** 32 - 1, numericStrings);
    case ScalarType.INT64:
    case ScalarType.SINT64:
    case ScalarType.SFIXED64:
      return longReader("int64", -(2n ** 63n), 2n ** 63n - 1n, longAsString);
    case ScalarType.UINT64:
    case ScalarType.FIXED64:
      return longReader("uint64", 0n, 2n ** 64n - 1n, longAsString);
  }
}

const float32Max = 3.4028234663852886e38;
const numberText = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const longText = /^-?(?:0|[1-9]\d{0,19})$/;
const base64Text = /^(?:[A-Za-z0-9+/]*|[A-Za-z0-9\-_]*)(={0,2})$/;

/** The number that a text is in JSON's grammar, or undefined. */
export function numberOf(text: string): number | undefined {
  // The longest double takes some 25 characters; a text of a megabyte is not worth reading.
  return text.length <= 400 && numberText.test(text) ? Number(text) : undefined;
}

function readString(json: JsonValue, findings: Findings): string | undefined {
  if (typeof json !== "string") return findings.refuseType("string", json);
  if (!json.isWellFormed()) return findings.refuse("malformed", "is not Unicode text", json, "UTF-8");
  return json;
}

function readBytes(json: JsonValue, findings: Findings): Uint8Array | undefined {
  if (typeof json !== "string") return findings.refuseType("string", json);
  const padding = base64Text.exec(json)?.[1]?.length;
  const isWhole = padding !== undefined && (json.length - padding) % 4 !== 1;
  if (!isWhole || (padding > 0 && json.length % 4 !== 0)) {
    return findings.refuse("malformed", "is not base64", json, "base64");
  }
  return base64Decode(json);
}

function integerReader(name: string, min: number, max: number, numericStrings: boolean): ValueReader {
  return (json, findings) => {
    const value = numericStrings && typeof json === "string" ? smallInteger(json) : json;
    if (typeof value !== "number") return findings.refuseType("integer", json);
    if (value < min) return refuseRange(findings, name, json, "less", min);
    if (value > max) return refuseRange(findings, name, json, "more", max);
    // Adding zero makes -0 the 0 that it is on the wire.
    return Number.isInteger(value) ? value + 0 : findings.refuseType("integer", json);
  };
}

function smallInteger(text: string): number | undefined {
  const value = exactInteger(text);
  return value === undefined ? undefined : Number(value);
}

function longReader(name: string, min: bigint, max: bigint, longAsString: boolean): ValueReader {
  return (json, findings) => {
    if (typeof json === "string") {
      const value = longText.test(json) ? BigInt(json) : exactInteger(json);
      return value === undefined ? findings.refuseType("integer", json) : inRange(value, json, findings);
    }
    if (typeof json !== "number") return findings.refuseType("integer", json);
    if (Number.isSafeInteger(json)) return inRange(BigInt(json), json, findings);
    if (json < min) return refuseRange(findings, name, json, "less", min);
    if (json > max) return refuseRange(findings, name, json, "more", max);
    if (!Number.isInteger(json)) return findings.refuseType("integer", json);
    // JSON.parse has rounded it already: what the client meant is lost.
    return findings.refuse(`${name}.precision`, "must be sent as a string to be exact", json, "string");
  };

  function inRange(value: bigint, json: JsonValue, findings: Findings): bigint | string | undefined {
    if (value < min) return refuseRange(findings, name, json, "less", min);
    if (value > max) return refuseRange(findings, name, json, "more", max);
    return longAsString ? value.toString() : value;
  }
}

function floatReader(name: string, max: number, numericStrings: boolean): ValueReader {
  return (json, findings) => {
    if (numericStrings && typeof json === "string" && specialFloats.has(json)) return specialFloats.get(json);
    const value = numericStrings && typeof json === "string" ? numberOf(json) : json;
    if (typeof value !== "number") return findings.refuseType("number", json);
    // A literal beyond the range of doubles became infinite when it was parsed.
    const rounded = name === "float" ? Math.fround(value) : value;
    if (Number.isFinite(rounded)) return rounded;
    return refuseRange(findings, name, json, value < 0 ? "less" : "more", value < 0 ? -max : max);
  };
}

const specialFloats = new Map([
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
]);

function refuseRange(
  findings: Findings,
  name: string,
  value: JsonValue,
  side: "less" | "more",
  limit: number | bigint,
): undefined {
  // Limits are shown in JSON, which has no 64-bit integers.
  const shown = typeof limit === "bigint" ? limit.toString() : limit;
  findings.refuse(`${name}.range`, `is ${side} than ${shown}`, value, shown);
}
