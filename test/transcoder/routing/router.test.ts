import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRouter, type Router, RuleError, routerOf } from "../../../src/transcoder/index.ts";
import { EveryKindService } from "../gen/library/v1/every_kind_pb.ts";
import { LibraryService } from "../gen/library/v1/library_pb.ts";
import { compile } from "../kit/compile.ts";

const library = createRouter([LibraryService, EveryKindService]);

/** What a request finds, in one line. */
function find(router: Router, request: string): string {
  const [httpMethod = "", path = ""] = request.split(" ");
  const match = router.find(httpMethod, path);
  switch (match.kind) {
    case "found":
      return [match.route.method.name, ...match.params.map((text) => JSON.stringify(text))].join(" ");
    case "method-not-allowed":
      return `405 ${match.allow.join(" ")}`;
    case "malformed-path":
      return "400";
    case "not-found":
      return "404";
  }
}

type Row = readonly [request: string, found: string, why: string];

function check(router: Router, rows: readonly Row[]): void {
  for (const [request, found, why] of rows) {
    test(`${request}: ${why}`, () => expect(find(router, request)).toBe(found));
  }
}

describe("a router", () => {
  check(library, [
    ["GET /v1/shelves", "ListShelves", "literals match themselves"],
    ["GET /v1/shelves/7", 'GetShelf "7"', "a variable takes one segment"],
    ["GET /v1/shelves/oldest", "GetOldestShelf", "a literal is tried before a variable"],
    ["GET /v1/oldest", "GetOldestShelf", "an additional binding is a route of its own"],
    ["GET /v1/shelves/1/books/2", 'GetBook "shelves/1/books/2"', "a variable takes all of its template"],
    ["GET /v1/pages/a/b/c", 'GetPage "a/b/c"', "** takes several segments"],
    ["GET /v1/pages/a", 'GetPage "a"', "or one"],
    ["GET /v1/pages", 'GetPage ""', "or none"],
    ["LOCK /v1/shelves/1", 'LockShelf "1"', "methods are whatever a rule says"],
    ["POST /v1/shelves/1:merge", 'MergeShelves "1"', "a verb is not in the variable"],
    ["POST /v1/shelves/a:b:merge", 'MergeShelves "a:b"', "it is after the last colon"],
  ]);
});

describe("a colon that no rule has a verb for", () => {
  check(library, [
    ["GET /v1/shelves/urn:x:7", 'GetShelf "urn:x:7"', "is a part of the id"],
    ["GET /v1/shelves/7:merge", 'GetShelf "7:merge"', "even a known verb, where this method has none"],
    ["POST /v1/shelves/7%3Amerge", "405 GET LOCK", "an escaped colon never begins a verb"],
    ["GET /v1/shelves/7:", 'GetShelf "7:"', "an empty verb is none"],
    ["POST /v1/shelves/:merge", "405 GET LOCK", "a verb alone is an id, as no segment is empty"],
    ["PUT /v1/shelves/7:merge", "405 GET LOCK POST", "both readings of the path count for 405"],
  ]);
});

describe("a method that the path has not", () => {
  check(library, [
    ["PUT /v1/shelves", "405 GET POST", "is told which there are, in order"],
    ["DELETE /v1/shelves/7", "405 GET LOCK", "from all rules of the path"],
    ["DELETE /v1/shelves/oldest", "405 GET LOCK", "whether by literal or by variable"],
    ["HEAD /v1/shelves", "405 GET POST", "HEAD is a method like others"],
    ["get /v1/shelves", "405 GET POST", "methods are told apart by case"],
    ["LOCK /v1/shelves/oldest", 'LockShelf "oldest"', "a wildcard is tried where the literal lacks it"],
  ]);
});

