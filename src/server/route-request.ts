import { mapError } from "./errors/map-error.ts";
import { answerProbe } from "./health/http-probes.ts";
import type { Readiness } from "./health/readiness.ts";
import { type HttpHandler, type HttpRequest, type HttpResponse, pathOf } from "./http-handler.ts";
import type { Observer } from "./interceptors/observe.ts";
import { newRequestId, requestIdHeader } from "./request-id.ts";

/** Where requests go. */
export interface Routes {
  /** Paths of all RPCs, `/package.Service/Method`. */
  readonly rpcPaths: { has(path: string): boolean };
  readonly rpc: HttpHandler;
  readonly rest: HttpHandler;
  readonly readiness: Readiness;
  /** Told of requests that no handler could cope with. */
  readonly observe: Observer;
}

/** Sends each request where its path says: an RPC's own path to Connect, probes to health, all else to REST. */
export function createRouteRequest({ rpcPaths, rpc, rest, readiness, observe }: Routes): HttpHandler {
  return (request, response) => {
    try {
      if (request.url !== undefined) request.url = originForm(request.url);
      const path = pathOf(request);
      if (rpcPaths.has(path)) rpc(request, response);
      else if (!probe(path, response, readiness)) rest(request, response);
    } catch (error) {
      const requestId = newRequestId();
      const method = `${request.method} ${request.url}`;
      const fault = mapError(error, requestId);
      observe({ requestId, method, protocol: "http", durationMs: 0, status: 500, error: fault });
      answerPlainly(response, 500, "internal error\n", requestId);
    }
  };
}

/** Answers 404: what is served in place of REST where there is none. */
export function noRest(_request: HttpRequest, response: HttpResponse): void {
  answerPlainly(response, 404, "not found\n");
}

function probe(path: string, response: HttpResponse, readiness: Readiness): boolean {
  const answer = answerProbe(path, readiness);
  if (answer === undefined) return false;
  answerPlainly(response, answer.status, answer.text);
  return true;
}

function answerPlainly(
  response: HttpResponse,
  status: number,
  text: string,
  requestId = newRequestId(),
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.statusCode = status;
  response.setHeader(requestIdHeader, requestId);
  response.setHeader("content-type", "text/plain");
  response.setHeader("content-length", text.length);
  response.end(text);
}

/** Clients that believe to talk to a proxy send whole URLs, which servers have to accept as well (RFC 9112, 3.2.2). */
function originForm(url: string): string {
  if (url.startsWith("/")) return url;
  const [, path] = /^https?:\/\/[^/?]*(.*)$/i.exec(url) ?? [];
  if (path === undefined) return url;
  return path.startsWith("/") ? path : `/${path}`;
}
