import {
  create,
  type DescMessage,
  type JsonValue,
  type Message,
  type MessageInitShape,
} from "@bufbuild/protobuf";
import type { Violation } from "../transcoder/index.ts";
import type { Fault } from "./fault.ts";
import type { Owner, RequestFacts } from "./operation.ts";
import type { Plan } from "./plan.ts";
import { lastOfEach, type ParsedQuery, type QueryPairs } from "./query/query-pairs.ts";
import type { ParsedBody } from "./request-body.ts";
import { foreseeRefusal } from "./shape/explain-refusal.ts";
import { isObject, type Json } from "./shape/json-schema.ts";

/** A request bound to its message. */
export interface BoundCall {
  readonly facts: RequestFacts;
  readonly message: Message;
  readonly violations: readonly Violation[];
  /** What the dialect itself has against the request, in words for the answer; it is the only violation then. */
  readonly foreseen: Fault | undefined;
}

/** What a request says, as it was sent. */
export interface CallInput {
  readonly params: readonly string[];
  readonly query: ParsedQuery;
  readonly body: ParsedBody | undefined;
  readonly incompleteOwner: Owner;
}

/**
 * Makes the request message of a call: brings the body to the newest version, binds it, turns on what the version
 * had. What is wrong with the request goes along as violations: whether the object exists that it names, and
 * whether the caller may know, is decided before its shape is.
 */
export function bindCall(plan: Plan, input: CallInput): BoundCall {
  const pairs = "pairs" in input.query ? input.query.pairs : [];
  const facts = factsOf(plan, input, pairs);
  const bound = refusedUnbound(plan, input, facts) ?? bindFit(plan, input, facts, pairs);
  for (const capability of plan.capabilities) capability.turnOn(bound.message);
  for (const capability of plan.askedCapabilities) {
    if (capability.isAsked(facts)) capability.turnOn(bound.message);
  }
  return { facts, ...bound };
}

type Bound = Omit<BoundCall, "facts">;

/** What becomes of a request that is no JSON or no text, or that does not fit the schema of its version. */
function refusedUnbound(plan: Plan, input: CallInput, facts: RequestFacts): Bound | undefined {
  const malformed = malformation(plan, input);
  if (malformed !== undefined) return refused(plan, input, malformed, "malformed");
  const foreseen = foreseeRefusal(plan, facts);
  return foreseen && refused(plan, input, foreseen);
}

/** Binds a request that fits the schemas of its version. */
function bindFit(plan: Plan, input: CallInput, facts: RequestFacts, pairs: QueryPairs): Bound {
  const { route, operation, querySchema, queryForm } = plan;
  const reading = operation.grammar?.read(pairs, queryForm);
  if (reading !== undefined && "fault" in reading) return refused(plan, input, reading.fault);
  if (reading !== undefined) {
    return {
      message: create(route.method.input, reading.value as MessageInitShape<DescMessage>),
      violations: [],
      foreseen: undefined,
    };
  }
  const { params } = input;
  const body = newestBody(plan, facts) as JsonValue;
  const query = querySchema === undefined ? [] : Object.entries(facts.query);
  const { message, violations } = route.bind({ params, query, body });
  return { message, violations: newestViolations(plan, violations), foreseen: undefined };
}

/** Binds of a refused request what says which object it is about. */
function refused({ route }: Plan, { params }: CallInput, foreseen: Fault, rule = "schema"): Bound {
  const { message } = route.bind({ params, query: [], body: {} });
  return { message, violations: [{ field: "", rule, message: foreseen.words }], foreseen };
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
  { params, body, incompleteOwner }: CallInput,
  pairs: QueryPairs,
): RequestFacts {
  const entries = route.variables.map((name, i) => [name, params[i] ?? ""] as const);
  return {
    params: Object.fromEntries(entries),
    query: lastOfEach(pairs),
    body: body !== undefined && "json" in body ? body.json : undefined,
    capabilities: capabilities.length === 0 ? none : capabilities.map((capability) => capability.path),
    incompleteOwner,
  };
}

const none: readonly string[] = [];

function malformation({ querySchema }: Plan, { query, body }: CallInput): Fault | undefined {
  if (body !== undefined && "malformed" in body) return { words: body.malformed };
  return querySchema !== undefined && "malformed" in query ? { words: query.malformed } : undefined;
}

function newestBody(plan: Plan, facts: RequestFacts): Json | undefined {
  let { body } = facts;
  if (body === undefined) return undefined;
  for (const upgrade of plan.upgrades) body = upgrade(body, facts);
  const { adapt } = plan.operation;
  return adapt !== undefined && isObject(body) ? adapt(body) : body;
}
