/** The router against the plainest way to say what it does: look at all templates, and take the most specific. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type PathTemplate,
  parseTemplate,
  type Route,
  RuleError,
  routerOf,
} from "../../../src/transcoder/index.ts";
import { EveryKindService } from "../gen/library/v1/every_kind_pb.ts";
import { compile } from "../kit/compile.ts";

const { echo } = EveryKindService.method;
const pieces = fc.constantFrom("a", "b", "*", "{string}", "{nested.text=a/*}", "%3A", "a%2Fb", "a%3Ago");
const templates = fc
  .tuple(
    fc.array(pieces, { minLength: 1, maxLength: 3 }),
    fc.constantFrom("", "", "/**", "/{choice_string=**}", "/{choice_string=b/**}"),
    fc.constantFrom("", "", ":go", ":b"),
  )
  .map(([all, rest, verb]) => `/${all.join("/")}${rest}${verb}`);
const rules = fc.tuple(fc.constantFrom("GET", "POST", "*"), templates).map((words) => words.join(" "));
const segments = fc.constantFrom(
  "a",
  "b",
  "c",
  "a:go",
  "a:go:go",
  "b:b",
  "a%2Fb",
  "a%2fb:go",
  "%3A",
  "a%3Ago",
  ":go",
  "",
);
const paths = fc.array(segments, { minLength: 1, maxLength: 5 }).map((all) => `/${all.join("/")}`);

interface Candidate {
  readonly route: Route;
  /** A number for each segment of the template, less for the more specific; the verb's before all. */
  readonly rank: readonly number[];
}

/** Every route for the path, whatever its method. */
function candidates(routes: readonly Route[], path: string): Candidate[] {
  const raw = path.slice(1).split("/");
  if (raw.includes("")) return [];
  const last = raw.at(-1) ?? "";
  const colon = last.lastIndexOf(":");
  return routes.flatMap((route) => {
    const template = parseTemplate(route.template);
    const withVerb = template.verb !== undefined;
    if (withVerb && (colon <= 0 || decodeURIComponent(last.slice(colon + 1)) !== template.verb)) return [];
    const own = withVerb ? raw.with(-1, last.slice(0, colon)) : raw;
    const rank = rankOf(template, own.map(decodeURIComponent));
    return rank === undefined ? [] : [{ route, rank: [withVerb ? 0 : 1, ...rank] }];
  });
}

function rankOf({ segments: all }: PathTemplate, path: readonly string[]): number[] | undefined {
  const hasRest = all.at(-1)?.kind === "rest";
  if (hasRest ? path.length < all.length - 1 : path.length !== all.length) return undefined;
  const fits = all.every((one, at) => one.kind !== "literal" || one.text === path[at]);
  return fits ? all.map(({ kind }) => ["literal", "one", "rest"].indexOf(kind)) : undefined;
}

function compare({ rank: one }: Candidate, { rank: other }: Candidate): number {
  const at = one.findIndex((step, index) => step !== other[index]);
  return at < 0 ? one.length - other.length : (one[at] ?? 0) - (other[at] ?? Number.NEGATIVE_INFINITY);
}

/** By a method that a route names before one that takes any, at the same template. */
function expected(routes: readonly Route[], httpMethod: string, path: string): string {
  const all = candidates(routes, path).sort(compare);
  const fitting = all.filter(({ route }) => route.httpMethod === httpMethod || route.httpMethod === "*");
  const [best] = fitting;
  if (best === undefined) {
    const methods = [...new Set(all.map(({ route }) => route.httpMethod))].sort();
    return methods.length === 0 ? "not-found" : methods.join(" ");
  }
  const own = fitting.find((one) => compare(one, best) === 0 && one.route.httpMethod === httpMethod);
  return `found ${(own ?? best).route.httpMethod} ${(own ?? best).route.template}`;
}

describe("find()", () => {
  test("is what looking at all templates comes to", () => {
    const kinds = new Map<string, number>();
    const property = fc.property(
      fc.array(rules, { maxLength: 8 }),
      fc.array(paths, { maxLength: 8 }),
      (all, some) => {
        const routes: Route[] = [];
        for (const rule of all) {
          try {
            const one = compile(echo, rule);
            routerOf([...routes, one]);
            routes.push(one);
          } catch (error) {
            if (!(error instanceof RuleError)) throw error;
          }
        }
        const router = routerOf(routes);
        for (const path of some) {
          for (const httpMethod of ["GET", "POST", "BREW"]) {
            const match = router.find(httpMethod, path);
            const found =
              match.kind === "found" ? `found ${match.route.httpMethod} ${match.route.template}` : match.kind;
            const said = match.kind === "method-not-allowed" ? match.allow.join(" ") : found;
            expect([httpMethod, path, said]).toEqual([httpMethod, path, expected(routes, httpMethod, path)]);
            kinds.set(match.kind, (kinds.get(match.kind) ?? 0) + 1);
          }
        }
      },
    );
    fc.assert(property, { numRuns: 500 });
    for (const kind of ["found", "not-found", "method-not-allowed"])
      expect(kinds.get(kind)).toBeGreaterThan(50);
  });
});
