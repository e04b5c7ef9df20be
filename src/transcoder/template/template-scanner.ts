import { TemplateError } from "./path-template.ts";

// What RFC 3986 allows in a path segment, less what the grammar uses itself: `*`, `:` and braces.
const literalText = /(?:[A-Za-z0-9\-._~!$&'()+,;=@]|%[0-9A-Fa-f]{2})+/y;
const identifierText = /[A-Za-z_][A-Za-z0-9_]*/y;

/** Reads a path template from left to right, one token of the grammar at a time. */
export class TemplateScanner {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get atEnd(): boolean {
    return this.#position === this.#text.length;
  }

  /** Steps over `token` if it comes next. */
  accept(token: string): boolean {
    if (!this.#text.startsWith(token, this.#position)) return false;
    this.#position += token.length;
    return true;
  }

  /** Steps over `token`, which must come next. */
  expect(token: string): void {
    if (!this.accept(token)) this.fail(`expected "${token}"`);
  }

  /** A literal, percent-decoded. */
  literal(): string {
    const text = this.#match(literalText) ?? this.fail("expected a literal, percent-encoded where need be");
    try {
      return decodeURIComponent(text);
    } catch {
      return this.fail("the percent-encoding before is not UTF-8");
    }
  }

  /** A field's name. */
  identifier(): string {
    return this.#match(identifierText) ?? this.fail("expected a field name");
  }

  fail(reason: string): never {
    throw new TemplateError(this.#text, this.#position, reason);
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#position;
    const text = pattern.exec(this.#text)?.[0];
    this.#position += text?.length ?? 0;
    return text;
  }
}
