import type { ConnectRequest, ConnectResponse } from "./endpoint.ts";

const textType = /^application\/grpc-web-text/i;

/**
 * The bytes of a body in gRPC-Web's text form: base64, in as many padded pieces as the client likes. What is no
 * base64 comes out as other bytes, which are no message.
 */
export function decodeText(body: Buffer): Buffer {
  const pieces = body.toString("latin1").match(/[^=]+=*/g) ?? [];
  return Buffer.concat(pieces.map((piece) => Buffer.from(piece, "base64")));
}

/** The request under the type that its body has in bytes. */
export function asBytes(request: ConnectRequest): ConnectRequest {
  const header = new Headers(request.header);
  const contentType = header.get("content-type") ?? "";
  header.set("content-type", contentType.replace(textType, "application/grpc-web"));
  header.delete("content-length");
  return { ...request, header };
}

/** The response in the text form: each piece is encoded by itself, so that streams arrive as they are sent. */
export function asText(response: ConnectResponse): ConnectResponse {
  const header = new Headers(response.header);
  header.set("content-type", "application/grpc-web-text+proto");
  return { ...response, header, ...(response.body && { body: encoded(response.body) }) };
}

async function* encoded(body: AsyncIterable<Uint8Array>) {
  for await (const chunk of body) yield Buffer.from(Buffer.from(chunk).toString("base64"));
}
