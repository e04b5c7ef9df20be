import type { Json } from "./json.ts";

/** A request as it is sent. */
export interface Request {
  readonly method: string;
  /** Path and query, as they stand in the request's first line. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  /** One character a byte, so that bodies which are no text can be said too. */
  readonly bodyBytes?: string;
}

/** A request that can still be changed: what steps draw and flaws spoil. */
export interface Draft {
  method: string;
  path: string;
  query: [key: string, value: string][];
  /** The query as it is, instead of `query`. */
  rawQuery?: string;
  headers: Record<string, string>;
  body?: Json;
  /** The body's bytes as they are, instead of `body`. */
  rawBody?: string;
}

/** One request of a run, with what is known of how it came to be. */
export interface Step {
  readonly request: Request;
  /** The operation that was meant, as `METHOD /path/{variable}`. */
  readonly operation: string;
  /** The minor microversion that was asked for; undefined where a flaw changed the header. */
  readonly version: number | undefined;
  /** What was spoiled, in the order of it. */
  readonly flaws: readonly string[];
}

/** Prints a request as a curl command, without the server. */
export function asCurl({ method, target, headers, bodyBytes }: Request): string {
  const told = Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`);
  const body = bodyBytes === undefined ? [] : [`-d ${quoted(bodyBytes)}`];
  return ["curl", `-X ${method}`, ...told, ...body, quoted(`$URL${target}`)].join(" ");
}

function quoted(text: string): string {
  return text.startsWith("$URL") ? `"${text}"` : `'${text.replaceAll("'", "'\\''")}'`;
}
