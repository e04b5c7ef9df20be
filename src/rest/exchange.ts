import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";

/** A request as node has it, over HTTP/1.1 or HTTP/2. */
export type RestRequest = IncomingMessage | Http2ServerRequest;

/** Its response. */
export type RestResponse = ServerResponse | Http2ServerResponse;

/** One request with its response, and what was read from its first line. */
export interface Exchange {
  readonly request: RestRequest;
  readonly response: RestResponse;
  readonly requestId: string;
  readonly method: string;
  /** As in the request's first line, without the query. */
  readonly rawPath: string;
  /** Percent-encoded, without the question mark; empty where there is none. */
  readonly rawQuery: string;
  readonly accept: string | undefined;
  /** Milliseconds, on the clock of `performance.now()`. */
  readonly startedMs: number;
}

/** Opens an exchange: splits the request's target. */
export function openExchange(request: RestRequest, response: RestResponse, requestId: string): Exchange {
  const target = request.url ?? "/";
  const mark = target.indexOf("?");
  return {
    request,
    response,
    requestId,
    method: request.method ?? "GET",
    rawPath: mark < 0 ? target : target.slice(0, mark),
    rawQuery: mark < 0 ? "" : target.slice(mark + 1),
    accept: request.headers.accept,
    startedMs: performance.now(),
  };
}

/** Sends an answer as a whole. Does nothing when the client has gone. */
export function send(
  { response }: Exchange,
  status: number,
  headers: Record<string, string | number>,
  text: string | Buffer,
): void {
  if (response.headersSent || response.destroyed) return;
  // Whoever stands before this dialect may have said what else answers depend on.
  const varies = response.getHeader("vary");
  if (typeof varies === "string") headers.vary = [headers.vary ?? [], varies].flat().join(",");
  // The two responses' overloads differ in what does not matter here.
  (response as ServerResponse).writeHead(status, headers);
  response.end(text);
}
