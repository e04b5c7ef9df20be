import { STATUS_CODES } from "node:http";
import type { JsonObject } from "@bufbuild/protobuf";
import { Code } from "@connectrpc/connect";
import type { FailureAnswer } from "./status-body.ts";

/**
 * An error as RFC 9457 has them. It has no type of its own beyond the HTTP status: `code` and `details` say what
 * `google.rpc.Status` does.
 */
export function problemBody({ status, body }: FailureAnswer): JsonObject {
  return {
    type: "about:blank",
    title: STATUS_CODES[status] ?? (status === 499 ? "Client Closed Request" : "Error"),
    status,
    detail: body.message,
    code: codeName(body.code),
    details: body.details,
  };
}

/** The name that `google.rpc.Code` has for a code: INVALID_ARGUMENT. */
function codeName(code: Code): string {
  // Here alone the two enums' names differ.
  if (code === Code.Canceled) return "CANCELLED";
  return (Code[code] ?? "Unknown").replaceAll(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase();
}
