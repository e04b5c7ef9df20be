import type { ServerResponse } from "node:http";
import type { DescMethod, DescService } from "@bufbuild/protobuf";
import type { ContextValues } from "@connectrpc/connect";
import { type BodyHold, headerView, RETRY_SECONDS, type UnaryInvoker } from "../transcoder/index.ts";
import { type Admission, admit, type EarlyRefusal } from "./admission.ts";
import { answerError, answerRoot } from "./answer.ts";
import { changes } from "./changes/index.ts";
import { usualRefusals } from "./errors.ts";
import { type Exchange, openExchange, type RestRequest, type RestResponse } from "./exchange.ts";
import { createFront, type FrontOptions } from "./front.ts";
import { createServeDocument, documentPath, type ServeDocument } from "./openapi/serve-document.ts";
import type { Owner } from "./operation.ts";
import { operations } from "./operations/index.ts";
import { readBody } from "./request-body.ts";
import { rootDocument } from "./root-document.ts";
import { createRouteTable, type FindPlan } from "./route-table.ts";
import { type CallParts, serveCall } from "./serve-call.ts";
import { foldVersions, type VersionFacts } from "./version-facts.ts";

/** What the dialect needs of the server around it. */
export interface RestOptions {
  readonly services: readonly DescService[];
  /** What calls an RPC, interceptors and all. Asked once for each RPC, at the start. */
  invoker(method: DescMethod): UnaryInvoker;
  /** Who is asking; undefined for callers without credentials that are understood. */
  identify(header: Headers): unknown;
  newRequestId(): string;
  /** What interceptors and handlers find in the context of a call. */
  contextValues(requestId: string, principal: unknown, response: RestResponse): ContextValues;
  /** Told of each request that was answered without having reached an RPC, or that failed after it. */
  observe(event: RestEvent): void;
  readonly limits: { readonly bodyBytes: number };
  /** Bounds the bodies of all requests together. Default: each alone is bounded. */
  holdBody?(): BodyHold;
  /** What stands between clients and the server. */
  readonly front?: FrontOptions;
  /** Whose the consumers are that are written at microversions that have no word for it. */
  readonly incompleteOwner: Owner;
}

/** A request that no RPC accounts for. */
export interface RestEvent {
  readonly requestId: string;
  readonly method: string;
  readonly path: string;
  /** 499 where the client went away before its request was complete. */
  readonly status: number;
  readonly durationMs: number;
  /** What nobody foresaw: a fault of this server's own. */
  readonly error?: unknown;
}

/** Answers requests. Never throws. */
export type RestHandler = (request: RestRequest, response: RestResponse) => void;

const clientGone = 499;

/**
 * Placement's HTTP dialect over the RPCs of the contract. Everything that depends on the route and the
 * microversion is compiled here, once; throws where the contract, the operations and the changes don't fit.
 */
export function createRestHandler(options: RestOptions): RestHandler {
  const handler = new Handler(options);
  return (request, response) => handler.handle(request, response);
}

type AdmittedRequest = Extract<Admission, { kind: "call" }>;

interface Caller {
  readonly header: Headers;
  readonly principal: unknown;
}

class Handler {
  readonly #options: RestOptions;
  readonly #mountPrefix: string;
  readonly #find: FindPlan;
  readonly #versions: readonly VersionFacts[];
  readonly #parts: CallParts;
  readonly #documentPath: string;
  readonly #serveDocument: ServeDocument;

