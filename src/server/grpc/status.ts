import type { OutgoingHttpHeaders } from "node:http2";
import { create, toBinary } from "@bufbuild/protobuf";
import { anyPack } from "@bufbuild/protobuf/wkt";
import type { ConnectError } from "@connectrpc/connect";
import { StatusSchema } from "../../gen/google/rpc/status_pb.ts";
import { nodeHeaders } from "./metadata.ts";

/** The metadata of a call that went well. */
export const okStatus: OutgoingHttpHeaders = Object.freeze({ "grpc-status": "0" });

/** Longer texts would endanger the trailers as a whole: clients limit their size. */
const messageCharactersMax = 1500;

/** An error as gRPC's trailing metadata: `grpc-status`, `grpc-message`, `grpc-status-details-bin`, and its own metadata. */
export function errorStatus(error: ConnectError): OutgoingHttpHeaders {
  return {
    ...nodeHeaders(error.metadata),
    "grpc-status": String(error.code),
    "grpc-message": percentEncode(error.rawMessage.slice(0, messageCharactersMax)),
    ...(error.details.length === 0 ? undefined : { "grpc-status-details-bin": encodeDetails(error) }),
  };
}

/** Percent-encodes what gRPC does not allow in `grpc-message`: all but printable ASCII, and the percent sign. */
export function percentEncode(text: string): string {
  if (/^[ -$&-~]*$/.test(text)) return text;
  let encoded = "";
  for (const byte of Buffer.from(text, "utf8")) {
    const plain = byte >= 0x20 && byte <= 0x7e && byte !== 0x25;
    encoded += plain ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return encoded;
}

function encodeDetails(error: ConnectError): string {
  const details = error.details.map((detail) =>
    "desc" in detail
      ? anyPack(detail.desc, create(detail.desc, detail.value))
      : { typeUrl: `type.googleapis.com/${detail.type}`, value: detail.value },
  );
  const status = create(StatusSchema, { code: error.code, message: error.rawMessage, details });
  return Buffer.from(toBinary(StatusSchema, status)).toString("base64").replace(/=+$/, "");
}
