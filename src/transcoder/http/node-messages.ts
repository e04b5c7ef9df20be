import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";

/** A request of node's HTTP/1.1 server, or of its HTTP/2 server in the compatibility form. */
export type NodeRequest = IncomingMessage | Http2ServerRequest;

/** The response to a NodeRequest. */
export type NodeResponse = ServerResponse | Http2ServerResponse;
