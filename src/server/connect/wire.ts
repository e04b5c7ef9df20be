/** How a unary request of Connect's handlers has its message. */
export interface Wire {
  /** With a prefix of flag and length before it, as in gRPC-Web; else it is the whole body. */
  readonly enveloped: boolean;
  readonly json: boolean;
  /** In base64 as a whole, as in gRPC-Web's text form. */
  readonly text: boolean;
}

const unaryConnect = /^application\/(?:proto|(json)(?:; ?charset=utf-?8)?)$/i;
const grpcWeb = /^application\/grpc-web(-text)?(?:\+(?:proto|(json)(?:; ?charset=utf-?8)?))?$/i;
const grpcJson = /^application\/grpc\+json(?:; ?charset=utf-?8)?$/i;

/** Undefined for content types that no protocol here has. */
export function wireOf(contentType: string): Wire | undefined {
  const connect = unaryConnect.exec(contentType);
  if (connect !== null) return { enveloped: false, json: connect[1] !== undefined, text: false };
  const web = grpcWeb.exec(contentType);
  if (web !== null) return { enveloped: true, json: web[2] !== undefined, text: web[1] !== undefined };
  return grpcJson.test(contentType) ? { enveloped: true, json: true, text: false } : undefined;
}
