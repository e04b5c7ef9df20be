import type { DescMethod } from "@bufbuild/protobuf";
import { Code, ConnectError, type ContextValues } from "@connectrpc/connect";
import {
  clientTimeoutMs,
  isGone,
  retryAfterSeconds,
  type UnaryAnswer,
  type UnaryCall,
  type UnaryInvoker,
} from "../transcoder/index.ts";
import { answerError, answerSuccess } from "./answer.ts";
import { type BoundCall, bindCall } from "./bind-call.ts";
import { causeOf, refusalFor } from "./errors.ts";
import type { Exchange, RestRequest } from "./exchange.ts";
import type { Front } from "./front.ts";
import { conditionalField, withCondition } from "./if-match.ts";
import { isLong, type ListResponse, listsInParts, listsOf } from "./lists-in-parts.ts";
import type { Owner, RequestFacts } from "./operation.ts";
import type { Plan } from "./plan.ts";
import { parseQuery } from "./query/query-pairs.ts";
import { type ParsedBody, parseBody } from "./request-body.ts";
import { explainRefusal } from "./shape/explain-refusal.ts";
import { bodyText, showAnswer } from "./show-answer.ts";
import type { VersionFacts } from "./version-facts.ts";

/** A request that gets to its RPC. */
export interface AdmittedCall {
  readonly exchange: Exchange;
  readonly plan: Plan;
  readonly version: VersionFacts;
  readonly params: readonly string[];
  /** Undefined where the route takes none. */
  readonly body: Buffer | undefined;
  readonly header: Headers;
  readonly contextValues: ContextValues;
}

/** What calls need of what is around them. */
export interface CallParts {
  readonly invokers: ReadonlyMap<DescMethod, UnaryInvoker>;
  /** Where a request's client sees the server. */
  front(request: RestRequest): Front;
  readonly incompleteOwner: Owner;
  /** Answers what nobody foresaw. */
  fail(exchange: Exchange, error: unknown): void;
}

/** Binds an admitted request, calls its RPC, and answers with what that came to. */
export function serveCall(call: AdmittedCall, parts: CallParts): void {
  const { exchange, plan, params, body } = call;
  const bound = bindCall(plan, {
    params,
    query: parseQuery(exchange.rawQuery),
    body: body === undefined ? undefined : readBody(call, body),
    incompleteOwner: parts.incompleteOwner,
  });
  const invoke = parts.invokers.get(plan.route.method);
  if (invoke === undefined) throw new TypeError(`${plan.name} can't be called`);
  invoke(unaryCall(call, bound))
    .then(
      (answer) => {
        const front = parts.front(exchange.request);
        const lists = listsIn(plan, answer);
        if (lists !== undefined && isLong(lists)) {
          return answerLong(call, { answer, lists, facts: bound.facts, front });
        }
        // Lists are made when they are asked for: once is enough.
        const message = lists ?? answer.message;
        const shown = showAnswer(plan, { message, header: answer.header }, bound.facts, front);
        const location = shown.location && front.origin + shown.location;
        answerSuccess(exchange, { ...shown, version: call.version, location });
      },
      (error) => answerRefusal(call, bound, error),
    )
    .catch((error) => parts.fail(exchange, error));
}

/** What an answer has of lists that may be long; undefined where it has none, or is written straight. */
function listsIn({ operation, downgrades }: Plan, { message }: UnaryAnswer): ListResponse | undefined {
  const { longLists, write } = operation;
  if (longLists === undefined || (write !== undefined && downgrades.length === 0)) return undefined;
  return listsOf(longLists, message);
}

async function answerLong(
  { exchange, plan, version }: AdmittedCall,
  {
    answer,
    lists,
    facts,
    front,
  }: { answer: UnaryAnswer; lists: ListResponse; facts: RequestFacts; front: Front },
): Promise<void> {
  const { longLists = [] } = plan.operation;
  const text = await listsInParts(longLists, lists, {
    write: (part) => bodyText(plan, part, facts, front).toString(),
    goesOn: () => !isGone(exchange.response),
  });
  const head = { message: listsOf(longLists, {}), header: answer.header };
  const shown = showAnswer(plan, head, facts, front);
  if (text !== undefined) answerSuccess(exchange, { ...shown, text, version, location: undefined });
}

function readBody({ exchange, plan }: AdmittedCall, body: Buffer): ParsedBody {
  const parsed = parseBody(body);
  const ifMatch = exchange.request.headers["if-match"];
  const field = conditionalField(plan, ifMatch);
  return ifMatch === undefined || field === undefined ? parsed : withCondition(parsed, ifMatch, field);
}

function unaryCall({ exchange, header, contextValues }: AdmittedCall, bound: BoundCall): UnaryCall {
  const { request, response, method } = exchange;
  // Placement knows no such headers: one that can't be understood is as good as none.
  const timeoutMs = clientTimeoutMs(request.headers);
  return {
    message: bound.message,
    violations: bound.violations,
    header,
    requestMethod: method,
    url: request.url ?? "/",
    protocolName: "rest",
    contextValues,
    timeoutMs: typeof timeoutMs === "number" ? timeoutMs : undefined,
    onAbort(abort) {
      const onClose = () => {
        if (!response.writableEnded) abort(new ConnectError("the client went away", Code.Canceled));
      };
      if (isGone(response)) onClose();
      else response.once("close", onClose);
    },
  };
}

function answerRefusal({ exchange, plan, version }: AdmittedCall, bound: BoundCall, error: unknown): void {
  const cause = causeOf(error);
  const { status: usual, code, outer, detail } = refusalFor(cause.reason, plan.operation.refusals);
  const isCondition = conditionalField(plan, exchange.request.headers["if-match"]) !== undefined;
  const status = isCondition && cause.reason === "RESOURCE_PROVIDER_GENERATION_CONFLICT" ? 412 : usual;
  const told =
    cause.reason === "INVALID_REQUEST"
      ? explainRefusal(plan, bound, cause.violations)
      : { words: detail(cause.facts, bound.facts), ...(code && { code }) };
  const { words, ...rest } = told;
  const head = { version, varies: outer !== true, retryAfterSeconds: retryAfterSeconds(error) };
  answerError(exchange, { status, ...rest, detail: words, ...head });
}
