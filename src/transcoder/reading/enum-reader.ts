import type { DescEnum } from "@bufbuild/protobuf";
import { numberOf } from "./scalar-reader.ts";
import type { ValueReader } from "./value-reader.ts";

const int32Max = 2 ** 31 - 1;

/** Reads an enum's value by name or number. An open enum takes every int32, a closed one what it declares. */
export function enumReader(desc: DescEnum, numericStrings: boolean): ValueReader {
  if (isNullValue(desc)) {
    return (json, findings) => {
      const isNull = json === null || json === "NULL_VALUE" || json === 0 || (numericStrings && json === "0");
      return isNull ? 0 : findings.refuse("enum", "is not null", json);
    };
  }
  const numbers = new Map(desc.values.flatMap((value) => [[value.jsonName, value.number]]));
  for (const value of desc.values) numbers.set(value.name, value.number);
  const declared = new Set(numbers.values());
  const names = desc.values.map((value) => value.name);
  return (json, findings) => {
    if (typeof json === "string") {
      const number = numbers.get(json);
      if (number !== undefined) return number;
    }
    const number = typeof json === "string" && numericStrings ? numberOf(json) : json;
    if (typeof number === "number" && (declared.has(number) || (desc.open && isInt32(number))))
      return number + 0;
    if (typeof json !== "string" && typeof json !== "number") return findings.refuseType("string", json);
    return findings.refuse("enum", `is not a value of ${desc.name}`, json, names);
  };
}

/** The enum that stands for JSON null. */
export function isNullValue(desc: DescEnum | undefined): boolean {
  return desc?.typeName === "google.protobuf.NullValue";
}

function isInt32(value: number): boolean {
  return Number.isInteger(value) && value <= int32Max && value >= -int32Max - 1;
}
