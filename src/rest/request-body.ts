import { isUtf8 } from "node:buffer";
import type { IncomingMessage } from "node:http";
import type { Http2ServerRequest } from "node:http2";
import type { Json } from "./shape/json-schema.ts";
import { malformedJsonWords } from "./shape/malformed-json.ts";

/** What reading a body came to. "gone" means that the client went away before it was complete. */
export type ReadBody = Buffer | "too-large" | "gone";

/** Reads a whole body of at most `bytesMax` bytes. Calls back once; stops listening when it knows enough. */
export function readBody(
  request: IncomingMessage | Http2ServerRequest,
  bytesMax: number,
  done: (body: ReadBody) => void,
): void {
  const announced = Number(request.headers["content-length"]);
  if (announced > bytesMax) {
    done("too-large");
    return;
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  const finish = (body: ReadBody) => {
    request.off("data", onData).off("end", onEnd).off("close", onClose);
    done(body);
  };
  const onData = (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= bytesMax) chunks.push(chunk);
    else finish("too-large");
  };
  const onEnd = () =>
    finish(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks));
  const onClose = () => finish("gone");
  request.on("data", onData).on("end", onEnd).on("close", onClose);
}

/** A body as JSON, or what is wrong with it in Placement's words. */
export type ParsedBody = { readonly json: Json } | { readonly malformed: string };

/** Parses a body. Never throws. */
export function parseBody(body: Buffer): ParsedBody {
  if (!isUtf8(body)) return { malformed: `Malformed JSON: ${notUtf8Words(body)}` };
  const text = body.toString();
  try {
    return { json: JSON.parse(text) };
  } catch {
    return { malformed: `Malformed JSON: ${malformedJsonWords(text)}` };
  }
}

/** The first byte that can't be part of a text, as Python's decoder tells of it. */
function notUtf8Words(body: Buffer): string {
  let [valid, broken] = [0, body.length];
  while (broken - valid > 1) {
    const middle = (valid + broken) >> 1;
    if (isUtf8(body.subarray(0, textEnd(body, middle)))) valid = middle;
    else broken = middle;
  }
  const position = textEnd(body, valid);
  const byte = (body[position] ?? 0).toString(16).padStart(2, "0");
  return `'utf-8' codec can't decode byte 0x${byte} in position ${position}: invalid start byte`;
}

/** The last boundary between characters at or before a position. */
function textEnd(body: Buffer, position: number): number {
  let end = position;
  while (end > 0 && position - end < 3 && ((body[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return end;
}
