import { BlockList, isIP } from "node:net";
import type { TLSSocket } from "node:tls";
import type { RestRequest } from "./exchange.ts";

/** Where a client sees the server. */
export interface Front {
  /** Scheme and host: the beginning of absolute links. */
  readonly origin: string;
  /** What stands before every path, where the server is mounted below one: `/placement`; else empty. */
  readonly mountPrefix: string;
}

/** What is known of what stands between clients and the server. */
export interface FrontOptions {
  /** Where the server is mounted below another one's paths. */
  readonly mountPrefix?: string | undefined;
  /**
   * Addresses and networks (`10.0.0.0/8`) of proxies whose `X-Forwarded-Proto`, `-Host` and `-Prefix` are believed.
   * From others these headers say nothing: anybody could send them.
   */
  readonly trustedProxies?: readonly string[] | undefined;
}

/** Finds out, for each request, where its client sees the server. */
export function createFront(options: FrontOptions): (request: RestRequest) => Front {
  const mountPrefix = options.mountPrefix ?? "";
  const proxies = options.trustedProxies ?? [];
  if (proxies.length === 0) return (request) => ({ origin: originOf(request), mountPrefix });
  const trusted = networks(proxies);
  return (request) => {
    const address = request.socket.remoteAddress ?? "";
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    const believed = isIP(address) !== 0 && trusted.check(address, family);
    return believed ? forwarded(request, mountPrefix) : { origin: originOf(request), mountPrefix };
  };
}

function networks(proxies: readonly string[]): BlockList {
  const list = new BlockList();
  for (const proxy of proxies) {
    const [address = "", bits] = proxy.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}

function forwarded(request: RestRequest, mountPrefix: string): Front {
  const proto = firstOf(request, "x-forwarded-proto", /^https?$/);
  const host = firstOf(request, "x-forwarded-host", /^[\w.:[\]-]{1,255}$/);
  const prefix = firstOf(request, "x-forwarded-prefix", /^(\/[\w.~-]+)*\/?$/);
  return {
    origin: originOf(request, proto, host),
    mountPrefix: prefix === undefined ? mountPrefix : prefix.replace(/\/$/, ""),
  };
}

/** The first of a header's values, which is the one that the client's own proxy gave; undefined where it is odd. */
function firstOf(request: RestRequest, name: string, form: RegExp): string | undefined {
  const header = request.headers[name];
  const [first = ""] = (typeof header === "string" ? header : "").split(",");
  const value = first.trim();
  return value !== "" && form.test(value) ? value : undefined;
}

function originOf(request: RestRequest, proto?: string, host = hostOf(request)): string {
  const secure =
    proto === undefined ? (request.socket as Partial<TLSSocket>).encrypted === true : proto === "https";
  const [scheme, port] = secure ? (["https", ":443"] as const) : (["http", ":80"] as const);
  const shown = host?.endsWith(port) ? host.slice(0, -port.length) : host;
  return `${scheme}://${shown ?? "localhost"}`;
}

function hostOf(request: RestRequest): string | undefined {
  return "authority" in request ? request.authority || request.headers.host : request.headers.host;
}
