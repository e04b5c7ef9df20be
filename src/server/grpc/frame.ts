/** Bytes of a message's prefix: a flag and a length of 32 bits. */
export const prefixBytes = 5;

/** What a unary request's body holds, or why it holds none. */
export type Frame =
  | { readonly payload: Buffer; readonly compressed: boolean }
  | { readonly problem: "none" | "several" | "truncated" | "bad-flag" };

/** The one message of a unary request's whole body. Never throws: what a client sends is data. */
export function parseFrame(body: Buffer): Frame {
  if (body.length === 0) return { problem: "none" };
  if (body.length < prefixBytes) return { problem: "truncated" };
  const flag = body[0]!;
  const end = prefixBytes + body.readUInt32BE(1);
  if (flag > 1) return { problem: "bad-flag" };
  if (body.length < end) return { problem: "truncated" };
  if (body.length > end) return { problem: "several" };
  return { payload: body.subarray(prefixBytes), compressed: flag === 1 };
}

/** A message with its prefix, uncompressed. */
export function encodeFrame(payload: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(prefixBytes + payload.length);
  frame[0] = 0;
  frame.writeUInt32BE(payload.length, 1);
  frame.set(payload, prefixBytes);
  return frame;
}
