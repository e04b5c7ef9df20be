import { grpcTimeoutMs } from "../../transcoder/index.ts";

/**
 * The time that a client allows a call, in milliseconds, by the header of whatever protocol it speaks. Undefined
 * where it allows any, or where the header is malformed: the protocol refuses that one.
 */
export function clientTimeoutMs(header: Headers): number | undefined {
  const grpc = header.get("grpc-timeout");
  if (grpc !== null) return grpcTimeoutMs(grpc);
  const connect = header.get("connect-timeout-ms");
  return connect !== null && /^\d{1,10}$/.test(connect) ? Number(connect) : undefined;
}
