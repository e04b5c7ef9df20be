/**
 * What is wrong with a text that is not JSON, in the words of Python's parser and with its count of lines, columns
 * and characters: `Expecting value: line 1 column 8 (char 7)`. Only ever asked for texts that `JSON.parse` refused.
 */
export function malformedJsonWords(text: string): string {
  if (text.startsWith("\ufeff")) return at(text, 0, "Unexpected UTF-8 BOM (decode using utf-8-sig)");
  const fault = new Scanner(text).fault();
  return at(text, fault.position, fault.words);
}

interface Fault {
  readonly words: string;
  readonly position: number;
}

function at(text: string, position: number, words: string): string {
  const before = text.slice(0, position);
  const line = before.split("\n").length;
  const column = position - before.lastIndexOf("\n");
  return `${words}: line ${line} column ${column} (char ${position})`;
}

/** What the scanner expects next; a stack of open brackets replaces recursion, which a client could exhaust. */
type State = "value" | "first value or end" | "first name or end" | "name" | "colon" | "comma or end";

const literals = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

class Scanner {
  readonly #text: string;
  #position = 0;
  #state: State = "value";
  readonly #open: ("[" | "{")[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  fault(): Fault {
    for (;;) {
      this.#skipSpace();
      const fault = this.#step();
      if (fault !== undefined) return fault;
      if (this.#state === "comma or end" && this.#open.length === 0) return this.#extraData();
    }
  }

  #step(): Fault | undefined {
    switch (this.#state) {
      case "first value or end":
        if (this.#take("]")) return this.#close();
        return this.#value();
      case "value":
        return this.#value();
      case "first name or end":
        if (this.#take("}")) return this.#close();
        return this.#name();
      case "name":
        return this.#name();
      case "colon":
        if (!this.#take(":")) return this.#expecting("':' delimiter");
        this.#state = "value";
        return undefined;
      case "comma or end":
        return this.#commaOrEnd();
    }
  }

  #value(): Fault | undefined {
    if (this.#take("{")) return this.#enter("{", "first name or end");
    if (this.#take("[")) return this.#enter("[", "first value or end");
    if (this.#peek() === '"') return this.#string("comma or end");
    literals.lastIndex = this.#position;
    const match = literals.exec(this.#text);
    if (match === null) return this.#expecting("value");
    this.#position += match[0].length;
    this.#state = "comma or end";
    return undefined;
  }

  #name(): Fault | undefined {
    if (this.#peek() !== '"') return this.#expecting("property name enclosed in double quotes");
    return this.#string("colon");
  }

  #commaOrEnd(): Fault | undefined {
    const inside = this.#open.at(-1);
    if (this.#take(inside === "{" ? "}" : "]")) return this.#close();
    if (!this.#take(",")) return this.#expecting("',' delimiter");
    this.#state = inside === "{" ? "name" : "value";
    return undefined;
  }

  #enter(bracket: "[" | "{", state: State): undefined {
    this.#open.push(bracket);
    this.#state = state;
  }

  #close(): undefined {
    this.#open.pop();
    this.#state = "comma or end";
  }

  #string(next: State): Fault | undefined {
    const start = this.#position;
    for (let i = start + 1; i < this.#text.length; i++) {
      const char = this.#text[i] ?? "";
      if (char === '"') {
        this.#position = i + 1;
        this.#state = next;
        return undefined;
      }
      if (char < " ") return { words: "Invalid control character at", position: i };
      if (char !== "\\") continue;
      const escaped = this.#text[i + 1];
      if (escaped === undefined) break;
      if (escaped === "u" && !/^[0-9a-fA-F]{4}$/.test(this.#text.slice(i + 2, i + 6))) {
        return { words: "Invalid \\uXXXX escape", position: i + 1 };
      }
      if (!'"\\/bfnrtu'.includes(escaped)) return { words: "Invalid \\escape", position: i };
      i += 1;
    }
    return { words: "Unterminated string starting at", position: start };
  }

  #extraData(): Fault {
    this.#skipSpace();
    return { words: "Extra data", position: this.#position };
  }

  #expecting(what: string): Fault {
    return { words: `Expecting ${what}`, position: this.#position };
  }

  #peek(): string | undefined {
    return this.#text[this.#position];
  }

  #take(char: string): boolean {
    if (this.#peek() !== char) return false;
    this.#position += 1;
    return true;
  }

  #skipSpace(): void {
    while (" \t\n\r".includes(this.#peek() ?? "x")) this.#position += 1;
  }
}
