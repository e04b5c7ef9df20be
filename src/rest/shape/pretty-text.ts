import { pythonRepr } from "./python-repr.ts";

/** Where a text is to be laid out. */
export interface TextPlace {
  /** The column in which it begins. */
  readonly indent: number;
  /** How many brackets follow it on its last line. */
  readonly closing: number;
  readonly widthMax: number;
  /** True where nothing is around it: then its parts stand in brackets of their own. */
  readonly alone: boolean;
}

/**
 * A text that is too long for its line, as Python's pretty printer lays it out: its lines, and of lines that are
 * too long as many words as fit, each a text of its own.
 */
export function prettyText(text: string, place: TextPlace): string {
  const bracket = place.alone ? 1 : 0;
  const width = place.widthMax - place.indent - bracket;
  const lines = text.split(lineEnd);
  const chunks = lines.flatMap((line, at) =>
    chunksOf(line, { width, lastWidth: at === lines.length - 1 ? width - place.closing - bracket : width }),
  );
  if (chunks.length <= 1) return pythonRepr(text);
  const joined = chunks.map((chunk) => pythonRepr(chunk)).join(`\n${" ".repeat(place.indent + bracket)}`);
  return place.alone ? `(${joined})` : joined;
}

/** The places after which a line ends, for Python. */
const lineEnd = /(?<=\n|\r(?!\n)|[\u0085\u2028\u2029])/u;

/** `lastWidth` is what is left for the last word of the line. */
function chunksOf(line: string, { width, lastWidth }: { width: number; lastWidth: number }): string[] {
  if (pythonRepr(line).length <= lastWidth) return [line];
  const words = line.match(/\S+\s*|\s+/g) ?? [];
  const chunks: string[] = [];
  let current = "";
  for (const [at, word] of words.entries()) {
    const room = at === words.length - 1 ? lastWidth : width;
    if (current !== "" && pythonRepr(current + word).length > room) {
      chunks.push(current);
      current = word;
    } else current += word;
  }
  return current === "" ? chunks : [...chunks, current];
}