describe("a path that is not there", () => {
  check(library, [
    ["GET /v1/nothing", "404", "no rule has it"],
    ["GET /v1", "404", "a part of a rule's path is not the path"],
    ["GET /v1/shelves/", "404", "an empty segment matches no variable"],
    ["GET /v1/shelves/1/books/", "404", "nor the end of a longer one"],
    ["GET //v1/shelves", "404", "nor is it skipped"],
    ["GET /v1//shelves", "404", "anywhere"],
    ["GET /v1/pages/a//b", "404", "not even by **"],
    ["GET /v1/pages/", "404", "nor as its end"],
    ["GET /v1/shelves/1/books/2/3", "404", "too long"],
    ["GET /V1/shelves", "404", "case matters"],
    ["GET /", "404", "the root, unless a rule has it"],
    ["GET *", "404", "the server as a whole is no path"],
    ["GET v1/shelves", "404", "nor is anything without a slash"],
  ]);
});

describe("percent-encoding", () => {
  check(library, [
    ["GET /v1/%73helves", "ListShelves", "literals are compared decoded"],
    ["GET /v1/shelves/a%20b", 'GetShelf "a b"', "variables are decoded"],
    ["GET /v1/shelves/%C3%A9%F0%9F%98%80", 'GetShelf "é😀"', "as UTF-8"],
    ["GET /v1/shelves/a%2Fb", 'GetShelf "a/b"', "an escaped slash does not split a segment"],
    ["GET /v1/shelves/a%2fb", 'GetShelf "a/b"', "in either case"],
    ["GET /v1%2Fshelves", "404", "nor make two literals of one"],
    ["GET /v1/pages/a%2Fb/c%20d", 'GetPage "a%2Fb/c d"', "over several segments it stays escaped"],
    ["GET /v1/pages/a%2fb", 'GetPage "a%2fb"', "as it was written"],
    ["GET /v1/shelves/a%2Fb/books/2", 'GetBook "shelves/a%2Fb/books/2"', "so that names have one reading"],
    ["GET /v1/shelves/%2525", 'GetShelf "%25"', "decoded once"],
    ["GET /v1/shelves/a+b", 'GetShelf "a+b"', "a plus is a plus in a path"],
    ["GET /v1/shelves/%zz", "400", "not hexadecimal"],
    ["GET /v1/shelves/%", "400", "cut off"],
    ["GET /v1/shelves/%2", "400", "cut off later"],
    ["GET /v1/shelves/%ff", "400", "not UTF-8"],
    ["GET /v1/shelves/%c0%af", "400", "an overlong slash"],
    ["GET /v1/shelves/%ed%a0%80", "400", "half of a surrogate pair"],
    ["GET /nowhere/%zz", "400", "whether or not there is a route"],
    ["GET /v1/shelves/é", "400", "unescaped text beyond ASCII"],
    ["GET /v1/shelves/a#b", "400", "what some would take for the end of the path"],
    ["GET /v1/shelves/a\\b", "400", "and what some would take for a slash"],
    ["GET /v1/shelves/a%23b%5Cc", 'GetShelf "a#b\\\\c"', "unless it is escaped"],
    ["GET /v1/shelves/a%00b", 'GetShelf "a\\u0000b"', "as everything may be"],
    ["GET /v1/shelves/%f4%90%80%80", "400", "beyond Unicode"],
    ["GET /v1/shelves/%e2%82", "400", "a character cut off"],
    ["GET /v1/shelves/..", 'GetShelf ".."', "dots are an id like others: the service's to refuse"],
  ]);
});

describe("precedence", () => {
  const method = LibraryService.method.reindex;
  const router = routerOf(
    ["/a/**", "/a/*/c", "/a/b/*", "/a/b/c/d", "/*/b", "/"].map((path, at) =>
      compile(method, `M${at} ${path}`),
    ),
  );
  const all = routerOf([compile(method, "* /x"), compile(method, "GET /x"), compile(method, "GET /**")]);

  test("goes by literal, one segment, rest, and on where the method is missing", () => {
    const methods = (path: string) => find(router, `X ${path}`);
    expect(methods("/a/b/c")).toBe("405 M0 M1 M2");
    expect(methods("/a/b/c/d")).toBe("405 M0 M3");
    expect(methods("/z/b")).toBe("405 M4");
    expect(methods("/")).toBe("405 M5");
    expect(methods("/a")).toBe("405 M0");
  });

  test("a rule for any method takes those that no rule names", () => {
    const template = (httpMethod: string) => {
      const match = all.find(httpMethod, "/x");
      return match.kind === "found" ? `${match.route.httpMethod} ${match.route.template}` : match.kind;
    };
    expect(template("GET")).toBe("GET /x");
    expect(template("BREW")).toBe("* /x");
  });
});

