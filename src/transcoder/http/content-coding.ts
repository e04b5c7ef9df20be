import { brotliCompress, brotliDecompress, constants, gunzip, gzip } from "node:zlib";
import { parseQualityList } from "./quality-list.ts";

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

/** Decompresses bytes, on a thread of its own. Gives up with ERR_BUFFER_TOO_LARGE beyond `bytesMax`. */
export function decompress(
  coding: ContentCoding,
  bytes: Buffer,
  bytesMax: number,
  done: CodingCallback,
): void {
  const limits = { maxOutputLength: bytesMax };
  if (coding === "gzip") gunzip(bytes, limits, done);
  else brotliDecompress(bytes, limits, done);
}
