import { STATUS_CODES } from "node:http";
import type { Reason } from "../../domain/errors.ts";
import type { Comments, Schema } from "../../transcoder/index.ts";
import type { ErrorCode } from "../error-body.ts";
import { refusalFor, usualRefusals } from "../errors.ts";
import type { Plan } from "../plan.ts";
import { headerReferences } from "./headers.ts";

/** What every request may be refused for. */
const always: readonly Reason[] = [
  "INVALID_REQUEST",
  "UNAUTHENTICATED",
  "PERMISSION_DENIED",
  "DEADLINE_EXCEEDED",
  "UNAVAILABLE",
  "INTERNAL",
];

/**
 * The reasons for which an operation is refused: those that its comment names (`Errors: …`), those for which it has
 * words of its own, and what every request may be refused for. Throws TypeError where a comment names none that is.
 */
export function reasonsOf({ route, operation }: Plan, comments: Comments): Reason[] {
  const { name, parent } = route.method;
  const named = namedReasons(`${parent.typeName}.${name}`, comments);
  const own = Object.keys(operation.refusals ?? {}) as Reason[];
  const raced: readonly Reason[] = route.httpMethod === "GET" ? [] : ["CONCURRENT_UPDATE"];
  return [...new Set([...always, ...named, ...own, ...raced])].sort();
}

const errorsParagraph = /\n\nErrors: ([\s\S]*)$/;

/** A comment without the paragraph about errors, which the answers of the document tell. */
export function withoutErrors(comment: string): string {
  return comment.replace(errorsParagraph, "");
}

function namedReasons(method: string, comments: Comments): Reason[] {
  const [, text = ""] = errorsParagraph.exec(comments.get(method) ?? "") ?? [];
  const [, other] = /^those of (\w+)/.exec(text) ?? [];
  if (other !== undefined) return namedReasons(method.replace(/\w+$/, other), comments);
  const names = text.match(/[A-Z]+(?:_[A-Z]+)+/g) ?? [];
  const stray = names.find((name) => !Object.hasOwn(usualRefusals, name));
  if (stray !== undefined) throw new TypeError(`the comment of ${method} names ${stray}, which is no reason`);
  return names as Reason[];
}

interface Failure {
  readonly reasons: Reason[];
  readonly codes: Set<ErrorCode>;
}

/** The answers to refused requests of an operation, by their status. */
export function failuresOf(plan: Plan, comments: Comments): Record<string, Schema> {
  const failures = new Map<number, Failure>();
  const failure = (status: number): Failure => {
    const known = failures.get(status) ?? { reasons: [], codes: new Set() };
    failures.set(status, known);
    return known;
  };
  for (const reason of reasonsOf(plan, comments)) {
    const { status, code = "placement.undefined_code" } = refusalFor(reason, plan.operation.refusals);
    failure(status).reasons.push(reason);
    failure(status).codes.add(code);
  }
  for (const code of plan.operation.grammar?.codes ?? []) failure(400).codes.add(code);
  if (plan.route.conditions?.matchField !== undefined) {
    failure(412).reasons.push("RESOURCE_PROVIDER_GENERATION_CONFLICT");
    failure(412).codes.add(usualRefusals.RESOURCE_PROVIDER_GENERATION_CONFLICT.code);
  }
  // Refused before there is a reason: the version or the type of the answer, the head, the length and type of the body.
  for (const status of plan.route.hasBody ? [406, 408, 413, 415, 431] : [406, 408, 431]) {
    failure(status).codes.add("placement.undefined_code");
  }
  const byStatus = [...failures].sort(([one], [other]) => one - other);
  const shared = sharedFailures(comments);
  return Object.fromEntries(
    byStatus.map(([status, one]) => {
      const described = describe(status, one, comments);
      const name = nameOf(status);
      const isShared = JSON.stringify(described) === JSON.stringify(shared[name]);
      return [status, isShared ? { $ref: `#/components/responses/${name}` } : described];
    }),
  );
}

