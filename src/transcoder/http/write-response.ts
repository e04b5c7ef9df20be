import { codedEntityTag } from "../conditions/entity-tag.ts";
import { type CompressionRules, isCompressible } from "./compression-rules.ts";
import { type ContentCoding, chooseCoding, compress, contentCodings } from "./content-coding.ts";
import { isGone, type NodeRequest, type NodeResponse } from "./node-messages.ts";
import { writeBodiless, writeWhole } from "./write-answer.ts";

/** A response that is ready to be sent. */
export interface HttpResponse {
  readonly status: number;
  readonly contentType: string;
  readonly body: string | Uint8Array;
  /** In quotes. */
  readonly etag: string | undefined;
}

/** Ends a response, compressed where it is worth it and the client takes it. */
export function writeResponse(
  req: NodeRequest,
  res: NodeResponse,
  response: HttpResponse,
  rules: CompressionRules | undefined,
): void {
  const { status, contentType, body, etag } = response;
  if (status === 204) {
    writeBodiless(res, status, etag === undefined ? {} : { etag });
    return;
  }
  const bytes = typeof body === "string" ? Buffer.byteLength(body) : body.length;
  if (rules === undefined || bytes < rules.minBytes || !isCompressible(contentType, res)) {
    writePlain(req, res, response, bytes);
    return;
  }
  res.appendHeader("vary", "accept-encoding");
  const coding = chooseCoding(req.headers["accept-encoding"]);
  if (coding === undefined) writePlain(req, res, response, bytes);
  else writeCompressed(req, res, response, coding);
}

function writePlain(req: NodeRequest, res: NodeResponse, response: HttpResponse, bytes: number): void {
  const { status, contentType, body, etag } = response;
  const headers: Record<string, string | number> = { "content-type": contentType, "content-length": bytes };
  if (etag !== undefined) headers.etag = etag;
  writeWhole(req, res, status, headers, body);
}

/** The answer to HEAD leaves out the length: to know it, everything would have to be compressed for nobody. */
function writeCompressed(
  req: NodeRequest,
  res: NodeResponse,
  response: HttpResponse,
  coding: ContentCoding,
): void {
  const { status, body } = response;
  weakenTag(res);
  const headers = codedHeaders(response, coding);
  if (req.method === "HEAD") {
    writeWhole(req, res, status, headers, "");
    return;
  }
  const plain = typeof body === "string" ? Buffer.from(body) : body;
  compress(coding, plain, (error, bytes) => {
    if (isGone(res) || res.headersSent) return;
    if (error === null) writeWhole(req, res, status, { ...headers, "content-length": bytes.length }, bytes);
    else writePlain(req, res, response, plain.length);
  });
}

/**
 * Tells a client that what it has is what it would get. The tag is the one that it knows: it may have got the
 * response in a coding.
 */
export function writeNotModified(req: NodeRequest, res: NodeResponse, etag: string | undefined): void {
  if (etag === undefined) {
    writeBodiless(res, 304, {});
    return;
  }
  const known = String(req.headers["if-none-match"]);
  const coded = contentCodings.map((coding) => codedEntityTag(etag, coding));
  const shown = coded.find((tag) => known.includes(tag)) ?? etag;
  res.appendHeader("vary", "accept-encoding");
  writeBodiless(res, 304, { etag: shown });
}

/** A strong tag that the handler set means bytes that are not sent; which ones it compares, only it knows. */
function weakenTag(res: NodeResponse): void {
  const tag = res.getHeader("etag");
  if (typeof tag === "string" && tag.startsWith('"')) res.setHeader("etag", `W/${tag}`);
}

function codedHeaders({ contentType, etag }: HttpResponse, coding: ContentCoding): Record<string, string> {
  const headers = { "content-type": contentType, "content-encoding": coding };
  return etag === undefined ? headers : { ...headers, etag: codedEntityTag(etag, coding) };
}
