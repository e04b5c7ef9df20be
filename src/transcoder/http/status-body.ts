import { create, type JsonObject, type JsonValue, toJson } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import type { Violation } from "../invoke.ts";
import { isWellKnown } from "../well-known-types.ts";
import type { HttpFailure } from "./http-failure.ts";
import { httpStatusOf } from "./http-status.ts";
import { protocolHeaders } from "./protocol-headers.ts";

/** An answer to a request that failed. */
export interface FailureAnswer {
  readonly status: number;
  /** By lower-case name, beyond those that every answer has. */
  readonly headers: Readonly<Record<string, string>>;
  /** `google.rpc.Status` as proto-JSON. */
  readonly body: JsonObject;
}

/** The default answer to a failure. Errors that are not ConnectErrors are told as INTERNAL, and nothing of them. */
export function failureAnswer(failure: HttpFailure): FailureAnswer {
  switch (failure.kind) {
    case "not-found":
      return answer(404, Code.NotFound, "there is nothing at this path");
    case "method-not-allowed": {
      const allow = failure.allow.join(", ");
      return { ...answer(405, Code.Unimplemented, `the path has only ${allow}`), headers: { allow } };
    }
    case "malformed-path":
      return answer(400, Code.InvalidArgument, `the path is malformed: ${failure.reason}`);
    case "malformed-query":
      return answer(400, Code.InvalidArgument, `the query is malformed: ${failure.reason}`);
    case "unsupported-media-type":
      return answer(415, Code.InvalidArgument, failure.reason);
    case "body-too-large":
      return answer(413, Code.ResourceExhausted, `the body is longer than ${failure.limitBytes} bytes`);
    case "malformed-body":
      return answer(400, Code.InvalidArgument, `the body is not JSON: ${failure.reason}`);
    case "violations":
      return violationsAnswer(failure.violations);
    case "error":
      return errorAnswer(failure.error);
  }
}

function answer(status: number, code: Code, message: string, details: JsonValue[] = []): FailureAnswer {
  return { status, headers: {}, body: { code, message, details } };
}

function violationsAnswer(violations: readonly Violation[]): FailureAnswer {
  const field_violations = violations.map(({ field, rule, message }) => ({
    field,
    description: field === "" ? `the request ${message}` : `${field} ${message}`,
    reason: rule,
  }));
  const first = field_violations[0]?.description ?? "the request is invalid";
  const badRequest = { "@type": "type.googleapis.com/google.rpc.BadRequest", field_violations };
  return answer(400, Code.InvalidArgument, first, [badRequest]);
}

function errorAnswer(error: unknown): FailureAnswer {
  if (!(error instanceof ConnectError)) return answer(500, Code.Internal, "internal error");
  const headers: Record<string, string> = {};
  for (const [name, value] of error.metadata) if (!protocolHeaders.has(name)) headers[name] = value;
  const details = error.details.flatMap((detail) => detailJson(detail) ?? []);
  return { ...answer(httpStatusOf(error.code), error.code, error.rawMessage, details), headers };
}

function detailJson(detail: ConnectError["details"][number]): JsonValue | undefined {
  if (!("desc" in detail)) return undefined;
  const { desc, value } = detail;
  try {
    const json = toJson(desc, create(desc, value), { useProtoFieldName: true });
    const type = { "@type": `type.googleapis.com/${desc.typeName}` };
    return isWellKnown(desc) ? { ...type, value: json } : { ...type, ...(json as JsonObject) };
  } catch {
    // A detail that can't be written is no reason to withhold the error.
    return undefined;
  }
}
