import type { OutgoingHttpHeaders, ServerHttp2Stream } from "node:http2";
import type { ConnectError } from "@connectrpc/connect";
import type { LazyHeaders } from "../../transcoder/header-view.ts";
import { requestIdHeader } from "../request-id.ts";
import { stopSender } from "../stop-sender.ts";
import { nodeHeaders } from "./metadata.ts";
import { errorStatus, okStatus } from "./status.ts";

const contentType = "application/grpc+proto";
const untilTrailers = { waitForTrailers: true };
const withoutBody = { endStream: true };

/** Writes a response but for its trailers, which whoever listens for `wantTrailers` sends: headers and one frame. */
export function answer(stream: ServerHttp2Stream, requestId: string, frame: Buffer, header: Headers): void {
  // A list of names and values: node turns an object into another one first.
  const headers = [":status", "200", "content-type", contentType, requestIdHeader, requestId];
  if (!isUntouched(header)) addHeaders(headers, header);
  stream.respond(headers, untilTrailers);
  stream.end(frame);
}

/** The trailers of a call that went well, with those that its handler set. */
export function okTrailers(trailer: Headers): OutgoingHttpHeaders {
  return isUntouched(trailer) ? okStatus : { ...nodeHeaders(trailer), ...okStatus };
}

/** Writes an error as a response of trailers only. Whatever the client has left to say changes nothing. */
export function answerError(stream: ServerHttp2Stream, requestId: string, error: ConnectError): void {
  stream.respond(
    { ":status": 200, "content-type": contentType, [requestIdHeader]: requestId, ...errorStatus(error) },
    withoutBody,
  );
  stopSender(stream);
}

function isUntouched(headers: Headers): boolean {
  return (headers as Partial<LazyHeaders>).untouched === true;
}

/** Adds what a handler set, in the place of what is there. */
function addHeaders(headers: string[], added: Headers): void {
  for (const [name, value] of Object.entries(nodeHeaders(added))) {
    const at = headers.findIndex((text, at) => at % 2 === 0 && text === name);
    if (at >= 0) headers[at + 1] = String(value);
    else headers.push(name, String(value));
  }
}
