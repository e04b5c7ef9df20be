import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { newRequestId, requestIdHeader } from "../request-id.ts";
import { continueWhenRead } from "./continue-when-read.ts";
import type { Limits } from "./limits.ts";
import { Turns } from "./turns.ts";

/** Serves a request of HTTP/1. */
export type Http1Handler = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Answers what is no request, as far as anybody still listens, and closes the connection. The error's code is one of
 * node's parser, `ERR_HTTP_REQUEST_TIMEOUT`, `ERR_HTTP_NO_HOST`, `ERR_HTTP_MANY_HOSTS`, or `ERR_HTTP_TRANSFER_CODING`.
 */
export type RefuseMalformed = (error: NodeJS.ErrnoException, socket: Duplex, requestId: string) => void;

/**
 * An HTTP/1 server for sockets that somebody else accepts: pass them by `emit("connection", socket)`.
 */
export function createHttp1(
  limits: Limits,
  handle: Http1Handler,
  refuse: RefuseMalformed = refuseMalformed,
): Server {
  const server = createServer({
    maxHeaderSize: limits.headerBytesMax,
    headersTimeout: Math.min(limits.headerTimeoutMs, limits.requestTimeoutMs),
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    connectionsCheckingInterval: Math.min(1000, Math.max(10, limits.headerTimeoutMs >> 2)),
    noDelay: true,
    // Node's own answer to a request without a host has neither words nor a request id.
    requireHostHeader: false,
  });
  // One more than allowed, so that too many can be told from just enough: node drops the rest without a word.
  server.maxHeadersCount = limits.headerCountMax + 1;
  // Inactive for so long in mid-request is a client that does not read its answer: no answer takes longer.
  server.setTimeout(2 * limits.requestTimeoutMs);
  const turns = new Turns();
  const refuseInTurn = (error: NodeJS.ErrnoException, socket: Duplex) =>
    turns.inTurn(socket, () => refuse(error, socket, newRequestId()));
  server.on("clientError", refuseInTurn);
  server.on("request", (request, response) => {
    turns.take(request, response);
    const objection = objectionTo(request, limits);
    if (objection === undefined) handle(request, response);
    else refuseInTurn(objection, request.socket);
  });
  server.on("checkContinue", (request, response) => {
    continueWhenRead(request, response);
    server.emit("request", request, response);
  });
  // What else a client expects may be ignored (RFC 9110, 10.1.1).
  server.on("checkExpectation", (request, response) => server.emit("request", request, response));
  // Node looks after its timeouts only once it listens, and this server never does itself.
  server.emit("listening");
  return server;
}

/** What the parser lets pass and is no request all the same. */
function objectionTo(request: IncomingMessage, limits: Limits): NodeJS.ErrnoException | undefined {
  const { rawHeaders, headers } = request;
  if (rawHeaders.length > 2 * limits.headerCountMax) return refusal("HPE_HEADER_OVERFLOW");
  const coding = headers["transfer-encoding"];
  if (coding !== undefined && coding.toLowerCase() !== "chunked") return refusal("ERR_HTTP_TRANSFER_CODING");
  const needsHost = request.httpVersionMajor === 1 && request.httpVersionMinor >= 1;
  if (needsHost && headers.host === undefined) return refusal("ERR_HTTP_NO_HOST");
  return hostsIn(rawHeaders) > 1 ? refusal("ERR_HTTP_MANY_HOSTS") : undefined;
}

/** Node takes the first of several, and whoever stands before it perhaps another one. */
function hostsIn(rawHeaders: readonly string[]): number {
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at];
    if (name?.length === 4 && name.toLowerCase() === "host") hosts++;
  }
  return hosts;
}

function refusal(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code });
}

const statusLines: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
  HPE_CHUNK_EXTENSIONS_OVERFLOW: "413 Payload Too Large",
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
  ERR_HTTP_TRANSFER_CODING: "501 Not Implemented",
};

function refuseMalformed(error: NodeJS.ErrnoException, socket: Duplex, requestId: string): void {
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const status = statusLines[error.code ?? ""] ?? "400 Bad Request";
  socket.end(
    `HTTP/1.1 ${status}\r\n${requestIdHeader}: ${requestId}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`,
    () => socket.destroy(),
  );
}