  constructor(options: RestOptions) {
    this.#options = options;
    this.#mountPrefix = options.front?.mountPrefix ?? "";
    this.#find = createRouteTable({ services: options.services, operations, changes });
    this.#versions = foldVersions(changes);
    this.#documentPath = this.#mountPrefix + documentPath;
    this.#serveDocument = createServeDocument();
    const methods = options.services.flatMap((service) => service.methods);
    this.#parts = {
      invokers: new Map(methods.map((method) => [method, options.invoker(method)])),
      incompleteOwner: options.incompleteOwner,
      front: createFront(options.front ?? {}),
      fail: (exchange, error) => this.#fail(exchange, error),
    };
  }

  handle(request: RestRequest, response: RestResponse): void {
    const exchange = openExchange(request, response, this.#options.newRequestId());
    try {
      this.#serve(exchange);
    } catch (error) {
      this.#fail(exchange, error);
    }
  }

  #serve(exchange: Exchange): void {
    if (exchange.rawPath === this.#documentPath) {
      const status = this.#serveDocument(exchange);
      if (status !== undefined) {
        this.#observe(exchange, status);
        return;
      }
    }
    const header = headerView(exchange.request);
    const principal = this.#options.identify(header);
    const admission = this.#admit(exchange, principal);
    switch (admission.kind) {
      case "refused":
        this.#refuse(exchange, admission);
        break;
      case "root":
        answerRoot(exchange, this.#version(admission.minor), rootDocument);
        this.#observe(exchange, 200);
        break;
      case "call":
        this.#receive(exchange, admission, { header, principal });
    }
  }

  #admit({ request, method, rawPath, accept }: Exchange, principal: unknown): Admission {
    const { headers } = request;
    const head = {
      method,
      path: this.#belowMount(rawPath),
      authenticated: principal !== undefined,
      version: headers["openstack-api-version"] as string | undefined,
      accept,
      contentType: headers["content-type"],
      contentLength: headers["content-length"],
    };
    return admit(head, this.#find);
  }

  #belowMount(rawPath: string): string | undefined {
    if (this.#mountPrefix === "") return rawPath;
    if (rawPath === this.#mountPrefix) return "/";
    return rawPath.startsWith(`${this.#mountPrefix}/`) ? rawPath.slice(this.#mountPrefix.length) : undefined;
  }

  #receive(exchange: Exchange, admitted: AdmittedRequest, caller: Caller): void {
    if (!admitted.plan.route.hasBody) {
      this.#call(exchange, admitted, caller, undefined);
      return;
    }
    const hold = this.#options.holdBody?.();
    if (hold !== undefined) (exchange.response as ServerResponse).once("close", () => hold.release());
    const limits = {
      bytesMax: this.#options.limits.bodyBytes,
      takeRoom: (bytes: number) => hold?.take(bytes) ?? true,
    };
    readBody(exchange.request, limits, (body) => {
      try {
        if (body === "gone") this.#observe(exchange, clientGone);
        else if (body === "too-large") this.#refuseLarge(exchange, admitted.minor);
        else if (body === "no-room") this.#refuseForNow(exchange, admitted.minor, hold);
        else this.#call(exchange, admitted, caller, body);
      } catch (error) {
        this.#fail(exchange, error);
      }
    });
  }

  #call(exchange: Exchange, admitted: AdmittedRequest, caller: Caller, body: Buffer | undefined): void {
    const { plan, params, minor } = admitted;
    const version = this.#version(minor);
    const contextValues = this.#options.contextValues(
      exchange.requestId,
      caller.principal,
      exchange.response,
    );
    serveCall({ exchange, plan, version, params, body, header: caller.header, contextValues }, this.#parts);
  }

  #refuseLarge(exchange: Exchange, minor: number): void {
    const detail = `At most ${this.#options.limits.bodyBytes} bytes are read.`;
    this.#refuse(exchange, { kind: "refused", status: 413, detail, minor, varies: true });
    // Many clients send everything before they look for an answer: closing now would keep it from them.
    exchange.request.resume();
  }

  #refuseForNow(exchange: Exchange, minor: number, hold: BodyHold | undefined): void {
    // What came of the body is gone.
    hold?.release();
    const detail = "The server is busy with too many large requests; send this one again a little later.";
    this.#refuse(exchange, {
      kind: "refused",
      status: 503,
      detail,
      minor,
      varies: true,
      retryAfterSeconds: RETRY_SECONDS,
    });
    exchange.request.resume();
  }

  #refuse(exchange: Exchange, refusal: EarlyRefusal): void {
    const version = refusal.minor === undefined ? undefined : this.#version(refusal.minor);
    answerError(exchange, { ...refusal, version });
    this.#observe(exchange, refusal.status);
  }

  /** Answers what nobody foresaw: one request's failure, and nobody else's. */
  #fail(exchange: Exchange, error: unknown): void {
    const { status, detail } = usualRefusals.INTERNAL;
    answerError(exchange, { status, detail: detail(), version: undefined, varies: false });
    this.#observe(exchange, status, error);
  }

  #observe(exchange: Exchange, status: number, error?: unknown): void {
    const { requestId, method, rawPath: path, startedMs } = exchange;
    const event = { requestId, method, path, status, durationMs: performance.now() - startedMs };
    this.#options.observe(error === undefined ? event : { ...event, error });
  }

  #version(minor: number): VersionFacts {
    const version = this.#versions[minor];
    if (version === undefined) throw new TypeError(`there is no version 1.${minor}`);
    return version;
  }
}
