// Beside what is not of ASCII, two characters that some on the way would take for an end, or for a slash.
const unescaped = /[^\x21-\x7e]|[#\\]/;
const escapedSlash = /(%2[fF])/;

/** The segments of a path: as sent, and decoded. */
export interface PathSegments {
  /** Percent-encoded. The very list of `decoded` where nothing was encoded. */
  readonly raw: readonly string[];
  readonly decoded: readonly string[];
}

/**
 * Splits a path, and decodes each segment by itself, so that an escaped slash is a part of its segment. Returns
 * the reason as a text where the path isn't one: a character that must be escaped, a percent sign without two
 * hexadecimal digits, or bytes that are not UTF-8.
 */
export function decodePath(path: string): PathSegments | string {
  if (unescaped.test(path)) return "a character that must be percent-encoded is not";
  const raw = path === "/" ? [] : path.slice(1).split("/");
  if (!path.includes("%")) return { raw, decoded: raw };
  const decoded: string[] = [];
  for (const [at, segment] of raw.entries()) {
    const text = decodeText(segment);
    if (text === undefined) return `the percent-encoding of segment ${at + 1} is malformed or not UTF-8`;
    decoded.push(text);
  }
  return { raw, decoded };
}

/** Percent-decodes a text, or returns undefined where it can't be: the built-in function throws then. */
export function decodeText(text: string): string | undefined {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/**
 * The value of a variable that spans segments, each decoded but for escaped slashes, which could not be told from
 * the ones between segments. The segments are known to be well-formed.
 */
export function joinSegments(raw: readonly string[], start: number, end: number): string {
  let joined = "";
  for (let at = start; at < end; at++) {
    if (at > start) joined += "/";
    const segment = raw[at] ?? "";
    joined += segment.includes("%") ? decodeKeepingSlashes(segment) : segment;
  }
  return joined;
}

function decodeKeepingSlashes(segment: string): string {
  return segment
    .split(escapedSlash)
    .map((part, at) => (at % 2 === 1 ? part : decodeURIComponent(part)))
    .join("");
}
