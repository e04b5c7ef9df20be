import type { ServerResponse } from "node:http";
import { Code, ConnectError } from "@connectrpc/connect";
import type { ConditionHeader } from "../conditions/conditions.ts";
import type { UnaryAnswer } from "../invoke.ts";
import type { Route } from "../route.ts";
import { unacceptable } from "./accepted-types.ts";
import { clientTimeoutMs } from "./client-timeout.ts";
import { findRoute } from "./find-route.ts";
import { HttpCall } from "./http-call.ts";
import type { HttpFailure } from "./http-failure.ts";
import { brokenLimit } from "./http-limits.ts";
import type { BodyHold, HttpParts } from "./http-parts.ts";
import { isGone, type NodeRequest, type NodeResponse } from "./node-messages.ts";
import { type PreparedCall, prepareCall, type RoutedRequest, refusalOf } from "./prepare-call.ts";
import { receiveBody } from "./receive-body.ts";
import { splitTarget } from "./request-target.ts";
import { runCall } from "./run-call.ts";
import { serveStream } from "./serve-stream.ts";
import { addHeaders, writeBodiless } from "./write-answer.ts";
import { type HttpResponse, writeNotModified, writeResponse } from "./write-response.ts";

/** One request on its way to its response. */
export class HttpExchange {
  readonly #parts: HttpParts;
  readonly #req: NodeRequest;
  readonly #res: NodeResponse;

  constructor(parts: HttpParts, req: NodeRequest, res: NodeResponse) {
    this.#parts = parts;
    this.#req = req;
    this.#res = res;
  }

  /** Answers the request. Never throws. */
  run(): void {
    this.#guard(undefined, () => brokenLimit(this.#req, this.#parts.limits) ?? this.#start());
  }

  #start(): HttpFailure | undefined {
    const { path, query } = splitTarget(this.#req.url ?? "/");
    const { router, automatic, hooks } = this.#parts;
    const found = findRoute(router, this.#req.method ?? "", path, automatic);
    if (found.kind === "found") return this.#receive({ route: found.route, params: found.params, query });
    if (found.kind === "options") {
      writeBodiless(this.#res, 204, found.allow.length === 0 ? {} : { allow: found.allow.join(", ") });
      return undefined;
    }
    if (found.kind !== "not-found" || hooks.notFound === undefined) return found;
    hooks.notFound(this.#req, this.#res);
    return undefined;
  }

  #receive(routed: RoutedRequest): HttpFailure | undefined {
    const { route } = routed;
    const refusal = unacceptable(route, this.#req.headers.accept);
    if (refusal !== undefined) return refusal;
    if (!route.hasBody) return this.#call(routed, undefined);
    const hold = this.#holdBody();
    // Room that is taken after its client went away, nobody would give back.
    const takeRoom = hold && ((bytes: number) => !isGone(this.#res) && hold.take(bytes));
    const room = { bytesMax: this.#parts.limits.bodyBytes, takeRoom };
    receiveBody(this.#req, route, room, (body) => {
      // What came of the body is gone.
      if ("kind" in body) hold?.release();
      this.#guard(route, () => ("kind" in body ? body : this.#call(routed, body)));
    });
    return undefined;
  }

  #holdBody(): BodyHold | undefined {
    const hold = this.#parts.hooks.holdBody?.(this.#req);
    if (hold !== undefined) (this.#res as ServerResponse).once("close", () => hold.release());
    return hold;
  }

  #call(routed: RoutedRequest, body: Buffer | undefined): HttpFailure | undefined {
    const { route } = routed;
    const timeoutMs = clientTimeoutMs(this.#req.headers);
    if (typeof timeoutMs === "object") return { kind: "malformed-header", header: timeoutMs.malformed };
    const prepared = prepareCall(routed, body, this.#req, this.#parts);
    if ("kind" in prepared) return prepared;
    if (route.stream) {
      this.#stream(route, prepared, timeoutMs);
      return undefined;
    }
    const invoke = this.#parts.invokers.get(route.method);
    if (invoke === undefined) throw new TypeError(`there is no invoker for ${route.method.name}`);
    runCall(invoke, this.#callOf(prepared, timeoutMs, this.#parts.limits.callMs), {
      answered: (answer) => this.#guard(route, () => this.#answer(route, answer)),
      failed: (error) => this.#fail(failureOf(error, route, prepared.condition)),
    });
    return undefined;
  }

  #stream(route: Route, prepared: PreparedCall, clientMs: number | undefined): void {
    const { streamInvokers, streams, shutdown, limits } = this.#parts;
    const call = this.#callOf(prepared, clientMs, limits.streamMs);
    const failed = (error: unknown) => this.#fail(failureOf(error, route, prepared.condition));
    serveStream({ route, req: this.#req, res: this.#res, call, streamInvokers, streams, shutdown, failed });
  }

  #callOf({ message, violations }: PreparedCall, clientMs: number | undefined, limitMs: number): HttpCall {
    const shortestMs = Math.min(clientMs ?? limitMs, limitMs);
    const timeoutMs = Number.isFinite(shortestMs) ? shortestMs : undefined;
    const contextValues = this.#parts.hooks.contextValues?.(this.#req);
    return new HttpCall(this.#req, this.#res, { message, violations, contextValues, timeoutMs });
  }

  #answer(route: Route, answer: UnaryAnswer): HttpFailure | undefined {
    const etag = route.conditions?.etagOf(answer.message);
    const outcome = route.conditions?.compare(etag, this.#req.headers) ?? "holds";
    const refusal = refusalOf(outcome, route);
    if (refusal !== undefined) return refusal;
    const status = this.#parts.hooks.status?.(route, answer) ?? 200;
    const response = responseOf(route, answer.message, status, etag);
    for (const headers of [answer.header, answer.trailer]) addHeaders(this.#res, headers);
    if (outcome === "not-modified") writeNotModified(this.#req, this.#res, etag);
    else writeResponse(this.#req, this.#res, response, this.#parts.compression);
    return undefined;
  }

  /** Does something that may fail, and tells the client if it does. */
  #guard(route: Route | undefined, act: () => HttpFailure | undefined): void {
    let failure: HttpFailure | undefined;
    try {
      failure = act();
    } catch (error) {
      failure = { kind: "error", error, route };
    }
    if (failure !== undefined) this.#fail(failure);
  }

  /** Answers with a failure; if even that fails, ends the connection. */
  #fail(failure: HttpFailure): void {
    try {
      if (this.#res.headersSent) this.#res.end();
      else this.#parts.writeError(failure, this.#req, this.#res);
    } catch {
      this.#res.destroy();
    }
  }
}

function responseOf(route: Route, message: object, status: number, etag: string | undefined): HttpResponse {
  const raw = route.toRawBody?.(message);
  if (raw === undefined) {
    return { status, etag, contentType: "application/json", body: route.toJsonText(message) };
  }
  return { status, etag, contentType: raw.contentType || "application/octet-stream", body: raw.data };
}

/** What an RPC refuses because of a condition in a header is that condition's failure. */
function failureOf(error: unknown, route: Route, header: ConditionHeader | undefined): HttpFailure {
  const code = error instanceof ConnectError ? error.code : undefined;
  const isConditions =
    code === Code.Aborted ||
    code === Code.FailedPrecondition ||
    (code === Code.AlreadyExists && header === "if-none-match");
  if (header !== undefined && isConditions) return { kind: "precondition-failed", header, error, route };
  return { kind: "error", error, route };
}
