import type { DescMethod, JsonValue } from "@bufbuild/protobuf";
import type { ContextValues } from "@connectrpc/connect";
import type { UnaryAnswer, UnaryInvoker } from "../invoke.ts";
import type { Route } from "../route.ts";
import type { Router } from "../routing/router.ts";
import { HttpCall } from "./http-call.ts";
import type { HttpFailure } from "./http-failure.ts";
import { mediaTypeObjection } from "./media-type.ts";
import type { NodeRequest, NodeResponse } from "./node-messages.ts";
import { parseJsonBody } from "./parse-json-body.ts";
import { BodyTooLarge, collectBody } from "./read-body.ts";
import { parseQuery, splitTarget } from "./request-target.ts";
import { addHeaders, writeFailure, writeJson } from "./write-answer.ts";

/** What a handler serves, and where it leaves the default. */
export interface HttpHandlerOptions {
  readonly router: Router;
  /** What calls a method. Asked once for each route, at the start. */
  readonly invoker: (method: DescMethod) => UnaryInvoker;
  readonly limits?: {
    /** The longest body. Default 4 MiB. */
    readonly bodyBytes?: number;
    /** The most parameters of a query. Default 1000. */
    readonly queryPairs?: number;
  };
  readonly hooks?: {
    /** The status of a success. Default 200. */
    readonly status?: (route: Route, answer: UnaryAnswer) => number;
    /** Answers a request that failed. Default: `google.rpc.Status` as JSON. */
    readonly writeError?: (failure: HttpFailure, req: NodeRequest, res: NodeResponse) => void;
    /** What interceptors and handlers find in the call's context. */
    readonly contextValues?: (req: NodeRequest) => ContextValues;
    /** Whether requests with violations are called all the same, for the service to refuse. Default false. */
    readonly callsWithViolations?: boolean;
  };
}

/** Answers requests of node's HTTP/1.1 server, and of its HTTP/2 server in the compatibility form. */
export type HttpHandler = (req: NodeRequest, res: NodeResponse) => void;

/** A handler for all routes of a router, with proto-JSON in and out. It never throws. */
export function createHttpHandler(options: HttpHandlerOptions): HttpHandler {
  const invokers = new Map(options.router.routes.map(({ method }) => [method, options.invoker(method)]));
  return (req, res) => new HttpExchange(options, invokers, req, res).run();
}

class HttpExchange {
  readonly #options: HttpHandlerOptions;
  readonly #invokers: ReadonlyMap<DescMethod, UnaryInvoker>;
  readonly #req: NodeRequest;
  readonly #res: NodeResponse;

  constructor(
    options: HttpHandlerOptions,
    invokers: ReadonlyMap<DescMethod, UnaryInvoker>,
    req: NodeRequest,
    res: NodeResponse,
  ) {
    this.#options = options;
    this.#invokers = invokers;
    this.#req = req;
    this.#res = res;
  }

  run(): void {
    this.#guard(undefined, () => this.#start());
  }

  #start(): HttpFailure | undefined {
    const { path, query } = splitTarget(this.#req.url ?? "/");
    const match = this.#options.router.find(this.#req.method ?? "", path);
    if (match.kind !== "found") return match;
    const { route, params } = match;
    if (!route.hasBody) return this.#call(route, params, query, undefined);
    const objection = mediaTypeObjection(this.#req);
    if (objection !== undefined) return { kind: "unsupported-media-type", reason: objection };
    collectBody(this.#req, { limitBytes: this.#options.limits?.bodyBytes ?? bodyBytesMax }, (error, body) => {
      if (error instanceof BodyTooLarge) this.#fail({ kind: "body-too-large", limitBytes: error.limitBytes });
      else if (error === undefined) this.#guard(route, () => this.#callWithBody(route, params, query, body));
    });
    return undefined;
  }

  #callWithBody(
    route: Route,
    params: readonly string[],
    query: string,
    body: Buffer,
  ): HttpFailure | undefined {
    if (body.length === 0) return this.#call(route, params, query, undefined);
    const parsed = parseJsonBody(body);
    if ("error" in parsed) return { kind: "malformed-body", reason: parsed.error };
    return this.#call(route, params, query, parsed.value);
  }

  #call(
    route: Route,
    params: readonly string[],
    queryText: string,
    body: JsonValue | undefined,
  ): HttpFailure | undefined {
    const { limits, hooks } = this.#options;
    const query = parseQuery(queryText, { pairsMax: limits?.queryPairs });
    if (query.error !== undefined) return { kind: "malformed-query", reason: query.error };
    const { message, violations } = route.bind({ params, query: query.pairs, body });
    if (violations.length > 0 && hooks?.callsWithViolations !== true) {
      return { kind: "violations", violations, route };
    }
    const call = new HttpCall(this.#req, this.#res, message, violations, hooks?.contextValues?.(this.#req));
    const invoke = this.#invokers.get(route.method);
    if (invoke === undefined) throw new TypeError(`there is no invoker for ${route.method.name}`);
    invoke(call).then(
      (answer) => this.#guard(route, () => this.#answer(route, answer)),
      (error: unknown) => this.#fail({ kind: "error", error, route }),
    );
    return undefined;
  }

  #answer(route: Route, answer: UnaryAnswer): undefined {
    const text = route.toJsonText(answer.message);
    const status = this.#options.hooks?.status?.(route, answer) ?? 200;
    for (const headers of [answer.header, answer.trailer]) addHeaders(this.#res, headers);
    writeJson(this.#res, status, text);
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
      const write = this.#options.hooks?.writeError ?? ((why, _req, res) => writeFailure(res, why));
      if (this.#res.headersSent) this.#res.end();
      else write(failure, this.#req, this.#res);
    } catch {
      this.#res.destroy();
    }
  }
}

const bodyBytesMax = 4 * 1024 * 1024;
