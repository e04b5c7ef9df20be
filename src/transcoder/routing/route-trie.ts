import type { PathTemplate } from "../template/path-template.ts";

/** What is at the end of a template, by HTTP method; `*` stands for every method that is not named. */
export type Methods<T> = Map<string, T>;

/**
 * Templates as a tree of their segments: finding one costs what the path is long, however many there are.
 *
 * At each segment a literal is tried before `*`, and `*` before `**`. Where a branch has no end for the path and
 * the method, the next is tried. Each node is looked at once at most.
 */
export class RouteTrie<T> {
  readonly #root: Node<T> = emptyNode();
  #hasVerbs = false;

  /** Whether any template has a verb: if not, a colon in a path never means anything. */
  get hasVerbs(): boolean {
    return this.#hasVerbs;
  }

  /** Adds an end, or returns the one that is there already for the same pattern and method. */
  insert(template: PathTemplate, httpMethod: string, end: T): T | undefined {
    let node = this.#root;
    for (const segment of template.segments) {
      if (segment.kind === "literal") node = literalChild(node, segment.text);
      else if (segment.kind === "one") node = node.one ??= emptyNode();
      else node = node.rest ??= emptyNode();
    }
    if (template.verb !== undefined) this.#hasVerbs = true;
    const methods = methodsFor(node, template.verb);
    const existing = methods.get(httpMethod);
    if (existing === undefined) methods.set(httpMethod, end);
    return existing;
  }

  /** The end for a path (its decoded segments, none of them empty), a verb and a method. */
  find(segments: readonly string[], verb: string | undefined, httpMethod: string): T | undefined {
    return search(this.#root, segments, 0, (node) => {
      const methods = verb === undefined ? node.methods : node.verbs?.get(verb);
      return methods?.get(httpMethod) ?? methods?.get("*");
    });
  }

  /** Adds the methods that the path has, under any template, to `methods`. */
  collectMethods(segments: readonly string[], verb: string | undefined, methods: Set<string>): void {
    search(this.#root, segments, 0, (node) => {
      const there = verb === undefined ? node.methods : node.verbs?.get(verb);
      for (const name of there?.keys() ?? []) methods.add(name);
      return undefined;
    });
  }
}

interface Node<T> {
  readonly literals: Map<string, Node<T>>;
  one: Node<T> | undefined;
  rest: Node<T> | undefined;
  methods: Methods<T> | undefined;
  verbs: Map<string, Methods<T>> | undefined;
}

function emptyNode<T>(): Node<T> {
  return { literals: new Map(), one: undefined, rest: undefined, methods: undefined, verbs: undefined };
}

function literalChild<T>(node: Node<T>, text: string): Node<T> {
  let child = node.literals.get(text);
  if (child === undefined) {
    child = emptyNode();
    node.literals.set(text, child);
  }
  return child;
}

function methodsFor<T>(node: Node<T>, verb: string | undefined): Methods<T> {
  if (verb === undefined) {
    node.methods ??= new Map();
    return node.methods;
  }
  node.verbs ??= new Map();
  const methods = node.verbs.get(verb) ?? new Map<string, T>();
  node.verbs.set(verb, methods);
  return methods;
}

function search<T>(
  node: Node<T>,
  segments: readonly string[],
  at: number,
  end: (node: Node<T>) => T | undefined,
): T | undefined {
  let found: T | undefined;
  const segment = segments[at];
  if (segment === undefined) {
    found = end(node);
  } else {
    const literal = node.literals.get(segment);
    if (literal !== undefined) found = search(literal, segments, at + 1, end);
    if (found === undefined && node.one !== undefined) found = search(node.one, segments, at + 1, end);
  }
  if (found === undefined && node.rest !== undefined) found = end(node.rest);
  return found;
}
