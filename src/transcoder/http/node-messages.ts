import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";

/** A request of node's HTTP/1.1 server, or of its HTTP/2 server in the compatibility form. */
export type NodeRequest = IncomingMessage | Http2ServerRequest;

/** The response to a NodeRequest. */
export type NodeResponse = ServerResponse | Http2ServerResponse;

/** Whether there is nobody to answer any more: then the response's close is past. */
export function isGone(res: NodeResponse): boolean {
  // In HTTP/2 the stream is undefined once it is closed.
  return "stream" in res ? (res.stream?.destroyed ?? true) : res.destroyed;
}
