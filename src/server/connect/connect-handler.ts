import type { ServerResponse } from "node:http";
import type { ServerHttp2Stream } from "node:http2";
import {
  Code,
  ConnectError,
  type ContextValues,
  createConnectRouter,
  createContextValues,
  type Interceptor,
} from "@connectrpc/connect";
import {
  compressionBrotli,
  compressionGzip,
  universalRequestFromNodeRequest,
  universalResponseToNodeResponse,
} from "@connectrpc/connect-node";
import { answerWayKey } from "../../service/large-answers.ts";
import type { BodyBudget } from "../body-budget.ts";
import { requestIdKey, tellerKey } from "../context.ts";
import { type HttpHandler, type HttpRequest, type HttpResponse, pathOf } from "../http-handler.ts";
import type { Observer } from "../interceptors/observe.ts";
import { newRequestId, requestIdHeader } from "../request-id.ts";
import { ResponseWay } from "../response-way.ts";
import type { ServedService } from "../served-service.ts";
import { stopSender } from "../stop-sender.ts";
import { Endpoint } from "./endpoint.ts";

/** What Connect's own handlers are told. */
export interface ConnectHandlerOptions {
  readonly services: readonly ServedService[];
  readonly interceptors: Interceptor[];
  readonly messageBytesMax: number;
  /** Bounds all requests together. */
  readonly budget: BodyBudget;
  /** Told of requests that end before an interceptor sees them. */
  readonly observe: Observer;
}

/**
 * Connect's own handlers, for all that the lean path does not serve: Connect, gRPC-Web, streams, gRPC in JSON. For
 * paths of the services' methods only.
 *
 * The request's id is set where the response begins rather than in an interceptor: a response to a request that is
 * malformed, or whose handler fails, has it too. Connect's ready-made adapter is not used, since it throws on some
 * requests and writes to the console when a client hangs up.
 */
export function createConnectHandler(options: ConnectHandlerOptions): HttpHandler {
  const endpoints = new Map(
    createRouter(options).handlers.map((handler) => [handler.requestPath, new Endpoint(handler, options)]),
  );
  return (request, response) => {
    const endpoint = endpoints.get(pathOf(request));
    if (endpoint === undefined) throw new TypeError("the request names no method");
    const context = createContextValues()
      .set(requestIdKey, newRequestId())
      .set(answerWayKey, new ResponseWay(response));
    response.setHeader(requestIdHeader, context.get(requestIdKey));
    observeUnseen(request, response, context, options.observe);
    if ("stream" in request) stopSenderAtEnd(request.stream);
    // A watcher may have nothing to hear for days.
    else if (!endpoint.isUnary) request.socket.setTimeout(0);

    const hold = options.budget.hold();
    (response as ServerResponse).on("close", () => hold.release());
    const universal = universalRequest(request, response, context);
    if (universal === undefined) refuse(response);
    else
      endpoint
        .answer(universal, { request, response, hold })
        .then((answer) => universalResponseToNodeResponse(answer, response))
        // The client is gone, or the response has begun: there is nothing to tell it but the end.
        .catch(() => response.destroy());
  };
}

function createRouter({ services, interceptors, messageBytesMax }: ConnectHandlerOptions) {
  const router = createConnectRouter({
    interceptors,
    readMaxBytes: messageBytesMax,
    acceptCompression: [compressionGzip, compressionBrotli],
    // Connect ignores fields that it doesn't know, and a misspelt field then looks like one left out.
    jsonOptions: { ignoreUnknownFields: false, alwaysEmitImplicit: true, useProtoFieldName: true },
  });
  for (const { service, implementation } of services) router.service(service, implementation);
  return router;
}

/** Undefined for what is no URL: a malformed authority, or none in HTTP/1.0. */
function universalRequest(request: HttpRequest, response: HttpResponse, context: ContextValues) {
  try {
    return universalRequestFromNodeRequest(request, response, undefined, context);
  } catch {
    return undefined;
  }
}

function refuse(response: HttpResponse): void {
  response.statusCode = 400;
  response.end();
}

/** Tells the observer of a request that no interceptor has seen: it was malformed, of no known type, or not all sent. */
function observeUnseen(
  request: HttpRequest,
  response: HttpResponse,
  context: ContextValues,
  observe: Observer,
): void {
  const begun = performance.now();
  const onClose = () => {
    if (context.get(tellerKey) !== undefined) return;
    context.set(tellerKey, "request");
    observe({
      requestId: context.get(requestIdKey),
      method: pathOf(request).slice(1),
      protocol: "connect",
      durationMs: performance.now() - begun,
      status: response.statusCode,
      error: response.writableEnded
        ? new ConnectError("the request was refused as it was read", Code.InvalidArgument)
        : new ConnectError("the client went away", Code.Canceled),
    });
  };
  (response as ServerResponse).on("close", onClose);
}

function stopSenderAtEnd(stream: ServerHttp2Stream): void {
  stream.on("finish", () => stopSender(stream));
}
