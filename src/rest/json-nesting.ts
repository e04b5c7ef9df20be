/** How deep the lists and objects of a body may be nested. What Placement's own bodies need is under ten. */
export const levelsMax = 500;

const [quote, backslash, openList, closeList, openObject, closeObject] = Buffer.from('"\\[]{}');

/**
 * Whether a JSON text is nested deeper than `levelsMax`. The parser does not mind, but whoever looks at the value
 * afterwards may do so recursively, and a client must not choose how much of the stack that takes. The text is
 * known to be JSON.
 */
export function isNestedTooDeep(json: Buffer): boolean {
  // Every level takes two characters: most bodies are too short to be worth a look.
  if (json.length <= 2 * levelsMax) return false;
  let levels = 0;
  for (let at = 0; at < json.length; at++) {
    const byte = json[at];
    if (byte === quote) at = endOfString(json, at);
    else if (byte === openList || byte === openObject) levels += 1;
    else if (byte === closeList || byte === closeObject) levels -= 1;
    if (levels > levelsMax) return true;
  }
  return false;
}

function endOfString(json: Buffer, start: number): number {
  let at = start + 1;
  while (at < json.length && json[at] !== quote) at += json[at] === backslash ? 2 : 1;
  return at;
}
