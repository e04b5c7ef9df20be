import type { JsonValue, Message } from "@bufbuild/protobuf";
import type { ConditionHeader, ConditionOutcome } from "../conditions/conditions.ts";
import { Findings } from "../findings.ts";
import type { Violation } from "../invoke.ts";
import type { Route } from "../route.ts";
import type { HttpFailure } from "./http-failure.ts";
import type { HttpParts } from "./http-parts.ts";
import type { NodeRequest } from "./node-messages.ts";
import { parseJsonBody } from "./parse-json-body.ts";
import { parseQuery } from "./request-target.ts";

/** A route with what a request's path and query say. */
export interface RoutedRequest {
  readonly route: Route;
  readonly params: readonly string[];
  /** Percent-encoded. */
  readonly query: string;
}

/** A request that was bound to its message. */
export interface PreparedCall {
  readonly message: Message;
  readonly violations: readonly Violation[];
  /** The header that was put into the message as a condition. */
  readonly condition: ConditionHeader | undefined;
}

/** Binds a request to its message, or tells why it can't be. */
export function prepareCall(
  { route, params, query: queryText }: RoutedRequest,
  body: Buffer | undefined,
  req: NodeRequest,
  { limits, hooks }: HttpParts,
): PreparedCall | HttpFailure {
  const query = parseQuery(queryText, { pairsMax: limits.queryPairs });
  if (query.error !== undefined) return { kind: "malformed-query", reason: query.error };
  const parsed = parseBody(route, body, req);
  if ("kind" in parsed) return parsed;
  const { message, violations } = route.bind({ params, query: query.pairs, ...parsed });
  const outcome = bindConditions(route, message, violations, req);
  const refusal = refusalOf(outcome, route);
  if (refusal !== undefined) return refusal;
  if (violations.length > 0 && hooks.callsWithViolations !== true) {
    return { kind: "violations", violations, route };
  }
  const condition = typeof outcome === "object" && "bound" in outcome ? outcome.bound : undefined;
  return { message, violations, condition };
}

type ParsedBody =
  | { readonly body?: JsonValue }
  | { readonly rawBody?: { contentType: string; data: Uint8Array } };

function parseBody(route: Route, body: Buffer | undefined, req: NodeRequest): ParsedBody | HttpFailure {
  const contentType = req.headers["content-type"] ?? "";
  if (body === undefined) return {};
  if (route.takesRawBody) {
    return body.length === 0 && contentType === "" ? {} : { rawBody: { contentType, data: body } };
  }
  if (body.length === 0) return {};
  const parsed = parseJsonBody(body);
  if ("error" in parsed) return { kind: "malformed-body", reason: `is not JSON: ${parsed.error}` };
  return { body: parsed.value };
}

function bindConditions(
  { conditions }: Route,
  message: Message,
  violations: Violation[],
  { headers }: NodeRequest,
): ConditionOutcome {
  if (conditions === undefined) return "holds";
  if (headers["if-match"] === undefined && headers["if-none-match"] === undefined) return "holds";
  const findings = new Findings({ depthMax: 1, violationsMax: 2 });
  const outcome = conditions.bind(message, headers, findings);
  violations.push(...findings.violations);
  return outcome;
}

/** The failure that a condition means by itself, if it does. */
export function refusalOf(outcome: ConditionOutcome, route: Route): HttpFailure | undefined {
  if (typeof outcome !== "object") return undefined;
  if ("malformed" in outcome) return { kind: "malformed-header", header: outcome.malformed };
  if ("bound" in outcome) return undefined;
  return { kind: "precondition-failed", header: outcome.failed, error: undefined, route };
}
