import { ScalarType } from "@bufbuild/protobuf";
import { quote } from "./quote.ts";
import type { ValueWriter } from "./value-writer.ts";

/** The writer of a scalar type. `name` names the field in the TypeError for a value that isn't of the type. */
export function scalarWriter(scalar: ScalarType, name: string): ValueWriter {
  switch (scalar) {
    case ScalarType.STRING:
      return stringWriter(name);
    case ScalarType.BOOL:
      return boolWriter(name);
    case ScalarType.BYTES:
      return bytesWriter(name);
    case ScalarType.DOUBLE:
    case ScalarType.FLOAT:
      return floatWriter(name);
    case ScalarType.INT64:
    case ScalarType.SINT64:
    case ScalarType.SFIXED64:
    case ScalarType.UINT64:
    case ScalarType.FIXED64:
      return longWriter(name);
    case ScalarType.INT32:
    case ScalarType.SINT32:
    case ScalarType.SFIXED32:
    case ScalarType.UINT32:
    case ScalarType.FIXED32:
      return integerWriter(name);
  }
}

function stringWriter(name: string): ValueWriter {
  const check = (value: unknown) => (typeof value === "string" ? value : refuse(name, "a string"));
  return { json: check, text: (value) => quote(check(value)) };
}

function boolWriter(name: string): ValueWriter {
  const check = (value: unknown) => (typeof value === "boolean" ? value : refuse(name, "a boolean"));
  return { json: check, text: (value) => (check(value) ? "true" : "false") };
}

function bytesWriter(name: string): ValueWriter {
  const encode = (value: unknown): string => {
    if (!(value instanceof Uint8Array))
      return Array.isArray(value) ? encode(Uint8Array.from(value)) : refuse(name, "bytes");
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64");
  };
  return { json: encode, text: (value) => `"${encode(value)}"` };
}

function integerWriter(name: string): ValueWriter {
  const check = (value: unknown) =>
    Number.isInteger(value) ? (value as number) : refuse(name, "an integer");
  return { json: check, text: (value) => `${check(value)}` };
}

function floatWriter(name: string): ValueWriter {
  const check = (value: unknown) => (typeof value === "number" ? value : refuse(name, "a number"));
  return {
    json(value) {
      const number = check(value);
      return Number.isFinite(number) ? number : String(number);
    },
    text(value) {
      const number = check(value);
      return Number.isFinite(number) ? String(number) : `"${number}"`;
    },
  };
}

const longText = /^-?\d+$/;

function longWriter(name: string): ValueWriter {
  const print = (value: unknown) => {
    if (typeof value === "bigint" || (typeof value === "number" && Number.isInteger(value)))
      return value.toString();
    return typeof value === "string" && longText.test(value) ? value : refuse(name, "a 64-bit integer");
  };
  return { json: print, text: (value) => `"${print(value)}"` };
}

function refuse(name: string, expected: string): never {
  throw new TypeError(`can't write ${name} as JSON: its value is not ${expected}`);
}
