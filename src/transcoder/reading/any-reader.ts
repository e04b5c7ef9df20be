import { create, type DescMessage, type JsonObject, type JsonValue, type Message } from "@bufbuild/protobuf";
import { type Any, AnySchema, anyPack, EmptySchema } from "@bufbuild/protobuf/wkt";
import type { Findings } from "../findings.ts";
import { isWellKnown } from "../well-known-types.ts";
import type { ReaderSource, ValueReader } from "./value-reader.ts";

/**
 * Reads google.protobuf.Any: the message inside by the reader of its type, so that what is wrong with it is told by
 * its path, and is wrong here if it is elsewhere. Only types that a registry knows may be inside.
 */
export function anyReader(readers: ReaderSource): ValueReader {
  return (json, findings) => {
    if (typeof json !== "object" || json === null || Array.isArray(json))
      return findings.refuseType("object", json);
    const { "@type": url, ...rest } = json;
    if (url === undefined && Object.keys(rest).length === 0) return create(AnySchema);
    const desc = typeAt(url, readers, findings);
    if (desc === undefined || !findings.descend()) return undefined;
    const message = isBare(desc, rest)
      ? readBare(readers.reader(desc), rest, findings)
      : (readers.reader(desc)(rest, findings) as Message | undefined);
    findings.ascend();
    return message === undefined ? undefined : pack(desc, message, findings);
  };
}

function typeAt(url: JsonValue | undefined, { rules }: ReaderSource, findings: Findings) {
  const name = typeof url === "string" ? url.slice(url.lastIndexOf("/") + 1) : "";
  const desc = rules.registry?.getMessage(name);
  if (desc !== undefined) return desc;
  findings.enter("@type");
  if (url === undefined) findings.refuse("required_key", "is required");
  else if (typeof url !== "string") findings.refuseType("string", url);
  else findings.refuse("unknown_type", "is not a type that may be here", url);
  findings.leave();
  return undefined;
}

/** Whether the message's JSON form is a key `value`. Of google.protobuf.Empty, some writers think so, and some not. */
function isBare(desc: DescMessage, rest: JsonObject): boolean {
  return isWellKnown(desc) || (desc.typeName === EmptySchema.typeName && Object.hasOwn(rest, "value"));
}

function readBare(
  read: ValueReader,
  { value, ...others }: JsonObject,
  findings: Findings,
): Message | undefined {
  for (const key of Object.keys(others))
    findings.refuse("unknown_field", `has no field ${JSON.stringify(key)}`, key);
  findings.enter("value");
  const message =
    value === undefined ? findings.refuse("required_key", "is required") : read(value, findings);
  findings.leave();
  return message as Message | undefined;
}

function pack(desc: DescMessage, message: Message, findings: Findings): Any | undefined {
  try {
    return anyPack(desc, message);
  } catch {
    return findings.refuse("malformed", `is not a whole ${desc.name}`);
  }
}
