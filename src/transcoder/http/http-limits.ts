import type { HttpFailure } from "./http-failure.ts";
import type { NodeRequest } from "./node-messages.ts";

/** What one request may cost. Nesting of bodies and the number of violations are limited by the router's options. */
export interface HttpLimits {
  /** The longest body, compressed or not, in bytes. Default 4 MiB; beyond it 413. */
  readonly bodyBytes: number;
  /** The most parameters of a query. Default 1000; beyond it 400. */
  readonly queryPairs: number;
  /** The longest path with its query. Default 16 KiB; beyond it 414. */
  readonly targetBytes: number;
  /** The most segments of a path. Default 100; beyond it 414. */
  readonly pathSegments: number;
  /** All headers together, names and values, in bytes. Default 16 KiB; beyond it 431. */
  readonly headerBytes: number;
  /** The most headers. Default 200; beyond it 431. */
  readonly headers: number;
  /** How long a call may take, in milliseconds, whatever its client allows. Default: as long as it likes. */
  readonly callMs: number;
  /** The same for a call whose answer is a stream. Default: as long as it likes. */
  readonly streamMs: number;
}

/** Fills in what is left open. */
export function httpLimits(limits: Partial<HttpLimits> = {}): HttpLimits {
  return { ...defaults, ...limits };
}

const defaults: HttpLimits = {
  bodyBytes: 4 * 1024 * 1024,
  queryPairs: 1000,
  targetBytes: 16 * 1024,
  pathSegments: 100,
  headerBytes: 16 * 1024,
  headers: 200,
  callMs: Number.POSITIVE_INFINITY,
  streamMs: Number.POSITIVE_INFINITY,
};

/** Which limit a request breaks before its body is looked at, if any. */
export function brokenLimit(req: NodeRequest, limits: HttpLimits): HttpFailure | undefined {
  const target = req.url ?? "/";
  if (target.length > limits.targetBytes) {
    return { kind: "target-too-long", reason: `it is longer than ${limits.targetBytes} bytes` };
  }
  if (target.length > limits.pathSegments && segmentsOf(target) > limits.pathSegments) {
    return { kind: "target-too-long", reason: `its path has more than ${limits.pathSegments} segments` };
  }
  const { rawHeaders } = req;
  if (rawHeaders.length > 2 * limits.headers && countOf(rawHeaders) > limits.headers) {
    return { kind: "headers-too-large", reason: `there are more than ${limits.headers}` };
  }
  let bytes = 0;
  for (const text of rawHeaders) bytes += text.length;
  if (bytes <= limits.headerBytes) return undefined;
  return { kind: "headers-too-large", reason: `they are longer than ${limits.headerBytes} bytes together` };
}

/** HTTP/2 has the request's first line among its headers. */
function countOf(rawHeaders: readonly string[]): number {
  return rawHeaders.filter((text, at) => at % 2 === 0 && !text.startsWith(":")).length;
}

function segmentsOf(target: string): number {
  const mark = target.indexOf("?");
  const path = mark < 0 ? target : target.slice(0, mark);
  let segments = 0;
  for (let at = path.indexOf("/"); at >= 0; at = path.indexOf("/", at + 1)) segments++;
  return segments;
}
