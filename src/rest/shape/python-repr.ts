import type { Json } from "./json-schema.ts";
import { isObject } from "./json-schema.ts";

/** How much of a value is repeated, in characters: what a client sends must not come back in full. */
export const textCharsMax = 8192;

/** How deep lists and objects are followed. */
export const depthMax = 32;

/**
 * A JSON value as Python writes it: `None`, `True`, `'text'`, `{'key': 1}`. Placement's messages about requests
 * come from a Python library, and its clients' tests read them.
 *
 * `sorted` writes the keys of objects in order of their names, as Python's pretty printer does.
 */
export function pythonRepr(
  value: Json,
  options: { readonly sorted?: boolean; readonly charsMax?: number } = {},
): string {
  const { sorted = false, charsMax = textCharsMax } = options;
  const text = repr(value, sorted, { left: charsMax }, depthMax);
  return text.length > charsMax ? `${text.slice(0, charsMax)}...` : text;
}

interface Budget {
  left: number;
}

function repr(value: Json, sorted: boolean, budget: Budget, depth: number): string {
  if (budget.left <= 0 || depth === 0) return "...";
  if (Array.isArray(value)) {
    return `[${several(value, budget, (item) => repr(item, sorted, budget, depth - 1))}]`;
  }
  if (isObject(value)) {
    const keys = sorted ? Object.keys(value).sort(byCodePoints) : Object.keys(value);
    const entry = (key: string) => {
      const name = scalar(key, budget);
      return `${name}: ${repr(value[key] ?? null, sorted, budget, depth - 1)}`;
    };
    return `{${several(keys, budget, entry)}}`;
  }
  return scalar(value as null | boolean | number | string, budget);
}

function several<T>(items: readonly T[], budget: Budget, write: (item: T) => string): string {
  const texts: string[] = [];
  for (const item of items) {
    texts.push(write(item));
    if (budget.left <= 0) break;
  }
  return texts.join(", ");
}

function scalar(value: null | boolean | number | string, budget: Budget): string {
  const text = scalarText(value, budget.left);
  budget.left -= text.length + 2;
  return text;
}

function scalarText(value: null | boolean | number | string, charsMax: number): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return numberText(value);
  return stringText(value.length > charsMax ? value.slice(0, Math.max(0, charsMax)) : value);
}

function numberText(value: number): string {
  if (Number.isInteger(value)) return Object.is(value, -0) ? "0" : value.toString();
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  const magnitude = Math.abs(value);
  const text = magnitude < 1e-4 ? value.toExponential() : value.toString();
  // Python writes at least two digits of an exponent.
  return text.replace(/e([+-])(\d)$/, "e$10$2");
}

const named: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\" };

function stringText(value: string): string {
  const quote = value.includes("'") && !value.includes('"') ? '"' : "'";
  const body = value.replace(/[\\'"\p{C}\p{Z}]/gu, (char) => {
    if (char === " ") return char;
    if (char === "'" || char === '"') return char === quote ? `\\${char}` : char;
    return named[char] ?? numbered(char.codePointAt(0) ?? 0);
  });
  return `${quote}${body}${quote}`;
}

function numbered(code: number): string {
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, "0")}`;
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, "0")}`;
  return `\\U${code.toString(16).padStart(8, "0")}`;
}

/** Orders texts as Python does, by code points; for use with `sort`. */
export function byCodePoints(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  let at = 0;
  while (at < length && left.charCodeAt(at) === right.charCodeAt(at)) at += 1;
  if (at === length) return left.length - right.length;
  return codePointOrder(left.charCodeAt(at)) - codePointOrder(right.charCodeAt(at));
}

/** Code units in the order of what they are part of: surrogates make the code points beyond all other units. */
function codePointOrder(unit: number): number {
  return (unit & 0xf800) === 0xd800 ? unit + 0x10000 : unit;
}