describe("routes that can't be told apart", () => {
  const { getShelf, getBook, getPage } = LibraryService.method;
  const ambiguous: readonly (readonly [string, string, string])[] = [
    ["GET /v1/{shelf}", "GET /v1/{shelf=*}", "the same variable, written out"],
    ["GET /v1/{shelf}", "GET /v1/*", "a variable and a wildcard"],
    ["GET /v1/x/{shelf}", "GET /v1/%78/{shelf}", "the same literal, escaped"],
    ["* /v1/{shelf}", "* /v1/{shelf}", "for any method"],
    ["GET /v1/{shelf}:go", "GET /v1/{shelf}:go", "with a verb"],
  ];
  test.each(ambiguous)("%s and %s are refused: %s", (one, other) => {
    const both = () => routerOf([compile(getShelf, one), compile(getShelf, other)]);
    expect(both).toThrow(RuleError);
    expect(both).toThrow(
      /^library\/v1\/library.proto: library.v1.LibraryService.GetShelf: .* matches the same/,
    );
  });

  test("of two methods both are named", () => {
    expect(() => routerOf([compile(getBook, "GET /{name=a/*}"), compile(getPage, "GET /a/{path}")])).toThrow(
      "LibraryService.GetPage: GET /a/{path} matches the same requests as /{name=a/*} of library.v1.LibraryService.GetBook",
    );
  });

  const distinct: readonly (readonly [string, string, string])[] = [
    ["GET /v1/{shelf}", "PUT /v1/{shelf}", "the methods differ"],
    ["GET /v1/{shelf}", "GET /v1/{shelf}:go", "one has a verb"],
    ["GET /v1/{shelf}", "GET /v1/x", "one is a literal"],
    ["GET /v1/*/{shelf}", "GET /v1/{shelf}/*", "only in which segment they bind"],
  ];
  test.each(distinct.slice(0, 3))("%s and %s are accepted: %s", (one, other) => {
    expect(routerOf([compile(getShelf, one), compile(getShelf, other)]).routes).toHaveLength(2);
  });
  test("which of several wildcards is bound makes no difference", () => {
    const [one, other] = distinct[3] ?? ["", ""];
    expect(() => routerOf([compile(getShelf, one), compile(getShelf, other)])).toThrow(RuleError);
  });
});

describe("find() with any method and path", () => {
  test("never throws", () => {
    const characters = fc.constantFrom(...Array.from("/v1shelvesbookspages%2Ff:merge*{}.é\u0000 ?#"));
    const paths = fc.oneof(
      fc.string({ unit: characters }),
      fc.string({ unit: "binary" }),
      fc
        .array(fc.constantFrom("shelves", "books", "pages", "oldest", "%2F", "%zz", "a:b", ""), {
          maxLength: 4,
        })
        .map((parts) => `/v1/${parts.join("/")}`),
    );
    const kinds = new Set<string>();
    fc.assert(
      fc.property(fc.constantFrom("GET", "POST", "", "__proto__"), paths, (httpMethod, path) => {
        kinds.add(library.find(httpMethod, path).kind);
      }),
      { numRuns: 2000 },
    );
    expect([...kinds].sort()).toEqual(["found", "malformed-path", "method-not-allowed", "not-found"]);
  });

  test("gives back what a client encoded", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (id) => {
        const match = library.find("LOCK", `/v1/shelves/${encodeURIComponent(id)}`);
        expect(match).toMatchObject({ kind: "found", params: [id] });
      }),
    );
  });

  test("takes a path of very many segments", () => {
    expect(find(library, `GET /v1/pages${"/a".repeat(100_000)}`)).toMatch(/^GetPage "a\/a/);
    expect(find(library, `GET ${"/a".repeat(100_000)}`)).toBe("404");
  });
});