/** The answers that operations with no more to say of them share, by their names among the components. */
export function sharedFailures(comments: Comments): Record<string, Schema> {
  const codes = new Set(["placement.undefined_code"] as const);
  return Object.fromEntries(
    sharedStatuses.map((status) => {
      const reasons = always.filter((reason) => usualRefusals[reason].status === status);
      return [nameOf(status), describe(status, { reasons, codes }, comments)];
    }),
  );
}

const sharedStatuses = [400, 401, 403, 406, 408, 413, 415, 431, 500, 503, 504];

function nameOf(status: number): string {
  return (STATUS_CODES[status] ?? String(status)).replaceAll(" ", "");
}

function describe(status: number, { reasons, codes }: Failure, comments: Comments): Schema {
  const title = STATUS_CODES[status] ?? "Failed";
  const list = reasons.map((reason) => `- \`${reason}\`: ${explained(reason, comments)}`);
  return {
    description: [`${title}.`, list.join("\n")].filter(Boolean).join("\n\n"),
    headers: headerReferences([
      "X-OpenStack-Request-Id",
      ...(status === 503 ? ["Retry-After" as const] : []),
    ]),
    content: {
      "application/json": { schema: status === 401 ? unauthenticated : errorsSchema(status, codes) },
      ...textForms,
    },
    ...(reasons.length === 0 ? {} : { "x-error-reasons": reasons }),
  };
}

function explained(reason: Reason, comments: Comments): string {
  const comment = comments.get(`placement.v1.ErrorReason.ERROR_REASON_${reason}`) ?? "";
  // What follows is about RPCs: the code, and the facts.
  return comment.split(/ [A-Z]+(?:_[A-Z]+)*[,.] /, 1)[0] ?? comment;
}

/** What clients get who like HTML as well as JSON, or take neither. */
const textForms: Schema = {
  "text/html": { schema: { type: "string" } },
  "text/plain": { schema: { type: "string" } },
};

const unauthenticated: Schema = { $ref: "#/components/schemas/Unauthenticated" };

function errorsSchema(status: number, codes: ReadonlySet<ErrorCode>): Schema {
  const error = { properties: { status: { const: status }, code: { enum: [...codes].sort() } } };
  return { $ref: "#/components/schemas/Errors", properties: { errors: { items: error } } };
}

/** The forms of errors, by their names among the components. */
export const failureSchemas: Readonly<Record<string, Schema>> = {
  Errors: {
    type: "object",
    description:
      "Why a request was refused. Clients that like HTML as well as JSON, or take neither, get HTML or plain text.",
    properties: {
      errors: {
        type: "array",
        description: "One error.",
        minItems: 1,
        maxItems: 1,
        items: { $ref: "#/components/schemas/Error" },
      },
    },
    required: ["errors"],
  },
  Error: {
    type: "object",
    description: "Why a request was refused.",
    properties: {
      status: { type: "integer", description: "The HTTP status." },
      title: { type: "string", description: "What HTTP calls the status." },
      detail: { type: "string", description: "What happened, for people." },
      code: {
        type: "string",
        description:
          "Tells errors of one status apart. `placement.undefined_code` where there is nothing to tell.",
      },
      request_id: { type: "string", description: "Names the request; the server's log has it too." },
      min_version: { type: "string", description: "The oldest microversion, where the request's is none." },
      max_version: { type: "string", description: "The newest microversion, where the request's is none." },
    },
    required: ["status", "title", "detail", "request_id"],
  },
  Unauthenticated: {
    type: "object",
    description: "That a request had no credentials, or none that are understood.",
    properties: {
      message: { type: "string", description: "What happened, for people." },
      code: { type: "string", const: "401 Unauthorized", description: "The HTTP status." },
      title: { type: "string", const: "Unauthorized", description: "What HTTP calls the status." },
    },
    required: ["message", "code", "title"],
  },
};
