import { isUtf8 } from "node:buffer";
import type { IncomingMessage } from "node:http";
import type { Http2ServerRequest } from "node:http2";
import { ChunkPile, excessOf } from "../transcoder/index.ts";
import type { Json } from "./shape/json-schema.ts";
import { malformedJsonWords } from "./shape/malformed-json.ts";
import { notUtf8Words } from "./shape/not-utf8-words.ts";

/**
 * What reading a body came to. "gone" means that the client went away before it was complete, "no-room" that there
 * are too many others just now.
 */
export type ReadBody = Buffer | "too-large" | "no-room" | "gone";

/** Takes room for bytes of a body, if there is any. */
export type TakeRoom = (bytes: number) => boolean;

/** Reads a whole body of at most `bytesMax` bytes. Calls back once; stops listening when it knows enough. */
export function readBody(
  request: IncomingMessage | Http2ServerRequest,
  { bytesMax, takeRoom }: { readonly bytesMax: number; readonly takeRoom: TakeRoom },
  done: (body: ReadBody) => void,
): void {
  const announced = Number(request.headers["content-length"]);
  if (announced > bytesMax) {
    done("too-large");
    return;
  }
  const chunks = new ChunkPile();
  let bytes = 0;
  const finish = (body: ReadBody) => {
    request.off("data", onData).off("end", onEnd).off("close", onClose);
    done(body);
  };
  const onData = (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > bytesMax) finish("too-large");
    else if (takeRoom(chunk.length)) chunks.add(chunk);
    else finish("no-room");
  };
  const onEnd = () => finish(chunks.whole());
  const onClose = () => finish("gone");
  request.on("data", onData).on("end", onEnd).on("close", onClose);
}

/** A body as JSON, or what is wrong with it in Placement's words. */
export type ParsedBody = { readonly json: Json } | { readonly malformed: string };

/** Parses a body. Never throws. */
export function parseBody(body: Buffer): ParsedBody {
  if (!isUtf8(body)) return { malformed: `Malformed JSON: ${notUtf8Words(body)}` };
  const excess = excessOf(body);
  if (excess !== undefined) return { malformed: `Malformed JSON: ${excess}` };
  const text = body.toString();
  let json: Json;
  try {
    json = JSON.parse(text);
  } catch {
    return { malformed: `Malformed JSON: ${malformedJsonWords(text)}` };
  }
  return { json };
}
