import { Code, ConnectError } from "@connectrpc/connect";
import { BodyTooLarge, type InflateLimits, NoRoomForBody } from "../../transcoder/index.ts";
import { noRoom } from "../body-budget.ts";
import { inflate } from "../inflate.ts";

/** What a client may compress requests with. */
export const acceptedEncodings = "identity,gzip";

/**
 * The message in a gzipped one. Rejects with RESOURCE_EXHAUSTED as soon as it gets larger than it may, and with
 * UNAVAILABLE as soon as there is no room for it.
 */
export async function decompressGzip(payload: Buffer, limits: InflateLimits): Promise<Buffer> {
  try {
    return await inflate("gzip", payload, limits);
  } catch (error) {
    if (error instanceof BodyTooLarge) throw messageTooLarge(limits.bytesMax);
    if (error instanceof NoRoomForBody) throw noRoom();
    throw new ConnectError("the message is not gzip", Code.InvalidArgument);
  }
}

/** The refusal of a message that is larger than the server takes. */
export function messageTooLarge(bytesMax: number): ConnectError {
  return new ConnectError(`the message is larger than ${bytesMax} bytes`, Code.ResourceExhausted);
}
