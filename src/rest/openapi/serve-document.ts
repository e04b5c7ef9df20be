import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import type { Exchange } from "../exchange.ts";
import { documentFile } from "./document-file.ts";

/** Where the document is, below the mount prefix. It is no path of Placement's. */
export const documentPath = "/openapi.json";

/** Answers a request for the document with its status, or leaves it to others: undefined. */
export type ServeDocument = (exchange: Exchange) => 200 | 304 | undefined;

/**
 * Reads the generated document, once, and serves it to whoever asks, with or without credentials: it tells nothing
 * that this project's source does not. Caches ask whether it is the same still, and are told by its hash.
 */
export function createServeDocument(): ServeDocument {
  const document = Buffer.from(JSON.stringify(JSON.parse(readFileSync(documentFile, "utf8"))));
  const etag = `"${createHash("sha256").update(document).digest("base64url").slice(0, 22)}"`;
  return (exchange) => {
    const { method, request } = exchange;
    if (method !== "GET" && method !== "HEAD") return undefined;
    const status = isKnown(request.headers["if-none-match"], etag) ? 304 : 200;
    const headers = {
      etag,
      "cache-control": "no-cache",
      "x-openstack-request-id": exchange.requestId,
      ...(status === 200 ? { "content-type": "application/json", "content-length": document.length } : {}),
    };
    const response = exchange.response as ServerResponse;
    response.writeHead(status, headers);
    response.end(status === 200 && method === "GET" ? document : undefined);
    return status;
  };
}

/** Whether a client has the document of this tag already. A proxy that compresses makes tags weak (RFC 9110, 8.8.3). */
function isKnown(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(",").some((tag) => ["*", etag].includes(tag.trim().replace(/^W\//, "")));
}
