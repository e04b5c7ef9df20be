import type { Message } from "@bufbuild/protobuf";
import type { Violation } from "../../transcoder/index.ts";
import type { Fault } from "../fault.ts";
import type { RequestFacts } from "../operation.ts";
import type { Plan } from "../plan.ts";
import { bestError } from "./best-error.ts";
import { deriveSchema } from "./derive-schema.ts";
import { isObject, type Json, type JsonSchema } from "./json-schema.ts";
import { schemaWords, violationWords } from "./schema-words.ts";

/** A refused request: what it says, its message, and what the dialect itself had against it. */
interface RefusedRequest {
  readonly facts: RequestFacts;
  readonly message: Message;
  readonly foreseen: Fault | undefined;
}

/**
 * What is wrong with a request's shape, in Placement's words. The contract's rules have decided that something is;
 * Placement's schema, held against what the client sent, says what. Only where the contract is stricter than
 * Placement are the violations themselves put into words.
 */
export function explainRefusal(
  plan: Plan,
  { facts, message, foreseen }: RefusedRequest,
  violations: readonly Violation[],
): Fault {
  const inPath = violations.find((violation) => plan.route.variables.includes(violation.field));
  if (inPath !== undefined) return { words: pathWords(plan, facts, inPath) };
  if (foreseen !== undefined) return foreseen;
  const explained = plan.operation.grammar?.explain?.(message, violations, plan.queryForm);
  return explained ?? { words: shapeWords(plan, facts, violations) };
}

/** The contract's own bounds for how many there may be of something. */
const countRules: ReadonlySet<string> = new Set(["map.max_pairs", "repeated.max_items"]);

function shapeWords(plan: Plan, facts: RequestFacts, violations: readonly Violation[]): string {
  const subject = subjectOf(plan, facts);
  const opening = subject?.opening ?? bodyOpening;
  const tooMany = violations.find(({ rule }) => countRules.has(rule));
  // Placement's schema sets no bounds to that, and would be held against every one of them.
  if (tooMany !== undefined) return `${opening}${violationWords(tooMany)}`;
  const error = subject === undefined ? undefined : bestError(subject.schema, subject.instance);
  if (error !== undefined) return `${opening}${schemaWords(error)}`;
  const [first] = violations;
  return `${opening}${first === undefined ? "the request's shape is wrong" : violationWords(first)}`;
}

/**
 * What a version's schema has against a request that the contract, being newer or wider, may take, in Placement's
 * words, or nothing.
 */
export function foreseeRefusal(plan: Plan, facts: RequestFacts): Fault | undefined {
  const subject = subjectOf(plan, facts);
  if (subject === undefined || !isChecked(plan, subject.instance)) return undefined;
  const error = bestError(subject.schema, subject.instance);
  return error === undefined ? undefined : { words: `${subject.opening}${schemaWords(error)}` };
}

interface Subject {
  readonly schema: JsonSchema;
  readonly instance: Json;
  readonly opening: string;
}

const bodyOpening = "JSON does not validate: ";
const queryOpening = "Invalid query string parameters: ";

function subjectOf({ bodySchema, querySchema }: Plan, { body, query }: RequestFacts): Subject | undefined {
  if (bodySchema !== undefined && body !== undefined) {
    return { schema: bodySchema, instance: body, opening: bodyOpening };
  }
  return querySchema === undefined
    ? undefined
    : { schema: querySchema, instance: query, opening: queryOpening };
}

function isChecked({ checksShapeFirst, operation }: Plan, instance: Json): boolean {
  if (checksShapeFirst) return true;
  return operation.schemaFirst !== undefined && isObject(instance) && operation.schemaFirst(instance);
}

function pathWords(plan: Plan, { params }: RequestFacts, violation: Violation): string {
  const { pathWords: own } = plan.operation;
  if (own !== undefined) return own(params);
  const { input } = plan.route.method;
  const others = input.fields.map((field) => field.name).filter((name) => !Object.hasOwn(params, name));
  const error = bestError(deriveSchema(input, others), params);
  return `${bodyOpening}${error === undefined ? violationWords(violation) : schemaWords(error)}`;
}
