import { isObject, type Json } from "./json-schema.ts";
import { byCodePoints, pythonRepr, textCharsMax } from "./python-repr.ts";

/** The width that the JSON Schema library gives its pretty printer. */
const widthMax = 72;

/**
 * A JSON value as Python's pretty printer lays it out: on one line where it fits, else one item a line, below
 * each other. Keys are sorted.
 */
export function pythonPretty(value: Json): string {
  const text = layOut(value, 0, 0);
  return text.length > textCharsMax ? `${text.slice(0, textCharsMax)}...` : text;
}

/** `indent` is the column in which the value begins, `closing` how many brackets follow it on its line. */
function layOut(value: Json, indent: number, closing: number): string {
  const line = pythonRepr(value, { sorted: true });
  // What was cut short is not worth a layout, and its depth is not ours to choose.
  if (line.length <= widthMax - indent - closing || line.length >= textCharsMax) return line;
  if (Array.isArray(value) && value.length > 0) {
    const items = value.map((item, i) => layOut(item, indent + 1, last(value, i) ? closing + 1 : 1));
    return `[${items.join(newLine(indent))}]`;
  }
  return isObject(value) ? layOutObject(value, indent, closing) : line;
}

function layOutObject(value: { readonly [key: string]: Json }, indent: number, closing: number): string {
  const keys = Object.keys(value).sort(byCodePoints);
  const items = keys.map((key, i) => {
    const name = `${pythonRepr(key)}: `;
    const inner = layOut(value[key] ?? null, indent + 1 + name.length, last(keys, i) ? closing + 1 : 1);
    return name + inner;
  });
  return `{${items.join(newLine(indent))}}`;
}

function last(items: readonly unknown[], index: number): boolean {
  return index === items.length - 1;
}

function newLine(indent: number): string {
  return `,\n${" ".repeat(indent + 1)}`;
}
