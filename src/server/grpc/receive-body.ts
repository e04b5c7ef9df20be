import type { ServerHttp2Stream } from "node:http2";
import type { BodyHold } from "../../transcoder/index.ts";

/** What receiving a body came to. */
export type ReceivedBody = Buffer | "too-large" | "no-room";

/**
 * Collects a stream's request body and hands it over whole, or says as soon as that is known why not: it has more
 * than `bytesMax` bytes, or there is no room for it. Hands over nothing if the stream closes first.
 */
export function receiveBody(
  stream: ServerHttp2Stream,
  { bytesMax, hold }: { readonly bytesMax: number; readonly hold: BodyHold },
  done: (body: ReceivedBody) => void,
): void {
  let chunks: Buffer[] | undefined = [];
  let size = 0;
  const refuse = (why: "too-large" | "no-room") => {
    chunks = undefined;
    hold.release();
    done(why);
  };
  stream.on("data", (chunk: Buffer) => {
    if (chunks === undefined) return;
    size += chunk.length;
    if (size > bytesMax) refuse("too-large");
    else if (hold.take(chunk.length)) chunks.push(chunk);
    else refuse("no-room");
  });
  stream.on("end", () => {
    if (chunks !== undefined) done(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size));
  });
}
