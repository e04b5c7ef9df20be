import {
  create,
  createRegistry,
  fromBinary,
  type JsonObject,
  type JsonValue,
  type Registry,
  toJson,
} from "@bufbuild/protobuf";
import type { ConnectError } from "@connectrpc/connect";
import { file_google_rpc_error_details } from "../../gen/google/rpc/error_details_pb.ts";
import { isWellKnown } from "../well-known-types.ts";

type Detail = ConnectError["details"][number];

const known: Registry = createRegistry(file_google_rpc_error_details);

/** The details of an error as google.protobuf.Any has them in JSON. Types that nobody here knows are left out. */
export function detailsJson(error: ConnectError): JsonValue[] {
  return error.details.flatMap((detail) => detailJson(detail) ?? []);
}

function detailJson(detail: Detail): JsonValue | undefined {
  try {
    const { desc, value } = "desc" in detail ? detail : received(detail);
    const json = toJson(desc, create(desc, value), { useProtoFieldName: true });
    const type = { "@type": `type.googleapis.com/${desc.typeName}` };
    return isWellKnown(desc) ? { ...type, value: json } : { ...type, ...(json as JsonObject) };
  } catch {
    // A detail that can't be written is no reason to withhold the error.
    return undefined;
  }
}

/** A detail that came from another server, whose error is passed on. */
function received({ type, value }: Exclude<Detail, { desc: unknown }>) {
  const desc = known.getMessage(type);
  if (desc === undefined) throw new TypeError(`${type} is not known`);
  return { desc, value: fromBinary(desc, value) };
}
