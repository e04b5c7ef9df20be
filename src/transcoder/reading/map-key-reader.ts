import { ScalarType } from "@bufbuild/protobuf";
import type { Findings } from "../findings.ts";
import { scalarReader } from "./scalar-reader.ts";

/** Checks the keys of a map's JSON form, which are strings whatever the keys' type. */
export interface MapKeyReader {
  /** Whether keys are strings, and shown in quotes. */
  readonly quoted: boolean;
  /** False, with a violation, where a key is not one. */
  check(key: string, findings: Findings): boolean;
}

// Other spellings of a number ("01", "1e0") could name one key twice.
const integerKey = /^(?:0|-?[1-9]\d{0,19})$/;

/** The reader for a map's keys. */
export function mapKeyReader(type: ScalarType): MapKeyReader {
  if (type === ScalarType.BOOL) {
    return {
      quoted: false,
      check: (key, findings) => key === "true" || key === "false" || refuse(key, findings),
    };
  }
  const read = scalarReader({ scalar: type, longAsString: false, numericStrings: true });
  const quoted = type === ScalarType.STRING;
  return {
    quoted,
    check: (key, findings) => {
      if (!quoted && !integerKey.test(key)) return refuse(key, findings);
      return read(key, findings) !== undefined;
    },
  };
}

function refuse(key: string, findings: Findings): false {
  findings.refuse("map_key", "is not a key of this map", key);
  return false;
}
