import type { ServerHttp2Stream } from "node:http2";

/**
 * Collects a stream's request body and hands it over whole, or undefined as soon as it has more than `bytesMax`
 * bytes. Hands over nothing if the stream closes first.
 */
export function receiveBody(
  stream: ServerHttp2Stream,
  bytesMax: number,
  done: (body: Buffer | undefined) => void,
): void {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on("data", (chunk: Buffer) => {
    if (size > bytesMax) return;
    size += chunk.length;
    chunks.push(chunk);
    if (size > bytesMax) done(undefined);
  });
  stream.on("end", () => {
    if (size <= bytesMax) done(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size));
  });
}
