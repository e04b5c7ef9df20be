import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants } from "node:http2";
import { create, toBinary } from "@bufbuild/protobuf";
import { encodeFrame } from "../../../src/server/grpc/frame.ts";
import { EchoRequestSchema } from "../gen/echo/v1/echo_pb.ts";

/** What a raw call came to. */
export interface RawAnswer {
  readonly header: Record<string, unknown>;
  readonly trailer: Record<string, unknown>;
  readonly body: Buffer;
  /** Status from the trailers, or from the header of a response without a body. */
  readonly status: string | undefined;
  readonly message: string | undefined;
  readonly resetCode: number | undefined;
}

/** A frame that asks the test service to say something. */
export function echoFrame(text: string, times = 0): Buffer {
  return encodeFrame(toBinary(EchoRequestSchema, create(EchoRequestSchema, { text, times })));
}

/** Opens an HTTP/2 session and closes it when done with. */
export async function withSession<T>(
  url: string,
  use: (session: ClientHttp2Session) => Promise<T>,
): Promise<T> {
  const session = connect(url);
  session.on("error", () => {});
  try {
    return await use(session);
  } finally {
    session.destroy();
  }
}

/** Begins a call of the test service; the caller writes what it wants. */
export function openCall(
  session: ClientHttp2Session,
  headers: Record<string, string> = {},
): ClientHttp2Stream {
  const stream = session.request({
    ":method": "POST",
    ":path": "/echo.v1.EchoService/Echo",
    "content-type": "application/grpc",
    te: "trailers",
    "x-auth-token": "admin",
    ...headers,
  });
  stream.on("error", () => {});
  return stream;
}

/** Collects the answer to a call. */
export function answerOf(stream: ClientHttp2Stream): Promise<RawAnswer> {
  return new Promise((resolve) => {
    let header: Record<string, unknown> = {};
    let trailer: Record<string, unknown> = {};
    const chunks: Buffer[] = [];
    stream.on("response", (received) => {
      header = received;
    });
    stream.on("trailers", (received) => {
      trailer = received;
    });
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("close", () => {
      const { "grpc-status": status, "grpc-message": message } = { ...header, ...trailer } as Record<
        string,
        string
      >;
      const resetCode = stream.rstCode === constants.NGHTTP2_NO_ERROR ? undefined : stream.rstCode;
      resolve({ header, trailer, body: Buffer.concat(chunks), status, message, resetCode });
    });
  });
}

/** Makes a call with this body. */
export function rawCall(url: string, body: Buffer, headers: Record<string, string> = {}): Promise<RawAnswer> {
  return withSession(url, (session) => {
    const stream = openCall(session, headers);
    const answer = answerOf(stream);
    stream.end(body);
    return answer;
  });
}
