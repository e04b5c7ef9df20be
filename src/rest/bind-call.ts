import type { JsonValue, Message } from "@bufbuild/protobuf";
import type { Violation } from "../transcoder/index.ts";
import type { Owner, RequestFacts } from "./operation.ts";
import type { Plan } from "./plan.ts";
import type { ParsedBody } from "./request-body.ts";
import { foreseeRefusal } from "./shape/explain-refusal.ts";
import { isObject, type Json } from "./shape/json-schema.ts";

/** A request bound to its message. */
export interface BoundCall {
  readonly facts: RequestFacts;
  readonly message: Message;
  readonly violations: readonly Violation[];
  /** What the dialect itself has against the request, in words for the answer. It is one of the violations. */
  readonly foreseen: Violation | undefined;
}

/** What a request says, as it was sent. */
export interface CallInput {
  readonly params: readonly string[];
  readonly query: Readonly<Record<string, string>>;
  readonly body: ParsedBody | undefined;
  readonly incompleteOwner: Owner;
}

/**
 * Makes the request message of a call: brings the body to the newest version, binds it, turns on what the version
 * had. What is wrong with the request goes along as violations: whether the object exists that it names, and
 * whether the caller may know, is decided before its shape is.
 */
export function bindCall(plan: Plan, input: CallInput): BoundCall {
  const { facts, malformed } = factsOf(plan, input);
  const foreseen = malformed ?? foreseeRefusal(plan, facts);
  const bound = plan.route.bind(
    foreseen === undefined
      ? { params: input.params, query: queryPairs(plan, facts), body: newestBody(plan, facts) as JsonValue }
      : { params: input.params, query: [], body: {} },
  );
  for (const capability of plan.capabilities) capability.turnOn(bound.message);
  for (const capability of plan.askedCapabilities) {
    if (capability.isAsked(facts)) capability.turnOn(bound.message);
  }
  const violations = foreseen === undefined ? newestViolations(plan, bound.violations) : [foreseen];
  return { facts, message: bound.message, violations, foreseen };
}

/**
 * Which keys must be there, the schema of an older version has said already: those that came later are not. What
 * their absence means then, capabilities tell.
 */
function newestViolations(
  { checksShapeFirst }: Plan,
  violations: readonly Violation[],
): readonly Violation[] {
  return checksShapeFirst ? violations.filter((violation) => violation.rule !== "required_key") : violations;
}

function factsOf(
  { route, capabilities }: Plan,
  { params, query, body, incompleteOwner }: CallInput,
): { facts: RequestFacts; malformed: Violation | undefined } {
  const entries = route.variables.map((name, i) => [name, params[i] ?? ""] as const);
  const facts: RequestFacts = {
    params: Object.fromEntries(entries),
    query,
    body: body !== undefined && "json" in body ? body.json : undefined,
    capabilities: capabilities.length === 0 ? none : capabilities.map((capability) => capability.path),
    incompleteOwner,
  };
  if (body === undefined || "json" in body) return { facts, malformed: undefined };
  return { facts, malformed: { field: "", rule: "malformed", message: body.malformed } };
}

const none: readonly string[] = [];

function newestBody(plan: Plan, facts: RequestFacts): Json | undefined {
  let { body } = facts;
  if (body === undefined) return undefined;
  for (const upgrade of plan.upgrades) body = upgrade(body, facts);
  const { adapt } = plan.operation;
  return adapt !== undefined && isObject(body) ? adapt(body) : body;
}

function queryPairs({ querySchema, operation }: Plan, { query }: RequestFacts): [string, string][] {
  if (querySchema === undefined) return [];
  const pairs = Object.entries(query);
  const ignored = operation.emptyQueryIgnored;
  return ignored === undefined
    ? pairs
    : pairs.filter(([name, value]) => value !== "" || !ignored.includes(name));
}
