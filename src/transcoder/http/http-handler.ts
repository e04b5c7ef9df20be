import { HttpExchange } from "./http-exchange.ts";
import { type HttpHandlerOptions, httpParts } from "./http-parts.ts";
import type { NodeRequest, NodeResponse } from "./node-messages.ts";

/** Answers requests of node's HTTP/1.1 server, and of its HTTP/2 server in the compatibility form. */
export type HttpHandler = (req: NodeRequest, res: NodeResponse) => void;

/** A handler for all routes of a router, with proto-JSON in and out. It never throws. */
export function createHttpHandler(options: HttpHandlerOptions): HttpHandler {
  const parts = httpParts(options);
  return (req, res) => new HttpExchange(parts, req, res).run();
}
