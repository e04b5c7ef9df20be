import type { DescMethod } from "@bufbuild/protobuf";
import type { ContextValues } from "@connectrpc/connect";
import type { UnaryAnswer, UnaryInvoker } from "../invoke.ts";
import type { StreamInvoker } from "../invoke-stream.ts";
import type { Route } from "../route.ts";
import type { Router } from "../routing/router.ts";
import { type CompressionRules, compressionRules } from "./compression-rules.ts";
import type { AutomaticMethods } from "./find-route.ts";
import type { HttpFailure } from "./http-failure.ts";
import { type HttpLimits, httpLimits } from "./http-limits.ts";
import type { NodeRequest, NodeResponse } from "./node-messages.ts";
import { Shutdown } from "./shutdown.ts";
import { type StreamOptions, streamOptions } from "./stream-options.ts";
import { writeFailure } from "./write-answer.ts";

/** What a handler serves, and where it leaves the default. */
export interface HttpHandlerOptions {
  readonly router: Router;
  /** What calls a method. Asked once for each route, at the start. */
  readonly invoker: (method: DescMethod) => UnaryInvoker;
  /** The same for methods whose answers are streams; needed only where there are some. */
  readonly streamInvoker?: (method: DescMethod) => StreamInvoker;
  readonly streams?: Partial<StreamOptions>;
  readonly limits?: Partial<HttpLimits>;
  readonly automatic?: AutomaticMethods;
  /** How responses are compressed, for clients that take it; false for never. */
  readonly compression?: false | { readonly minBytes?: number };
  readonly hooks?: HttpHooks;
}

/** Where a dialect does something else than the default. */
export interface HttpHooks {
  /** The status of a success that is not a stream. Default 200. */
  readonly status?: (route: Route, answer: UnaryAnswer) => number;
  /** Answers a request that failed. Default: `google.rpc.Status` as JSON, or application/problem+json. */
  readonly writeError?: (failure: HttpFailure, req: NodeRequest, res: NodeResponse) => void;
  /** Serves requests whose path no rule has: an RPC protocol, or files. Default: the answer is 404. */
  readonly notFound?: (req: NodeRequest, res: NodeResponse) => void;
  /** What interceptors and handlers find in the call's context. */
  readonly contextValues?: (req: NodeRequest) => ContextValues;
  /** Whether requests with violations are called all the same, for the service to refuse. Default false. */
  readonly callsWithViolations?: boolean;
  /** Room for one request's body among all that are held; given back when its response is closed. Default: any. */
  readonly holdBody?: (req: NodeRequest) => BodyHold;
}

/** The part that one request's body has of the room for all of them. */
export interface BodyHold {
  /** Takes room for more bytes of it; false where there is none: then the answer is 503. */
  take(bytes: number): boolean;
  /** Gives all of it back. May be called again. */
  release(): void;
}

/** The options with every default filled in. */
export interface HttpParts {
  readonly router: Router;
  readonly invokers: ReadonlyMap<DescMethod, UnaryInvoker>;
  readonly streamInvokers: ReadonlyMap<DescMethod, StreamInvoker>;
  readonly streams: StreamOptions;
  readonly shutdown: Shutdown;
  readonly limits: HttpLimits;
  readonly automatic: AutomaticMethods;
  readonly compression: CompressionRules | undefined;
  readonly hooks: HttpHooks;
  writeError(failure: HttpFailure, req: NodeRequest, res: NodeResponse): void;
}

/** Fills in what is left open. */
export function httpParts(options: HttpHandlerOptions): HttpParts {
  const {
    router,
    invoker,
    streamInvoker = noStreams,
    limits,
    automatic = {},
    compression,
    hooks = {},
  } = options;
  const methods = (stream: boolean) =>
    router.routes.filter((route) => route.stream === stream).map(({ method }) => method);
  return {
    router,
    invokers: new Map(methods(false).map((method) => [method, invoker(method)])),
    streamInvokers: new Map(methods(true).map((method) => [method, streamInvoker(method)])),
    streams: streamOptions(options.streams),
    shutdown: new Shutdown(options.streams?.shutdownSignal),
    limits: httpLimits(limits),
    automatic,
    compression: compressionRules(compression),
    hooks,
    writeError: hooks.writeError ?? ((failure, req, res) => writeFailure(req, res, failure)),
  };
}

function noStreams({ name }: DescMethod): never {
  throw new TypeError(`there is nothing to call ${name} with: it streams, and there is no streamInvoker`);
}
