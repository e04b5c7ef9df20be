import { brotliCompress, constants, createBrotliDecompress, createGunzip, gzip } from "node:zlib";
import { parseQualityList } from "./quality-list.ts";
import { BodyTooLarge, NoRoomForBody } from "./read-body.ts";

/** The codings of bodies that are spoken here, the better one first. */
export const contentCodings = ["br", "gzip"] as const;

/** One of them. */
export type ContentCoding = (typeof contentCodings)[number];

/** What became of compressed or compressing bytes; an error where it went wrong. */
export type CodingCallback = (error: Error | null, bytes: Buffer) => void;

/** The coding that a client likes best, or undefined for none. */
export function chooseCoding(acceptEncoding: string | string[] | undefined): ContentCoding | undefined {
  if (typeof acceptEncoding !== "string" || acceptEncoding === "") return undefined;
  const preferences = parseQualityList(acceptEncoding);
  const qualityOf = (...names: readonly string[]): number | undefined =>
    preferences.find(({ name }) => names.includes(name))?.quality;
  const others = qualityOf("*");
  let best: ContentCoding | undefined;
  // Where all are liked alike, fewer bytes are better than none saved.
  let bestQuality = Math.max(qualityOf("identity") ?? 0, Number.MIN_VALUE);
  for (const coding of contentCodings) {
    const quality = (coding === "gzip" ? qualityOf("gzip", "x-gzip") : qualityOf(coding)) ?? others ?? 0;
    if (best === undefined ? quality >= bestQuality : quality > bestQuality) {
      [best, bestQuality] = [coding, quality];
    }
  }
  return best;
}

/** Compresses bytes, on a thread of its own. */
export function compress(coding: ContentCoding, bytes: Uint8Array, done: CodingCallback): void {
  if (coding === "gzip") gzip(bytes, done);
  else brotliCompress(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: brotliQuality } }, done);
}

// The default of 11 is for files that are compressed once: it takes fifty times as long.
const brotliQuality = 4;

/** How large bytes may become. */
export interface InflateLimits {
  readonly bytesMax: number;
  /** Takes room for more of them as they come out; false where there is none. Default: there always is. */
  readonly takeRoom?: ((bytes: number) => boolean) | undefined;
}

/**
 * Decompresses bytes, on a thread of its own, and calls `done` once: with BodyTooLarge, NoRoomForBody or an error of
 * zlib's where they are not what they should be, to their very end.
 */
export function decompress(
  coding: ContentCoding,
  bytes: Uint8Array,
  { bytesMax, takeRoom }: InflateLimits,
  done: CodingCallback,
): void {
  const inflate = coding === "gzip" ? createGunzip() : createBrotliDecompress(untilEnd);
  const chunks: Buffer[] = [];
  let size = 0;
  inflate.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size > bytesMax) inflate.destroy(new BodyTooLarge(bytesMax));
    else if (takeRoom?.(chunk.length) === false) inflate.destroy(new NoRoomForBody());
    else chunks.push(chunk);
  });
  inflate.on("end", () => done(null, Buffer.concat(chunks, size)));
  inflate.on("error", (error) => done(error, nothing));
  inflate.end(bytes);
}

// What comes after the end could be another body, to somebody else. gzip sees to that itself, and has several members.
const untilEnd = { rejectGarbageAfterEnd: true };
const nothing = Buffer.alloc(0);
