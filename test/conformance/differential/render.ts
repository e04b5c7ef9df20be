import { writeJson } from "./json.ts";
import type { Draft, Request } from "./request.ts";

/** The request that a draft says. */
export function render(draft: Draft): Request {
  const query =
    draft.rawQuery ?? draft.query.map(([key, value]) => `${encode(key)}=${encode(value)}`).join("&");
  const bodyBytes = draft.rawBody ?? (draft.body === undefined ? undefined : bytesOf(writeJson(draft.body)));
  return {
    method: draft.method,
    target: query === "" ? draft.path : `${draft.path}?${query}`,
    headers: draft.headers,
    ...(bodyBytes === undefined ? {} : { bodyBytes }),
  };
}

/** Text as its UTF-8 bytes, one character a byte. */
export function bytesOf(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

/** What clients leave unescaped in queries, and servers take so, stays readable. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replaceAll("%3A", ":").replaceAll("%2C", ",");
}
