import { Code, ConnectError } from "@connectrpc/connect";
import { type Facts, type FieldViolation, PlacementError, type Reason } from "../../domain/errors.ts";
import {
  BadRequestSchema,
  ErrorInfoSchema,
  RequestInfoSchema,
} from "../../gen/google/rpc/error_details_pb.ts";
import { retryInfo } from "../../transcoder/index.ts";
import { codeByReason } from "./code-by-reason.ts";

/** The `domain` of every ErrorInfo: reasons are unique in it. */
const errorDomain = "placement.v1";

/** Reasons go out under the names of the enum in `error_reason.proto`, so that generated code can look them up. */
const reasonPrefix = "ERROR_REASON_";

/** What callers are told of a fault of ours: the cause is for the log only. */
const faultMessage = "internal error: the server's log has the cause under the request id";

type Detail = Extract<ConnectError["details"][number], { desc: unknown }>;

/**
 * What a call's error is on the wire: a PlacementError by its reason, Connect's own errors as they are, and
 * everything else INTERNAL with a fixed text.
 *
 * The PlacementError stays as the `cause`, for protocols that have words of their own for it.
 */
export function mapError(error: unknown, requestId: string): ConnectError {
  if (error instanceof PlacementError) return fromPlacementError(error, requestId);
  if (error instanceof ConnectError) return fromConnectError(error, requestId);
  return fromPlacementError(
    new PlacementError("INTERNAL", {}, { message: faultMessage, cause: error }),
    requestId,
  );
}

/** True for errors that are faults of the server: their cause belongs into the log. */
export function isFault(error: ConnectError): boolean {
  return error.code === Code.Internal || error.code === Code.Unknown || error.code === Code.DataLoss;
}

/**
 * A copy: whoever threw it may throw the same object again. What a protocol refuses as INVALID_ARGUMENT while it
 * reads a request is as invalid as what breaks the contract's rules, and callers look at reasons.
 */
function fromConnectError(error: ConnectError, requestId: string): ConnectError {
  const details = error.details.filter((detail) => "desc" in detail);
  const isExplained = details.some(({ desc }) => desc.typeName === ErrorInfoSchema.typeName);
  if (error.code === Code.InvalidArgument && !isExplained) details.unshift(errorInfo("INVALID_REQUEST", {}));
  details.push(requestInfo(requestId));
  return new ConnectError(error.rawMessage, error.code, error.metadata, details, error.cause);
}

function fromPlacementError(error: PlacementError, requestId: string): ConnectError {
  const details = [errorInfo(error.reason, error.facts)];
  if (error.violations.length > 0) details.push(badRequest(error.violations));
  if (error.reason === "UNAVAILABLE") details.push(retryInfo());
  details.push(requestInfo(requestId));
  return new ConnectError(messageOf(error), codeByReason[error.reason], undefined, details, error);
}

/** Many clients show the text alone: it names the first broken rule. */
function messageOf(error: PlacementError): string {
  const [first] = error.violations;
  if (first === undefined) return error.message;
  const more = error.violations.length - 1;
  const where = first.field === "" ? "" : `${cut(first.field)}: `;
  return `${error.message}: ${where}${cut(first.message)}${more === 0 ? "" : ` (and ${more} more)`}`;
}

function errorInfo(reason: Reason, facts: Facts): Detail {
  const metadata = Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, String(fact)]));
  return {
    desc: ErrorInfoSchema,
    value: { reason: `${reasonPrefix}${reason}`, domain: errorDomain, metadata },
  };
}

/**
 * gRPC clients refuse calls whose trailers exceed 8 KiB, and then show no error of ours at all. As many
 * violations as fit, then: the text tells how many there are.
 */
const violationCharactersMax = 3000;
const textCharactersMax = 500;

function badRequest(violations: readonly FieldViolation[]): Detail {
  const fieldViolations: { field: string; description: string; reason: string }[] = [];
  let room = violationCharactersMax;
  for (const { field, rule, message } of violations) {
    room -= field.length + message.length + rule.length;
    if (room < 0 && fieldViolations.length > 0) break;
    fieldViolations.push({ field: cut(field), description: cut(message), reason: constantName(rule) });
  }
  return { desc: BadRequestSchema, value: { fieldViolations } };
}

function cut(text: string): string {
  return text.length <= textCharactersMax ? text : `${text.slice(0, textCharactersMax)}…`;
}

/** google.rpc wants reasons of fields to be constants: `int32.gte` becomes `INT32_GTE`. */
function constantName(rule: string): string {
  return rule.replace(/[^a-zA-Z0-9]+/g, "_").toUpperCase();
}

function requestInfo(requestId: string): Detail {
  return { desc: RequestInfoSchema, value: { requestId } };
}
