import { type ContentCoding, decompress, type InflateLimits } from "../transcoder/index.ts";

/** Decompresses bytes. Rejects with BodyTooLarge, NoRoomForBody, or an error of zlib's. */
export function inflate(coding: ContentCoding, bytes: Uint8Array, limits: InflateLimits): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    decompress(coding, bytes, limits, (error, inflated) =>
      error === null ? resolve(inflated) : reject(error),
    );
  });
}
