import type { Route } from "../route.ts";
import { RuleError } from "../rule-error.ts";
import { parseTemplate } from "../template/parse-template.ts";
import { type PathTemplate, spansSegments } from "../template/path-template.ts";
import { decodePath, decodeText, joinSegments, type PathSegments } from "./decode-path.ts";
import { RouteTrie } from "./route-trie.ts";

/** What a router makes of a request's method and path. */
export type Match =
  | { readonly kind: "found"; readonly route: Route; readonly params: readonly string[] }
  | { readonly kind: "not-found" }
  /** The path exists, with these methods, in alphabetical order. */
  | { readonly kind: "method-not-allowed"; readonly allow: readonly string[] }
  | { readonly kind: "malformed-path"; readonly reason: string };

/** Finds routes by method and path. */
export interface Router {
  /** All routes, in the order of their rules. */
  readonly routes: readonly Route[];
  /** `rawPath` is percent-encoded, and without a query. Never throws. */
  find(httpMethod: string, rawPath: string): Match;
}

interface Endpoint {
  readonly route: Route;
  readonly spans: readonly Span[];
}

interface Span {
  readonly start: number;
  /** Undefined where it goes on to the end of the path. */
  readonly end: number | undefined;
  readonly single: boolean;
}

const notFound: Match = { kind: "not-found" };

/**
 * A router over compiled routes, wherever they come from. Throws RuleError where two routes have the same method
 * and match the same paths.
 */
export function routerOf(routes: readonly Route[]): Router {
  const trie = new RouteTrie<Endpoint>();
  for (const route of routes) {
    const template = parseTemplate(route.template);
    const existing = trie.insert(template, route.httpMethod, { route, spans: spansOf(template) });
    if (existing !== undefined) throw ambiguous(route, existing.route);
  }
  return { routes, find: (httpMethod, rawPath) => find(trie, httpMethod, rawPath) };
}

function find(trie: RouteTrie<Endpoint>, httpMethod: string, rawPath: string): Match {
  if (!rawPath.startsWith("/")) return notFound;
  const path = decodePath(rawPath);
  if (typeof path === "string") return { kind: "malformed-path", reason: path };
  // An empty segment matches nothing: what a rule of someone else's takes for one path stays one path.
  if (path.raw.includes("")) return notFound;
  const forms = formsOf(path, trie.hasVerbs);
  for (const { segments, verb } of forms) {
    const end = trie.find(segments.decoded, verb, httpMethod);
    if (end !== undefined) return { kind: "found", route: end.route, params: paramsOf(end.spans, segments) };
  }
  const methods = new Set<string>();
  for (const { segments, verb } of forms) trie.collectMethods(segments.decoded, verb, methods);
  return methods.size === 0 ? notFound : { kind: "method-not-allowed", allow: [...methods].sort() };
}

interface PathForm {
  readonly segments: PathSegments;
  readonly verb: string | undefined;
}

/** How a path can be read: with its last colon before a verb, and as it stands. An escaped colon is never one. */
function formsOf(segments: PathSegments, hasVerbs: boolean): PathForm[] {
  const plain: PathForm = { segments, verb: undefined };
  const last = segments.raw.at(-1);
  const colon = hasVerbs && last !== undefined ? last.lastIndexOf(":") : -1;
  if (last === undefined || colon <= 0) return [plain];
  const before = last.slice(0, colon);
  const raw = segments.raw.with(-1, before);
  // Both halves are well-formed, as the colon between them was no part of an escape.
  const decoded = segments.decoded.with(-1, decodeText(before) ?? before);
  return [{ segments: { raw, decoded }, verb: decodeText(last.slice(colon + 1)) }, plain];
}

function spansOf(template: PathTemplate): Span[] {
  const { segments, variables } = template;
  return variables.map((variable) => ({
    start: variable.start,
    end: segments[variable.end - 1]?.kind === "rest" ? undefined : variable.end,
    single: !spansSegments(template, variable),
  }));
}

function paramsOf(spans: readonly Span[], { raw, decoded }: PathSegments): string[] {
  return spans.map(({ start, end, single }) =>
    single ? (decoded[start] ?? "") : joinSegments(raw, start, end ?? raw.length),
  );
}

function ambiguous(route: Route, other: Route): RuleError {
  const { method, httpMethod, template } = route;
  const otherName = `${other.method.parent.typeName}.${other.method.name}`;
  const reason = `${httpMethod} ${template} matches the same requests as ${other.template} of ${otherName}`;
  return new RuleError(method, reason);
}
