import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import type { Violation } from "../invoke.ts";
import { contentCodings } from "./content-coding.ts";
import { detailsJson } from "./error-details.ts";
import type { HttpFailure } from "./http-failure.ts";
import { httpStatusOf } from "./http-status.ts";
import { protocolHeaders } from "./protocol-headers.ts";
import { RETRY_SECONDS, retryAfterSeconds } from "./retry-delay.ts";
import { violationText } from "./violation-text.ts";

/** An answer to a request that failed. */
export interface FailureAnswer {
  readonly status: number;
  /** Names in lower case, beyond those that every answer has; a name may be there more than once. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** `google.rpc.Status` as proto-JSON. */
  readonly body: StatusBody;
}

/** The proto-JSON of `google.rpc.Status`. */
export interface StatusBody extends JsonObject {
  readonly code: Code;
  readonly message: string;
  readonly details: JsonValue[];
}

/** The default answer to a failure. Errors that are not ConnectErrors are told as INTERNAL, and nothing of them. */
export function failureAnswer(failure: HttpFailure): FailureAnswer {
  switch (failure.kind) {
    case "not-found":
      return answer(404, Code.NotFound, "there is nothing at this path");
    case "method-not-allowed": {
      const allow = failure.allow.join(", ");
      return answer(405, Code.Unimplemented, `the path has only ${allow}`, { headers: [["allow", allow]] });
    }
    case "malformed-path":
      return answer(400, Code.InvalidArgument, `the path is malformed: ${failure.reason}`);
    case "malformed-query":
      return answer(400, Code.InvalidArgument, `the query is malformed: ${failure.reason}`);
    case "malformed-header":
      return answer(400, Code.InvalidArgument, `the header ${failure.header} ${headerForm(failure.header)}`);
    case "target-too-long":
      return answer(414, Code.InvalidArgument, `the request target is too long: ${failure.reason}`);
    case "headers-too-large":
      return answer(431, Code.ResourceExhausted, `the headers are too large: ${failure.reason}`);
    case "not-acceptable":
      return answer(406, Code.InvalidArgument, notAccepted(failure.types));
    case "unsupported-media-type":
      return answer(415, Code.InvalidArgument, failure.reason, { headers: understood });
    case "body-too-large":
      return answer(413, Code.ResourceExhausted, `the body is longer than ${failure.limitBytes} bytes`);
    case "malformed-body":
      return answer(400, Code.InvalidArgument, `the body ${failure.reason}`);
    case "no-room":
      return answer(503, Code.Unavailable, noRoom, { headers: [["retry-after", String(RETRY_SECONDS)]] });
    case "violations":
      return violationsAnswer(failure.violations);
    case "precondition-failed":
      return preconditionAnswer(failure.header, failure.error);
    case "error":
      return errorAnswer(failure.error);
  }
}

/** What RFC 9110 has for telling what would have been understood. */
const understood = [["accept-encoding", contentCodings.join(", ")]] as const;

const noRoom = "the server is busy with too many large requests; send this one again a little later";

function notAccepted(types: readonly string[]): string {
  return `the answer is ${types.join(" or ")}, which is not accepted`;
}

function headerForm(header: string): string {
  if (header === "if-none-match") return "is not one that the method can heed";
  return header === "if-match" ? "is not one entity tag in quotes that the method can heed" : "is malformed";
}

interface More {
  readonly headers?: FailureAnswer["headers"];
  readonly details?: JsonValue[];
}

function answer(status: number, code: Code, message: string, more: More = {}): FailureAnswer {
  // Readers of proto-JSON refuse all of a text with half a character in it.
  const body = { code, message: message.toWellFormed(), details: more.details ?? [] };
  return { status, headers: more.headers ?? [], body };
}

function violationsAnswer(violations: readonly Violation[]): FailureAnswer {
  const field_violations = violations.map((violation) => ({
    field: violation.field,
    description: violationText(violation),
    reason: violation.rule,
  }));
  const first = field_violations[0]?.description ?? "the request is invalid";
  const badRequest = { "@type": "type.googleapis.com/google.rpc.BadRequest", field_violations };
  return answer(400, Code.InvalidArgument, first, { details: [badRequest] });
}

/** What the call rejected with says more than the header's name, but the status is the condition's. */
function preconditionAnswer(header: string, error: unknown): FailureAnswer {
  if (error instanceof ConnectError) return { ...errorAnswer(error), status: 412 };
  return answer(412, Code.FailedPrecondition, `the condition in the header ${header} is not met`);
}

function errorAnswer(error: unknown): FailureAnswer {
  if (!(error instanceof ConnectError)) return answer(500, Code.Internal, "internal error");
  const headers = [...error.metadata].filter(([name]) => !isReserved(name));
  const seconds = retryAfterSeconds(error);
  const isSaid = error.metadata.has("retry-after");
  if (seconds !== undefined && !isSaid) headers.push(["retry-after", String(seconds)]);
  const details = detailsJson(error);
  return answer(httpStatusOf(error.code), error.code, error.rawMessage, { headers, details });
}

/** The error may come from another server: what its answer was in is nothing to this one. */
function isReserved(name: string): boolean {
  return protocolHeaders.has(name) || name === "content-encoding" || name === "etag";
}
