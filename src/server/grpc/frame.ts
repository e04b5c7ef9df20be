import { BinaryWriter } from "@bufbuild/protobuf/wire";

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

const emptyPrefix = new Uint8Array(prefixBytes);

/** How long a frame may be, in bytes, for the room that it was written in to be kept for the next. */
const keptBytesMax = 1 << 20;

/** One writer for all: nobody writes while another does, and growing anew each time costs as much as the writing. */
let shared = new BinaryWriter();

/** The message that `write` writes with its prefix, uncompressed. Throws what `write` throws. */
export function frameOf(write: (writer: BinaryWriter) => void): Buffer {
  const writer = shared;
  // Whoever throws leaves something behind.
  shared = new BinaryWriter();
  writer.raw(emptyPrefix);
  write(writer);
  const { buffer, byteOffset, byteLength } = writer.finish();
  if (byteLength <= keptBytesMax) shared = writer;
  const frame = Buffer.from(buffer, byteOffset, byteLength);
  frame.writeUInt32BE(byteLength - prefixBytes, 1);
  return frame;
}
