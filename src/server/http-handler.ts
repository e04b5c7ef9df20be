import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";

/** A request by either version of HTTP, as node gives it. */
export type HttpRequest = IncomingMessage | Http2ServerRequest;

/** The response to it. */
export type HttpResponse = ServerResponse | Http2ServerResponse;

/** Answers requests. Must not throw, and must catch what it does later: nothing above it does. */
export type HttpHandler = (request: HttpRequest, response: HttpResponse) => void;

/** The path of a request's target, without its query, undecoded. */
export function pathOf(request: HttpRequest): string {
  const url = request.url ?? "";
  const query = url.indexOf("?");
  return query < 0 ? url : url.slice(0, query);
}
