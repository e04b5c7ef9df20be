import type { Violation } from "../../transcoder/index.ts";
import type { RequestFacts } from "../operation.ts";
import type { Plan } from "../plan.ts";
import { bestError } from "./best-error.ts";
import { deriveSchema } from "./derive-schema.ts";
import { isObject, type Json, type JsonSchema } from "./json-schema.ts";
import { schemaWords, violationWords } from "./schema-words.ts";

/**
 * What is wrong with a request's shape, in Placement's words. The contract's rules have decided that something is;
 * Placement's schema, held against what the client sent, says what. Only where the contract is stricter than
 * Placement are the violations themselves put into words.
 */
export function explainRefusal(
  plan: Plan,
  request: RequestFacts,
  violations: readonly Violation[],
  foreseen?: Violation,
): string {
  const inPath = violations.find((violation) => plan.route.variables.includes(violation.field));
  if (inPath !== undefined) return pathWords(plan, request, inPath);
  if (foreseen !== undefined) return foreseen.message;
  const subject = subjectOf(plan, request);
  const error = subject === undefined ? undefined : bestError(subject.schema, subject.instance);
  const opening = subject?.opening ?? bodyOpening;
  if (error !== undefined) return `${opening}${schemaWords(error)}`;
  const [first] = violations;
  return first === undefined
    ? `${opening}the request's shape is wrong`
    : `${opening}${violationWords(first)}`;
}

/**
 * What a version's schema has against a request that the contract, being newer or wider, may take: a violation in
 * Placement's words, or nothing.
 */
export function foreseeRefusal(plan: Plan, request: RequestFacts): Violation | undefined {
  const subject = subjectOf(plan, request);
  if (subject === undefined || !isChecked(plan, subject.instance)) return undefined;
  const error = bestError(subject.schema, subject.instance);
  if (error === undefined) return undefined;
  return { field: "", rule: "schema", message: `${subject.opening}${schemaWords(error)}` };
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
