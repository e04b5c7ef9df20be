import type { QueryPairs } from "../binding/query-binder.ts";

/** The parts of a request target that routes look at, percent-encoded. */
export interface RequestTarget {
  readonly path: string;
  /** Without the question mark; empty where there is none. */
  readonly query: string;
}

const absoluteForm = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/?]*/;

/** Splits a request target into path and query. Proxies' absolute form loses what is before the path. */
export function splitTarget(target: string): RequestTarget {
  const local = target.startsWith("/") ? target : target.replace(absoluteForm, "");
  const mark = local.indexOf("?");
  if (mark < 0) return { path: local === "" ? "/" : local, query: "" };
  return { path: mark === 0 ? "/" : local.slice(0, mark), query: local.slice(mark + 1) };
}

/** The names and values of a query, or why it isn't one. */
export type ParsedQuery =
  | { readonly pairs: QueryPairs; readonly error?: undefined }
  | { readonly error: string; readonly pairs?: undefined };

const noPairs: ParsedQuery = { pairs: [] };
// Beside what is not of ASCII, what begins a fragment, which no request has.
const unescaped = /[^\x21-\x7e]|#/;

/**
 * Parses a query as forms write it: pairs between `&`, `+` for a space. Never throws; malformed percent-encoding,
 * text that is not UTF-8 and more than `pairsMax` pairs (default 1000) are errors.
 */
export function parseQuery(
  query: string,
  limits: { readonly pairsMax?: number | undefined } = {},
): ParsedQuery {
  if (query === "") return noPairs;
  if (unescaped.test(query)) return { error: "a character that must be percent-encoded is not" };
  const { pairsMax = 1000 } = limits;
  const parts = query.split("&", pairsMax + 1);
  if (parts.length > pairsMax) return { error: `there are more than ${pairsMax} parameters` };
  const pairs: (readonly [string, string])[] = [];
  for (const part of parts) {
    if (part === "") continue;
    const equals = part.indexOf("=");
    const name = decodeFormText(equals < 0 ? part : part.slice(0, equals));
    const value = decodeFormText(equals < 0 ? "" : part.slice(equals + 1));
    if (name === undefined || value === undefined) {
      return {
        error: `the percent-encoding of ${JSON.stringify(part.slice(0, 100))} is malformed or not UTF-8`,
      };
    }
    pairs.push([name, value]);
  }
  return { pairs };
}

function decodeFormText(text: string): string | undefined {
  const spaced = text.includes("+") ? text.replaceAll("+", " ") : text;
  if (!spaced.includes("%")) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    return undefined;
  }
}
