import type { ServerResponse } from "node:http";
import type { ServerHttp2Stream } from "node:http2";
import {
  Code,
  ConnectError,
  type ContextValues,
  createContextValues,
  type Interceptor,
} from "@connectrpc/connect";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import { observedKey, requestIdKey } from "./context.ts";
import type { HttpHandler, HttpRequest, HttpResponse } from "./http-handler.ts";
import type { Observer } from "./interceptors/observe.ts";
import { newRequestId, requestIdHeader } from "./request-id.ts";
import type { ServedService } from "./served-service.ts";
import { stopSender } from "./stop-sender.ts";

/** What Connect's own handlers are told. */
export interface ConnectHandlerOptions {
  readonly services: readonly ServedService[];
  readonly interceptors: Interceptor[];
  readonly messageBytesMax: number;
  /** Told of requests that end before an interceptor sees them. */
  readonly observe: Observer;
}

/**
 * Connect's own handlers, for all that the lean path does not serve: Connect, gRPC-Web, streams, gRPC in JSON.
 *
 * The request's id is set where the response begins rather than in an interceptor: a response to a request that is
 * malformed, or whose handler fails, has it too.
 */
export function createConnectHandler(options: ConnectHandlerOptions): HttpHandler {
  const contexts = new WeakMap<object, ContextValues>();
  const adapter = connectNodeAdapter({
    routes: (router) => {
      for (const { service, implementation } of options.services) router.service(service, implementation);
    },
    contextValues: (request) => contexts.get(request) ?? createContextValues(),
    interceptors: options.interceptors,
    readMaxBytes: options.messageBytesMax,
    // Connect ignores fields that it doesn't know, and a misspelt field then looks like one left out.
    jsonOptions: { ignoreUnknownFields: false, alwaysEmitImplicit: true, useProtoFieldName: true },
  });
  return (request, response) => {
    const context = createContextValues().set(requestIdKey, newRequestId());
    contexts.set(request, context);
    response.setHeader(requestIdHeader, context.get(requestIdKey));
    observeUnseen(request, response, context, options.observe);
    if ("stream" in request) stopSenderAtEnd(request.stream);
    try {
      adapter(request, response);
    } catch {
      // It throws on what it can make no URL of: a malformed authority, or none in HTTP/1.0.
      response.statusCode = 400;
      response.end();
    }
  };
}

/** Tells the observer of a request that no interceptor has seen: it was malformed, too large, or of no known type. */
function observeUnseen(
  request: HttpRequest,
  response: HttpResponse,
  context: ContextValues,
  observe: Observer,
): void {
  const begun = performance.now();
  const onClose = () => {
    if (context.get(observedKey)) return;
    observe({
      requestId: context.get(requestIdKey),
      method: (request.url ?? "").slice(1),
      protocol: "connect",
      durationMs: performance.now() - begun,
      status: response.statusCode,
      error: new ConnectError("the request was refused as it was read", Code.InvalidArgument),
    });
  };
  (response as ServerResponse).on("close", onClose);
}

function stopSenderAtEnd(stream: ServerHttp2Stream): void {
  stream.on("finish", () => stopSender(stream));
}
