import type { IncomingHttpHeaders, ServerHttp2Stream } from "node:http2";
import { Code, ConnectError } from "@connectrpc/connect";
import { answerError } from "../grpc/answer.ts";
import { newRequestId, requestIdHeader } from "../request-id.ts";
import { stopSender } from "../stop-sender.ts";
import type { Limits } from "./limits.ts";

/**
 * How many times the limits a head may be before node resets its stream, which tells its client neither a status nor
 * why: up to there it is answered.
 */
export const HEAD_ROOM = 2;

/** `:method`, `:scheme`, `:authority`, `:path`: node counts them among the headers. */
export const PSEUDO_HEADERS = 4;

/** What HTTP/2 counts for each header beside its name and value, in bytes (RFC 9113, 6.5.2). */
const BYTES_PER_HEADER = 32;

/** Whether a head of HTTP/2, as names and values by turns, is beyond the limits. */
export function isLargeHead(rawHeaders: readonly string[], limits: Limits): boolean {
  const count = rawHeaders.length / 2;
  if (count > limits.headerCountMax + PSEUDO_HEADERS) return true;
  let bytes = count * BYTES_PER_HEADER;
  for (const text of rawHeaders) bytes += text.length;
  return bytes > limits.headerBytesMax;
}

/** Refuses a request for its head, in the form of its protocol: RESOURCE_EXHAUSTED, or 431. */
export function refuseLargeHead(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
  const requestId = newRequestId();
  if (headers["content-type"]?.startsWith("application/grpc")) {
    answerError(stream, requestId, new ConnectError("the headers are too large", Code.ResourceExhausted));
    return;
  }
  stream.respond({ ":status": 431, [requestIdHeader]: requestId, "content-length": 0 }, { endStream: true });
  stopSender(stream);
}
