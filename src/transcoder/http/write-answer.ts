import { type ServerResponse, validateHeaderValue } from "node:http";
import { prefersProblem } from "./accepted-types.ts";
import type { HttpFailure } from "./http-failure.ts";
import type { NodeRequest, NodeResponse } from "./node-messages.ts";
import { problemBody } from "./problem-body.ts";
import { protocolHeaders } from "./protocol-headers.ts";
import { failureAnswer } from "./status-body.ts";

/**
 * Adds what interceptors and handlers set. Free of cost where they set nothing. Throws, with nothing added, where a
 * value can't stand in a header.
 */
export function addHeaders(res: NodeResponse, headers: Headers & { readonly untouched?: boolean }): void {
  if (headers.untouched === true) return;
  const added = [...headers].filter(([name]) => !protocolHeaders.has(name));
  for (const [name, value] of added) validateHeaderValue(name, value);
  for (const [name, value] of added) res.appendHeader(name, value);
}

/** Adds what came to light only at the end of a stream. Throws where a value can't stand there. */
export function addTrailers(res: NodeResponse, trailers: Headers): void {
  const added = [...trailers].filter(([name]) => !protocolHeaders.has(name) && name !== "set-cookie");
  if (added.length > 0) res.addTrailers(Object.fromEntries(added));
}

/** Ends a response. Where it answers HEAD, without the body. */
export function writeWhole(
  req: NodeRequest,
  res: NodeResponse,
  status: number,
  headers: Readonly<Record<string, string | number>>,
  body: string | Uint8Array,
): void {
  // Both kinds of response take these arguments; their union's overloads don't say so.
  const response = (res as ServerResponse).writeHead(status, headers);
  if (req.method === "HEAD" || body.length === 0) response.end();
  else response.end(body);
}

/** Ends a response that says all in its headers. */
export function writeBodiless(
  res: NodeResponse,
  status: 204 | 304,
  headers: Readonly<Record<string, string>>,
): void {
  (res as ServerResponse).writeHead(status, headers).end();
}

/** Ends a response with the default answer to a failure: `google.rpc.Status`, or a problem where one is wanted. */
export function writeFailure(req: NodeRequest, res: NodeResponse, failure: HttpFailure): void {
  const answer = failureAnswer(failure);
  for (const [name, value] of answer.headers) if (isSendable(name, value)) res.appendHeader(name, value);
  res.appendHeader("vary", "accept");
  const isProblem = prefersProblem(req.headers.accept);
  const text = JSON.stringify(isProblem ? problemBody(answer) : answer.body);
  const headers = {
    "content-type": isProblem ? "application/problem+json" : "application/json",
    "content-length": Buffer.byteLength(text),
  };
  writeWhole(req, res, answer.status, headers, text);
}

/** An error is told even if something that goes with it can't be. */
function isSendable(name: string, value: string): boolean {
  try {
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}
