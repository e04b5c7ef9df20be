import type { IncomingHttpHeaders as Http1Headers, IncomingMessage } from "node:http";
import type { IncomingHttpHeaders as Http2Headers, Http2ServerRequest } from "node:http2";

type NodeHeaders = Http1Headers | Http2Headers;

/**
 * Web `Headers` over what node parsed from a request, for code that is written against Connect's interfaces.
 *
 * Reading a header goes straight to node's own object. A real `Headers` costs about as much as the rest of a
 * small call, so one is made only when somebody iterates or writes; node's object is never changed.
 */
export function headerView(request: IncomingMessage | Http2ServerRequest | Http2Headers): Headers {
  return new HeaderView(isRequest(request) ? request : { headers: request });
}

/** Headers to be written to, made only when somebody does: most calls set none. */
export function lazyHeaders(): LazyHeaders {
  return new HeaderView(nothing);
}

/** A `Headers` that can tell cheaply whether there is anything in it. */
export interface LazyHeaders extends Headers {
  /** True as long as nothing was ever read into or written to the real `Headers` behind it. */
  readonly untouched: boolean;
}

/** A request of node's, which parses its headers when it is first asked for them, or what looks like one. */
interface Source {
  readonly headers: NodeHeaders;
}

const nothing: Source = { headers: {} };

function isRequest(
  request: IncomingMessage | Http2ServerRequest | Http2Headers,
): request is IncomingMessage | Http2ServerRequest {
  // A header named "headers" would be a string or a list.
  const headers: unknown = request.headers;
  return typeof headers === "object" && headers !== null && !Array.isArray(headers);
}

class HeaderView implements LazyHeaders {
  readonly #source: Source;
  #headers: Headers | undefined;

  constructor(source: Source) {
    this.#source = source;
  }

  get untouched(): boolean {
    return this.#headers === undefined;
  }

  get(name: string): string | null {
    if (this.#headers !== undefined) return this.#headers.get(name);
    const value: unknown = this.#source.headers[name.toLowerCase()];
    // Anything but text and lists of it is the object's prototype: node's headers have one in HTTP/1.1.
    if (typeof value === "string") return value;
    return Array.isArray(value) ? value.join(", ") : null;
  }

  has(name: string): boolean {
    return this.get(name) !== null;
  }

  append(name: string, value: string): void {
    this.#real().append(name, value);
  }

  delete(name: string): void {
    this.#real().delete(name);
  }

  set(name: string, value: string): void {
    this.#real().set(name, value);
  }

  getSetCookie(): string[] {
    return this.#real().getSetCookie();
  }

  forEach(callback: (value: string, key: string, parent: Headers) => void, thisArg?: unknown): void {
    for (const [key, value] of this.#real()) callback.call(thisArg, value, key, this);
  }

  keys() {
    return this.#real().keys();
  }

  values() {
    return this.#real().values();
  }

  entries() {
    return this.#real().entries();
  }

  [Symbol.iterator]() {
    return this.#real().entries();
  }

  #real(): Headers {
    this.#headers ??= webHeaders(this.#source.headers);
    return this.#headers;
  }
}

function webHeaders(source: NodeHeaders): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(source)) {
    // HTTP/2's pseudo headers are no headers to anyone but node.
    if (value === undefined || name.startsWith(":")) continue;
    for (const one of Array.isArray(value) ? value : [value]) appendIfValid(headers, name, String(one));
  }
  return headers;
}

function appendIfValid(headers: Headers, name: string, value: string): void {
  try {
    headers.append(name, value);
  } catch {
    // HTTP/2 lets clients send what the web's Headers refuse (anything beyond Latin-1): nobody is to fail for it.
  }
}
