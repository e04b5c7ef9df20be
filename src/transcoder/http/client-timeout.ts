import type { IncomingHttpHeaders as Http1Headers } from "node:http";
import type { IncomingHttpHeaders as Http2Headers } from "node:http2";

/** The headers in which clients say how long they wait. */
const readers: Readonly<Record<string, (text: string) => number | undefined>> = {
  "grpc-timeout": grpcTimeoutMs,
  "connect-timeout-ms": (text) => (/^\d{1,10}$/.test(text) ? Number(text) : undefined),
  // Seconds, as Google's clients send them.
  "x-server-timeout": (text) => (/^\d{1,9}(?:\.\d{1,9})?$/.test(text) ? Number(text) * 1000 : undefined),
};
const entries = Object.entries(readers);

const unitsMs: Readonly<Record<string, number>> = {
  H: 3_600_000,
  M: 60_000,
  S: 1000,
  m: 1,
  u: 1 / 1000,
  n: 1 / 1_000_000,
};

/** Milliseconds of a `grpc-timeout` header: up to eight digits and a unit. Undefined for anything else. */
export function grpcTimeoutMs(text: string): number | undefined {
  const [, digits, unit = ""] = /^(\d{1,8})([HMSmun])$/.exec(text) ?? [];
  const unitMs = unitsMs[unit];
  return unitMs === undefined ? undefined : Number(digits) * unitMs;
}

/**
 * How long a client waits, in milliseconds: the shortest where it says so in several ways, undefined where it does
 * not say. A header that is malformed is named: a call without its deadline is not what was asked for.
 */
export function clientTimeoutMs(
  headers: Http1Headers | Http2Headers,
): number | undefined | { readonly malformed: string } {
  const { "grpc-timeout": grpc, "connect-timeout-ms": connect, "x-server-timeout": server } = headers;
  if (grpc === undefined && connect === undefined && server === undefined) return undefined;
  let shortest: number | undefined;
  for (const [name, read] of entries) {
    const text = headers[name];
    if (text === undefined) continue;
    const timeoutMs = typeof text === "string" ? read(text) : undefined;
    if (timeoutMs === undefined) return { malformed: name };
    shortest = Math.min(shortest ?? timeoutMs, timeoutMs);
  }
  return shortest;
}
