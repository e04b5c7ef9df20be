/** How far a JSON text may go. */
export interface JsonLimits {
  /** How deep lists and objects may be nested. */
  readonly levels: number;
  /** How many keys one object may have. */
  readonly keys: number;
  /** How many values there may be in all, keys not counted. */
  readonly values: number;
}

/**
 * What a request's body may have at most, far above what contracts need: whoever looks at the parsed value may do so
 * recursively, and a client must not choose how much of the stack that takes; and every key of a large object costs
 * microseconds again in each step that a request passes, so that megabytes of them would hold everybody else up.
 */
export const usualJsonLimits: JsonLimits = { levels: 500, keys: 2000, values: 50_000 };

const [quote, backslash, openList, closeList, openObject, closeObject, comma] = Buffer.from('"\\[]{},');

/**
 * What is too much about a JSON text, or undefined. It is asked before the text is parsed, and so of texts too that
 * are none: of those, whatever it says is true enough.
 */
export function excessOf(json: Buffer, limits: JsonLimits = usualJsonLimits): string | undefined {
  // Every level takes two characters, every value too: most bodies are too short to be worth a look.
  if (json.length <= 2 * Math.min(limits.levels, limits.keys, limits.values)) return undefined;
  return new Scan(json, limits).excess();
}

class Scan {
  readonly #json: Buffer;
  readonly #limits: JsonLimits;
  /** The keys so far of each object that is open, with a place of its own for lists: those count for nothing. */
  readonly #keys: number[] = [];
  #values = 1;

  constructor(json: Buffer, limits: JsonLimits) {
    this.#json = json;
    this.#limits = limits;
  }

  excess(): string | undefined {
    const json = this.#json;
    for (let at = 0; at < json.length; at++) {
      const byte = json[at];
      if (byte === quote) {
        at = this.#endOfString(at);
        continue;
      }
      const excess = this.#step(byte);
      if (excess !== undefined) return excess;
    }
    return undefined;
  }

  #step(byte: number | undefined): string | undefined {
    const { levels, keys, values } = this.#limits;
    if (byte === openObject || byte === openList) {
      this.#keys.push(byte === openObject ? 1 : Number.NEGATIVE_INFINITY);
      if (this.#keys.length > levels) return `nested more than ${levels} levels deep`;
      this.#values += 1;
    } else if (byte === closeObject || byte === closeList) {
      this.#keys.pop();
    } else if (byte === comma) {
      this.#values += 1;
      const last = this.#keys.length - 1;
      const count = (this.#keys[last] ?? Number.NEGATIVE_INFINITY) + 1;
      this.#keys[last] = count;
      if (count > keys) return `an object of more than ${keys} keys`;
    }
    return this.#values > values ? `more than ${values} values` : undefined;
  }

  #endOfString(start: number): number {
    const json = this.#json;
    let at = start + 1;
    while (at < json.length && json[at] !== quote) at += json[at] === backslash ? 2 : 1;
    return at;
  }
}
