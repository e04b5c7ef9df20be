import { isObject, type Json } from "./json-schema.ts";
import { prettyText } from "./pretty-text.ts";
import { byCodePoints, depthMax, pythonRepr, textCharsMax } from "./python-repr.ts";

/** The width that the JSON Schema library gives its pretty printer. */
const widthMax = 72;

/**
 * A JSON value as Python's pretty printer lays it out: on one line where it fits, else one item a line, below
 * each other. Keys are sorted. At most `charsMax` characters of it.
 */
export function pythonPretty(value: Json, charsMax: number = textCharsMax): string {
  const text = layOut(value, { indent: 0, closing: 0, depth: depthMax, alone: true, charsMax });
  return text.length > charsMax ? `${text.slice(0, charsMax)}...` : text;
}

interface Place {
  /** The column in which the value begins. */
  readonly indent: number;
  /** How many brackets follow it on its line. */
  readonly closing: number;
  /** How much deeper lists and objects are followed. */
  readonly depth: number;
  /** True where the value is in no other one. */
  readonly alone: boolean;
  readonly charsMax: number;
}

function layOut(value: Json, place: Place): string {
  const { indent, closing, depth, charsMax } = place;
  const line = pythonRepr(value, { sorted: true, charsMax });
  // What was cut short is not worth a layout, and its depth is not ours to choose.
  if (line.length <= widthMax - indent - closing || line.length >= charsMax || depth === 0) return line;
  if (Array.isArray(value) && value.length > 0) {
    const items = value.map((item, i) => layOut(item, inside(place, 1, last(value, i))));
    return `[${items.join(newLine(indent))}]`;
  }
  if (typeof value === "string") return prettyText(value, { indent, closing, widthMax, alone: place.alone });
  return isObject(value) ? layOutObject(value, place) : line;
}

function layOutObject(value: { readonly [key: string]: Json }, place: Place): string {
  const keys = Object.keys(value).sort(byCodePoints);
  const items = keys.map((key, i) => {
    const name = `${pythonRepr(key)}: `;
    return name + layOut(value[key] ?? null, inside(place, 1 + name.length, last(keys, i)));
  });
  return `{${items.join(newLine(place.indent))}}`;
}

/** Where an item stands that begins some columns further; only the last of them has its holder's brackets after it. */
function inside({ indent, closing, depth, charsMax }: Place, columns: number, isLast: boolean): Place {
  return {
    indent: indent + columns,
    closing: isLast ? closing + 1 : 1,
    depth: depth - 1,
    alone: false,
    charsMax,
  };
}

function last(items: readonly unknown[], index: number): boolean {
  return index === items.length - 1;
}

function newLine(indent: number): string {
  return `,\n${" ".repeat(indent + 1)}`;
}
