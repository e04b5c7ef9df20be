import { gunzip } from "node:zlib";
import { Code, ConnectError } from "@connectrpc/connect";

/** What a client may compress requests with. */
export const acceptedEncodings = "identity,gzip";

/** The message in a gzipped one. Rejects with RESOURCE_EXHAUSTED as soon as it gets larger than `bytesMax`. */
export function decompressGzip(payload: Buffer, bytesMax: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    gunzip(payload, { maxOutputLength: bytesMax }, (error, message) => {
      if (error === null) resolve(message);
      else if ("code" in error && error.code === "ERR_BUFFER_TOO_LARGE") reject(messageTooLarge(bytesMax));
      else reject(new ConnectError("the message is not gzip", Code.InvalidArgument));
    });
  });
}

/** The refusal of a message that is larger than the server takes. */
export function messageTooLarge(bytesMax: number): ConnectError {
  return new ConnectError(`the message is larger than ${bytesMax} bytes`, Code.ResourceExhausted);
}
