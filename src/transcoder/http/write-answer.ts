import type { ServerResponse } from "node:http";
import type { HttpFailure } from "./http-failure.ts";
import type { NodeResponse } from "./node-messages.ts";
import { protocolHeaders } from "./protocol-headers.ts";
import { failureAnswer } from "./status-body.ts";

/** Adds what interceptors and handlers set. Free of cost where they set nothing. */
export function addHeaders(res: NodeResponse, headers: Headers & { readonly untouched?: boolean }): void {
  if (headers.untouched === true) return;
  for (const [name, value] of headers) {
    if (!protocolHeaders.has(name)) res.appendHeader(name, value);
  }
}

/** Ends a response with a JSON text. */
export function writeJson(res: NodeResponse, status: number, text: string): void {
  const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(text) };
  // Both kinds of response take these arguments; their union's overloads don't say so.
  (res as ServerResponse).writeHead(status, headers).end(text);
}

/** Ends a response with the default answer to a failure. */
export function writeFailure(res: NodeResponse, failure: HttpFailure): void {
  const { status, headers, body } = failureAnswer(failure);
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
  writeJson(res, status, JSON.stringify(body));
}
