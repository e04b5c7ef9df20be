import type { ErrorAnswer } from "./error-body.ts";
import { writeError, writeUnauthenticated } from "./error-body.ts";
import { type Exchange, send } from "./exchange.ts";
import { httpDateNow } from "./http-date.ts";
import type { VersionFacts } from "./version-facts.ts";

/** An error with what its head needs. */
export interface AnsweredError extends Omit<ErrorAnswer, "requestId" | "code"> {
  readonly code?: ErrorAnswer["code"];
  /** Undefined where the request's version could not be told: then nothing of it is repeated. */
  readonly version: VersionFacts | undefined;
  readonly varies: boolean;
  readonly allow?: string | undefined;
  readonly retryAfterSeconds?: number | undefined;
}

/** Answers with an error, in the form that the client takes. */
export function answerError(exchange: Exchange, error: AnsweredError): void {
  const { version, varies, allow, retryAfterSeconds } = error;
  const { contentType, text } = writtenError(exchange, error);
  // A HEAD request's answer has no body; Placement says neither how long it would be nor of which type.
  const headless = exchange.method === "HEAD";
  send(
    exchange,
    error.status,
    {
      "content-length": headless ? 0 : Buffer.byteLength(text),
      "content-type": headless ? "text/html; charset=UTF-8" : contentType,
      ...(allow === undefined ? {} : { allow }),
      ...(retryAfterSeconds === undefined ? {} : { "retry-after": retryAfterSeconds }),
      ...(version === undefined ? {} : { "openstack-api-version": version.header }),
      ...(version === undefined || !varies ? {} : { vary: "openstack-api-version" }),
      "x-openstack-request-id": exchange.requestId,
    },
    headless ? "" : text,
  );
}

function writtenError({ accept, requestId }: Exchange, error: AnsweredError) {
  if (error.status === 401) return writeUnauthenticated(accept);
  const code = error.version?.errorCodes === true ? (error.code ?? "placement.undefined_code") : undefined;
  return writeError({ ...error, requestId, code }, accept);
}

/** A successful answer. */
export interface Success {
  readonly status: number;
  readonly version: VersionFacts;
  /** In UTF-8 where it is long; undefined where there is no body. */
  readonly text: string | Buffer | undefined;
  /** Whether the answer has cache headers, at versions that have them. */
  readonly cacheHeaders: boolean;
  readonly location: string | undefined;
  /** When what the body shows was last changed, as an HTTP date; undefined where nobody can say. */
  readonly lastModified: string | undefined;
}

/** Answers that all went well. */
export function answerSuccess(exchange: Exchange, success: Success): void {
  const { text, version, location } = success;
  const headers: Record<string, string | number> = {
    "content-length": text === undefined ? 0 : Buffer.byteLength(text),
    "openstack-api-version": version.header,
    vary: "openstack-api-version",
    "x-openstack-request-id": exchange.requestId,
  };
  if (location !== undefined) headers.location = location;
  if (text !== undefined) headers["content-type"] = "application/json";
  if (success.cacheHeaders && version.cacheHeaders) {
    headers["cache-control"] = "no-cache";
    if (success.lastModified !== undefined) headers["last-modified"] = success.lastModified;
  }
  send(exchange, success.status, headers, text ?? "");
}

/** The document at the root: which versions there are. It is always as new as the request. */
export function answerRoot(exchange: Exchange, version: VersionFacts, text: string): void {
  const lastModified = httpDateNow();
  answerSuccess(exchange, {
    status: 200,
    version,
    text,
    cacheHeaders: true,
    location: undefined,
    lastModified,
  });
}
