/** The forms in which errors are written. */
export type ErrorFormat = "json" | "html" | "plain";

interface Range {
  readonly type: string;
  readonly subtype: string;
  readonly quality: number;
}

const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const rangePattern = new RegExp(`^(${token})/(${token})((?:\\s*;\\s*${token}(?:=(?:${token}|"[^"]*"))?)*)$`);
const qualityPattern = /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/;

/**
 * Whether a client that sends this Accept header takes JSON. One that can't be understood is as good as none:
 * Placement only refuses what is clear.
 */
export function acceptsJson(accept: string | undefined): boolean {
  if (isAny(accept) || accept === "application/json") return true;
  const ranges = parse(accept);
  return ranges === undefined || qualityOf(ranges, "application", "json") > 0;
}

/**
 * The form of an error that a client gets: HTML or JSON, whichever it likes better (HTML, where both are equal),
 * and plain text where it takes neither. Without an Accept header, or with one that takes anything, JSON.
 */
export function errorFormat(accept: string | undefined): ErrorFormat {
  if (isAny(accept) || accept === "application/json") return "json";
  const ranges = parse(accept);
  if (ranges === undefined) return "html";
  const [html, json] = [qualityOf(ranges, "text", "html"), qualityOf(ranges, "application", "json")];
  if (html === 0 && json === 0) return "plain";
  return json > html ? "json" : "html";
}

/** The Accept header that error texts quote: JSON where the client did not choose. */
export function acceptedType(accept: string | undefined): string {
  return isAny(accept) ? "application/json" : accept;
}

function isAny(accept: string | undefined): accept is undefined | "" | "*/*" {
  return accept === undefined || accept === "" || accept === "*/*";
}

function parse(accept: string): readonly Range[] | undefined {
  const ranges: Range[] = [];
  for (const part of accept.split(",")) {
    const text = part.trim();
    if (text === "") continue;
    const range = parseRange(text);
    if (range === undefined) return undefined;
    if (range !== "other") ranges.push(range);
  }
  return ranges;
}

/** "other" is a range with parameters of its own, which matches nothing that is offered here. */
function parseRange(text: string): Range | "other" | undefined {
  const match = rangePattern.exec(text);
  if (match === null) return undefined;
  const [, type = "", subtype = "", tail = ""] = match;
  const parameters = tail.split(";").map((parameter) => parameter.trim().toLowerCase());
  const at = parameters.findIndex((parameter) => parameter.startsWith("q="));
  const quality = parameters[at]?.slice(2) ?? "1";
  if (!qualityPattern.test(quality)) return undefined;
  // Before `q` stand parameters of the media type; the first of the split is what precedes them all.
  if ((at < 0 ? parameters.length : at) > 1) return "other";
  return { type: type.toLowerCase(), subtype: subtype.toLowerCase(), quality: Number(quality) };
}

/** The quality of the range that matches most exactly; 0 where none does. */
function qualityOf(ranges: readonly Range[], type: string, subtype: string): number {
  let best: Range | undefined;
  let exactness = -1;
  for (const range of ranges) {
    const exact = range.subtype === subtype ? 2 : range.type === type ? 1 : 0;
    const matches =
      (range.type === type && (range.subtype === subtype || range.subtype === "*")) ||
      (range.type === "*" && range.subtype === "*");
    if (matches && exact > exactness) [best, exactness] = [range, exact];
  }
  return best?.quality ?? 0;
}
