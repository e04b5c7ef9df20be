import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { newRequestId, requestIdHeader } from "../request-id.ts";
import type { Limits } from "./limits.ts";

/** Serves a request of HTTP/1. */
export type Http1Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** Answers what the parser did not understand, as far as anybody still listens, and closes the connection. */
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
  });
  // One more than allowed, so that too many can be told from just enough: node drops the rest without a word.
  server.maxHeadersCount = limits.headerCountMax + 1;
  // Inactive for so long in mid-request is a client that does not read its answer: no answer takes longer.
  server.setTimeout(2 * limits.requestTimeoutMs);
  server.on("clientError", (error, socket) => refuse(error, socket, newRequestId()));
  server.on("request", (request, response) => {
    if (request.rawHeaders.length <= 2 * limits.headerCountMax) handle(request, response);
    else refuseHeaders(response);
  });
  // Node looks after its timeouts only once it listens, and this server never does itself.
  server.emit("listening");
  return server;
}

function refuseHeaders(response: ServerResponse): void {
  const headers = { [requestIdHeader]: newRequestId(), connection: "close", "content-length": 0 };
  response.writeHead(431, headers).end();
}

const statusLines: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
  HPE_CHUNK_EXTENSIONS_OVERFLOW: "413 Payload Too Large",
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
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
