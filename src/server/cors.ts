import { cors as protocols } from "@connectrpc/connect";
import type { Config } from "../config.ts";
import { type HttpHandler, type HttpRequest, type HttpResponse, pathOf } from "./http-handler.ts";
import type { Observer } from "./interceptors/observe.ts";
import { newRequestId, requestIdHeader } from "./request-id.ts";

/** The settings that say which pages of other origins may call the server, and how. */
export type CorsConfig = Pick<
  Config,
  | "corsAllowedOrigin"
  | "corsAllowCredentials"
  | "corsExposeHeaders"
  | "corsMaxAgeSeconds"
  | "corsAllowMethods"
  | "corsAllowHeaders"
>;

/** What is around it. */
export interface CorsParts {
  /** Paths of all RPCs: pages that call those need headers that their protocols have. */
  readonly rpcPaths: { has(path: string): boolean };
  /** Told of the preflights, which nobody else sees. */
  readonly observe: Observer;
}

/** Headers that requests may always have (oslo.middleware's list: the ones that fetch calls simple, and more). */
const simpleHeaders = [
  "accept",
  "accept-language",
  "content-type",
  "cache-control",
  "content-language",
  "expires",
  "last-modified",
  "pragma",
];

/**
 * Tells browsers which pages of other origins may call `handle`, as oslo.middleware does for Placement: every OPTIONS
 * request is taken for a preflight and answered 200, with leave or without; other requests are served in any case,
 * and it is the browser that keeps the answer from a page without leave. `handle` itself where no origin is allowed.
 */
export function withCors(handle: HttpHandler, config: CorsConfig, parts: CorsParts): HttpHandler {
  const origins = config.corsAllowedOrigin;
  if (origins === undefined) return handle;
  const rest = headersFor(config, [], []);
  const rpc = headersFor(config, protocols.allowedHeaders, protocols.exposedHeaders);
  return (request, response) => {
    const { allowed, exposed } = parts.rpcPaths.has(pathOf(request)) ? rpc : rest;
    const origin = allowedOrigin(request, origins);
    if (request.method === "OPTIONS") {
      if (origin !== undefined) allowPreflight(request, response, { origin, allowed, config });
      answerPreflight(request, response, parts.observe);
      return;
    }
    if (origin !== undefined) allowOrigin(response, origin, config);
    if (origin !== undefined && exposed !== "") response.setHeader("access-control-expose-headers", exposed);
    handle(request, response);
  };
}

function headersFor(config: CorsConfig, allowed: readonly string[], exposed: readonly string[]) {
  const names = [...simpleHeaders, ...config.corsAllowHeaders, ...allowed];
  return {
    allowed: new Set(names.map((name) => name.toLowerCase())),
    exposed: [...config.corsExposeHeaders, ...exposed].join(","),
  };
}

/** The origin to name to the browser: the page's own, or `*` where that stands for any. */
function allowedOrigin({ headers }: HttpRequest, origins: readonly string[]): string | undefined {
  const { origin } = headers;
  if (typeof origin !== "string") return undefined;
  if (origins.includes(origin)) return origin;
  return origins.includes("*") ? "*" : undefined;
}

function allowOrigin(response: HttpResponse, origin: string, config: CorsConfig): void {
  response.setHeader("vary", "Origin");
  response.setHeader("access-control-allow-origin", origin);
  if (config.corsAllowCredentials) response.setHeader("access-control-allow-credentials", "true");
}

interface Leave {
  readonly origin: string;
  readonly allowed: ReadonlySet<string>;
  readonly config: CorsConfig;
}

function allowPreflight(request: HttpRequest, response: HttpResponse, leave: Leave): void {
  const { origin, allowed, config } = leave;
  const method = request.headers["access-control-request-method"];
  const wanted = namesIn(request.headers["access-control-request-headers"]);
  if (method === undefined || !config.corsAllowMethods.includes(method)) return;
  if (!wanted.every((name) => allowed.has(name.toLowerCase()))) return;
  allowOrigin(response, origin, config);
  if (config.corsMaxAgeSeconds > 0) response.setHeader("access-control-max-age", config.corsMaxAgeSeconds);
  response.setHeader("access-control-allow-methods", method);
  if (wanted.length > 0) response.setHeader("access-control-allow-headers", wanted.join(","));
}

function answerPreflight(request: HttpRequest, response: HttpResponse, observe: Observer): void {
  const [requestId, status] = [newRequestId(), 200];
  response.setHeader(requestIdHeader, requestId);
  response.setHeader("content-length", 0);
  response.statusCode = status;
  response.end();
  observe({ requestId, method: `OPTIONS ${pathOf(request)}`, protocol: "rest", status, durationMs: 0 });
}

function namesIn(list: string | undefined): readonly string[] {
  return (list ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}
