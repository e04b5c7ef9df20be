import type { Duplex } from "node:stream";
import { type ErrorAnswer, writeError } from "./error-body.ts";

/** What node's HTTP parser says of a request that it does not understand. */
interface ParserError extends Error {
  readonly code?: string | undefined;
}

/** How long a refused connection stays open for its client to read why, in milliseconds. */
const lingerMs = 1000;

/**
 * Answers a request that node's parser refused, in Placement's form, and closes the connection: to be called by
 * the HTTP/1.1 server's `clientError` event. A bad content-length is refused by the parser already, in words of its
 * own; clients know Placement's.
 */
export function answerClientError(error: ParserError, socket: Duplex, requestId: string): void {
  // What else the client sends is refused too, and was answered already.
  if (socket.writableEnded && !socket.destroyed) return;
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  // Closed at once, with bytes unread, the connection would be reset and the answer lost.
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  socket.once("close", () => clearTimeout(timer));
  socket.end(responseTo(error, requestId));
  socket.resume();
}

function responseTo({ code = "" }: ParserError, requestId: string): string {
  const { status, detail } = refusals[code] ?? { status: 400, detail: "The request is not HTTP." };
  const answer: ErrorAnswer = { status, detail, requestId };
  const { text, contentType } = writeError(answer, undefined);
  return [
    `HTTP/1.1 ${status} ${JSON.parse(text).errors[0].title}`,
    `content-type: ${contentType}`,
    `content-length: ${Buffer.byteLength(text)}`,
    "connection: close",
    `x-openstack-request-id: ${requestId}`,
    "",
    text,
  ].join("\r\n");
}

const badLength = { status: 400, detail: "content-length header must be an integer" };

const refusals: Readonly<Record<string, { status: number; detail: string }>> = {
  HPE_INVALID_CONTENT_LENGTH: badLength,
  HPE_UNEXPECTED_CONTENT_LENGTH: badLength,
  HPE_HEADER_OVERFLOW: { status: 431, detail: "The request's head is too large." },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: { status: 413, detail: "The request's chunk extensions are too large." },
  ERR_HTTP_NO_HOST: { status: 400, detail: "The request has no host header." },
  ERR_HTTP_MANY_HOSTS: { status: 400, detail: "The request has several host headers." },
  ERR_HTTP_TRANSFER_CODING: { status: 501, detail: "The request's transfer coding is not known here." },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, detail: "The request did not arrive in time." },
};
