import type { Check } from "./check.ts";
import { CheckSyntaxError } from "./check-syntax-error.ts";
import { parseBasicCheck } from "./parse-basic-check.ts";

type Token = { readonly kind: "(" | ")" | "and" | "or" | "not" } | { readonly kind: "check"; text: string };

/**
 * Parses a check: `role:admin and not (project_id:%(project_id)s or rule:other)`. `not` binds closest, then `and`.
 * The empty text and `@` always hold, `!` never does.
 *
 * The older form is a list of alternatives, each a basic check or a list of basic checks that must all hold.
 *
 * Throws CheckSyntaxError for anything else. oslo.policy, whose language it is, takes most of that for a check that
 * never holds; an operator who misspelt something wants to hear of it before the first user does.
 */
export function parseCheck(source: unknown): Check {
  if (source === "") return { kind: "always" };
  if (typeof source === "string") return new Parser(tokensOf(source)).parse();
  if (Array.isArray(source)) return parseList(source);
  throw new CheckSyntaxError("a check is a text");
}

function parseList(alternatives: readonly unknown[]): Check {
  if (alternatives.length === 0) return { kind: "always" };
  const of = alternatives
    .map((one): readonly unknown[] => (Array.isArray(one) ? one : [one]))
    .filter((one) => one.length > 0)
    .map((one): Check => ({ kind: "all", of: one.map(parseListed) }));
  return { kind: "any", of };
}

function parseListed(text: unknown): Check {
  if (typeof text !== "string") throw new CheckSyntaxError("a list of checks holds texts");
  return parseBasicCheck(text);
}

/** Parentheses belong to the language only at the ends of a word: `%(project_id)s` has some of its own. */
function tokensOf(text: string): Token[] {
  return text.split(/\s+/).flatMap((word): Token[] => {
    const inner = word.replace(/^\(+/, "");
    const bare = inner.replace(/\)+$/, "");
    return [
      ...Array.from({ length: word.length - inner.length }, (): Token => ({ kind: "(" })),
      ...(bare === "" ? [] : [tokenOf(bare)]),
      ...Array.from({ length: inner.length - bare.length }, (): Token => ({ kind: ")" })),
    ];
  });
}

function tokenOf(word: string): Token {
  const lower = word.toLowerCase();
  return lower === "and" || lower === "or" || lower === "not"
    ? { kind: lower }
    : { kind: "check", text: word };
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  parse(): Check {
    const check = this.#any();
    if (this.#peek() !== undefined) throw this.#unexpected("the end");
    return check;
  }

  #any(): Check {
    const of = [this.#all()];
    while (this.#take("or")) of.push(this.#all());
    return of.length === 1 && of[0] !== undefined ? of[0] : { kind: "any", of };
  }

  #all(): Check {
    const of = [this.#not()];
    while (this.#take("and")) of.push(this.#not());
    return of.length === 1 && of[0] !== undefined ? of[0] : { kind: "all", of };
  }

  #not(): Check {
    return this.#take("not") ? { kind: "not", of: this.#not() } : this.#single();
  }

  #single(): Check {
    if (this.#take("(")) {
      const check = this.#any();
      if (!this.#take(")")) throw this.#unexpected('")"');
      return check;
    }
    const token = this.#peek();
    if (token?.kind !== "check") throw this.#unexpected("a check");
    this.#at += 1;
    return parseBasicCheck(token.text);
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#at];
  }

  #take(kind: Token["kind"]): boolean {
    if (this.#peek()?.kind !== kind) return false;
    this.#at += 1;
    return true;
  }

  #unexpected(wanted: string): CheckSyntaxError {
    const token = this.#peek();
    const found = token === undefined ? "the end" : `"${token.kind === "check" ? token.text : token.kind}"`;
    return new CheckSyntaxError(`${wanted} is wanted where ${found} is`);
  }
}
