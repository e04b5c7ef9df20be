import { isUtf8 } from "node:buffer";
import { notUtf8Words } from "../shape/not-utf8-words.ts";

/** A query's parameters, decoded, in their order. */
export type QueryPairs = readonly (readonly [name: string, value: string])[];

/** A query as it was sent, or what is wrong with its bytes, in Placement's words. */
export type ParsedQuery = { readonly pairs: QueryPairs } | { readonly malformed: string };

const none: ParsedQuery = { pairs: [] };

/** Decodes a query: percent-encoded, without the question mark. Never throws. */
export function parseQuery(rawQuery: string): ParsedQuery {
  if (rawQuery === "") return none;
  // The mark keeps URLSearchParams from taking one away that is part of the first name.
  const pairs = [...new URLSearchParams(`?${rawQuery}`)];
  // What is no text comes out as this character; clients may also mean it.
  const isDoubtful = pairs.some(([name, value]) => name.includes("\ufffd") || value.includes("\ufffd"));
  const broken = isDoubtful
    ? rawQuery
        .split(/[&=]/)
        .map(bytesOf)
        .find((bytes) => !isUtf8(bytes))
    : undefined;
  return broken === undefined
    ? { pairs }
    : { malformed: `Invalid query string parameters: ${notUtf8Words(broken)}` };
}

/** Of each parameter the value that was sent last, in the order in which they were sent first. */
export function lastOfEach(pairs: QueryPairs): Record<string, string> {
  const parameters: Record<string, string> = Object.create(null);
  for (const [name, value] of pairs) parameters[name] = value;
  return parameters;
}

/** All values that were sent of one parameter. */
export function valuesOf(pairs: QueryPairs, name: string): string[] {
  return pairs.flatMap(([key, value]) => (key === name ? [value] : []));
}

function bytesOf(component: string): Buffer {
  const text = component.replaceAll("+", " ");
  const bytes = text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, "latin1");
}
