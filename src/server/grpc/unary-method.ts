import type { IncomingHttpHeaders } from "node:http2";
import { type DescMessage, fromBinary, type Message, type MessageInitShape } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { type BinaryAnswer, writeBinary } from "../../service/binary-answer.ts";
import type { InflateLimits, UnaryInvoker } from "../../transcoder/index.ts";
import { acceptedEncodings, decompressGzip, messageTooLarge } from "./decompress.ts";
import { type Frame, frameOf, parseFrame } from "./frame.ts";
import type { MessageWriter } from "./message-writer.ts";

/** A unary method as the lean path calls it. */
export interface UnaryMethod {
  readonly input: DescMessage;
  readonly write: MessageWriter;
  readonly invoke: UnaryInvoker;
}

const frameProblems: Record<Extract<Frame, { problem: string }>["problem"], ConnectError> = {
  none: new ConnectError("a unary call has one message, not none", Code.Unimplemented),
  several: new ConnectError("a unary call has one message, not several", Code.Unimplemented),
  truncated: new ConnectError("the message is shorter than its prefix says", Code.InvalidArgument),
  "bad-flag": new ConnectError("the message has an unknown flag", Code.InvalidArgument),
};

/** The request's message, or a promise of it when it is compressed. Throws ConnectError for what is no message. */
export function decodeRequest(
  method: UnaryMethod,
  headers: IncomingHttpHeaders,
  body: Buffer,
  limits: InflateLimits,
): Message | Promise<Message> {
  const { bytesMax } = limits;
  const frame = parseFrame(body);
  if ("problem" in frame) throw frameProblems[frame.problem];
  if (frame.payload.length > bytesMax) throw messageTooLarge(bytesMax);
  if (!frame.compressed) return parseMessage(method.input, frame.payload);
  const encoding = headers["grpc-encoding"];
  if (encoding === undefined || encoding === "identity") {
    throw new ConnectError(
      "the message is compressed, but grpc-encoding names no compression",
      Code.InvalidArgument,
    );
  }
  if (encoding !== "gzip") throw unknownEncoding(String(encoding));
  return decompressGzip(frame.payload, limits).then((payload) => parseMessage(method.input, payload));
}

/** The response's message with its prefix. */
export function encodeResponse(method: UnaryMethod, message: MessageInitShape<DescMessage>): Buffer {
  return frameOf((writer) => {
    if (writesItself(message)) message[writeBinary](writer);
    else method.write(writer, message);
  });
}

function writesItself(message: object): message is BinaryAnswer {
  return writeBinary in message;
}

function parseMessage(schema: DescMessage, payload: Buffer): Message {
  try {
    return fromBinary(schema, payload);
  } catch (error) {
    throw new ConnectError(
      `the message is no ${schema.typeName}`,
      Code.InvalidArgument,
      undefined,
      undefined,
      error,
    );
  }
}

function unknownEncoding(encoding: string): ConnectError {
  return new ConnectError(`compression ${encoding} is not supported`, Code.Unimplemented, {
    "grpc-accept-encoding": acceptedEncodings,
  });
}
