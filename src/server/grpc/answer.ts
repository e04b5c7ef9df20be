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

/** Writes a response: its headers, one frame, and the trailers of a call that went well. */
export function answer(
  stream: ServerHttp2Stream,
  requestId: string,
  response: { frame: Buffer; header: Headers; trailer: Headers },
): void {
  const headers: OutgoingHttpHeaders = {
    ":status": 200,
    "content-type": contentType,
    [requestIdHeader]: requestId,
  };
  if (!isUntouched(response.header)) Object.assign(headers, nodeHeaders(response.header));
  const status = isUntouched(response.trailer) ? okStatus : { ...nodeHeaders(response.trailer), ...okStatus };
  stream.on("wantTrailers", () => stream.sendTrailers(status));
  stream.respond(headers, untilTrailers);
  stream.end(response.frame);
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
