/**
 * Tables of routes, each with what requests find in it: the situations that the test suites of vanguard-go,
 * grpc-gateway, Envoy's transcoder and ASP.NET Core look at, decided as here.
 */
import { describe, expect, test } from "vitest";
import { routerOf } from "../../../src/transcoder/index.ts";
import { EveryKindService } from "../gen/library/v1/every_kind_pb.ts";
import { compile } from "../kit/compile.ts";

const { echo } = EveryKindService.method;

type Row = readonly [path: string, found: string, why: string];

/** A row expects the template that a GET finds, with the values of its variables; or that it finds none. */
function check(what: string, templates: readonly string[], rows: readonly Row[]): void {
  const router = routerOf(templates.map((template) => compile(echo, `GET ${template}`)));
  describe(what, () => {
    test.each(rows)("%s: %s, %s", (path, found) => {
      const match = router.find("GET", path);
      const said = match.kind === "found" ? [match.route.template, ...match.params].join(" ") : match.kind;
      expect(said).toBe(found);
    });
  });
}

check(
  "what is left of a path",
  ["/**"],
  [
    ["/", "/**", "may be nothing"],
    ["/a", "/**", "or something"],
    ["/a/b/c", "/**", "or more"],
    ["/a/", "not-found", "but no empty segment"],
    ["//", "not-found", "nor several"],
  ],
);

check(
  "wildcards",
  ["/a/**", "/b/*", "/c/*/d/**", "/c/*/d/e", "/c/f/d/e", "/"],
  [
    ["/a", "/a/**", "what is left may be nothing"],
    ["/a/b/c", "/a/**", "or all"],
    ["/b/c", "/b/*", "a star is one segment"],
    ["/b", "not-found", "not none"],
    ["/b/c/d", "not-found", "nor two"],
    ["b/c", "not-found", "a path begins with a slash"],
    ["/c/u/d/v", "/c/*/d/**", "both"],
    ["/c/v/d/w/x", "/c/*/d/**", "both, further"],
    ["/c/x/y/d/z", "not-found", "a star is one segment there too"],
    ["/c//v/d/w/x", "not-found", "and not an empty one"],
    ["/c/x/d/e", "/c/*/d/e", "a literal goes before what is left"],
    ["/c/f/d/e", "/c/f/d/e", "and before a star"],
    ["/c/f/d/g", "/c/*/d/**", "but where it leads nowhere the others are tried"],
    ["/", "/", "the root"],
  ],
);

check(
  "variables",
  [
    "/a/{string}/c/d/e",
    "/{string=a/*}/b/{nested.text=*}/c",
    "/a/{string=b/*}/{nested.text=d/**}",
    "/{string=*}/a",
    "/a/b/{string=*}",
    "/a/b/c/{string=**}",
    "/{string=*}/d/e/f/{nested.text=**}",
  ],
  [
    ["/a/book/c/d/e", "/a/{string}/c/d/e book", "one segment"],
    ["/a/hello/b/world/c", "/{string=a/*}/b/{nested.text=*}/c a/hello world", "two variables"],
    [
      "/a/b/zoo/d/animal/tiger",
      "/a/{string=b/*}/{nested.text=d/**} b/zoo d/animal/tiger",
      "with literals in them",
    ],
    ["/a/b/zoo/d", "/a/{string=b/*}/{nested.text=d/**} b/zoo d", "and nothing but those"],
    ["/foo/a", "/{string=*}/a foo", "at the begin"],
    ["/a/b/foo", "/a/b/{string=*} foo", "at the end"],
    ["/a/b/c", "/a/b/c/{string=**} ", "the longest literal first, even with nothing behind it"],
    ["/a/b/c/foo/bar/baz", "/a/b/c/{string=**} foo/bar/baz", "all that is left"],
    ["/foo/d/e/f/bar/baz", "/{string=*}/d/e/f/{nested.text=**} foo bar/baz", "both ends"],
  ],
);

check(
  "variables beside wildcards and literals",
  [
    "/foo/bar/baz/buzz",
    "/foo/bar/{string}",
    "/foo/bar/{string}/baz/{nested.text}",
    "/foo/bar/*/{nested.text}/{string=**}",
    "/foo/bar/*/{nested.text}/{string=**}:do",
    "/foo/bar/*/{nested.text}/{string=**}:cancel",
    "/foo%2Fbar/%2A/%2A%2a/{string=%2A%2a/**}:%2c",
  ],
  [
    ["/bob/lob/law", "not-found", "none of them"],
    ["/foo/bob/lob/law", "not-found", "nor half of one"],
    ["/foo/bar/baz", "/foo/bar/{string} baz", "a literal that goes on is a value where it does not"],
    ["/foo/bar/baz/buzz", "/foo/bar/baz/buzz", "and a literal where it does"],
    ["/foo/bar/baz/baz/buzz", "/foo/bar/{string}/baz/{nested.text} baz buzz", "by literals from the left"],
    ["/foo/bar/baz/123", "/foo/bar/*/{nested.text}/{string=**} 123 ", "nothing left"],
    ["/foo/bar/baz/123/buzz/buzz", "/foo/bar/*/{nested.text}/{string=**} 123 buzz/buzz", "something left"],
    ["/foo/bar/baz/123/buzz/fizz:do", "/foo/bar/*/{nested.text}/{string=**}:do 123 buzz/fizz", "one verb"],
    ["/foo/bar/baz/123:cancel", "/foo/bar/*/{nested.text}/{string=**}:cancel 123 ", "or another"],
    ["/foo/bar/baz/123/a:blah", "/foo/bar/*/{nested.text}/{string=**} 123 a:blah", "one that is none"],
    [
      "/foo%2fbar/%2a/**/%2A*/a%2Fb/c%20d:,",
      "/foo%2Fbar/%2A/%2A%2a/{string=%2A%2a/**}:%2c **/a%2Fb/c d",
      "escaped, all of it",
    ],
  ],
);

check(
  "a verb for all paths",
  ["/person", "/person/{string=*}", "/{string=**}:verb"],
  [
    ["/person:verb", "/{string=**}:verb person", "goes before an id with a colon"],
    ["/person/jason:verb", "/{string=**}:verb person/jason", "of any length"],
    ["/animal/cat:verb", "/{string=**}:verb animal/cat", "whatever it is"],
    ["/person", "/person", "without it there is what there is"],
    ["/person/jason", "/person/{string=*} jason", "by its own rule"],
    ["/animal", "not-found", "or nothing"],
    ["/person:other", "not-found", "a verb that no rule has is none"],
    ["/person/jason:other", "/person/{string=*} jason:other", "but a part of an id"],
    ["/person/a:verb/b", "not-found", "as it is in the middle"],
    ["/person/jason%3Averb", "/person/{string=*} jason:verb", "and where it is escaped"],
  ],
);

check(
  "verbs",
  ["/some/const:verb", "/some/*:verb", "/some/*/foo:verb", "/other/**:verb", "/{string=**}"],
  [
    ["/some/const:verb", "/some/const:verb", "of literals"],
    ["/some/other:verb", "/some/*:verb", "of stars"],
    ["/some/bar/foo:verb", "/some/*/foo:verb", "of both"],
    ["/other/bar/foo:verb", "/other/**:verb", "of all that is left"],
    ["/other:verb", "/other/**:verb", "which may be nothing"],
    [
      "/some:verb/const:verb",
      "/{string=**} some:verb/const:verb",
      "one is none where the path before it is none",
    ],
    ["/some/other:verb/", "not-found", "nothing comes behind them"],
    ["/some/foo/bar:verb", "/{string=**} some/foo/bar:verb", "and they are not in rules that lack them"],
  ],
);

check(
  "a verb behind two variables",
  ["/{string=*}/{nested.text=*}:verb"],
  [
    ["/some:verb/const:verb", "/{string=*}/{nested.text=*}:verb some:verb const", "is the last"],
    ["/some/a:b:verb", "/{string=*}/{nested.text=*}:verb some a:b", "of several colons"],
    ["/some/:verb", "not-found", "with something before it"],
  ],
);

check(
  "escapes",
  ["/x/{string}", "/y/{string=p/*/q/*}/c", "/z/{string=**}"],
  [
    ["/x/p%20q%2Fr", "/x/{string} p q/r", "are taken off in one segment"],
    [
      "/x/%21%23%24%26%27%28%29%2A%2B%2C%2F%3A%3B%3D%3F%40%5B%5D",
      "/x/{string} !#$&'()*+,/:;=?@[]",
      "all of them",
    ],
    [
      "/y/p/foo%20foo/q/bar%2Fbar/c",
      "/y/{string=p/*/q/*}/c p/foo foo/q/bar%2Fbar",
      "but the slash's in several",
    ],
    [
      "/z/%21%23%24%26%27%28%29%2A%2B%2C%2F%3A%3B%3D%3F%40%5B%5D",
      "/z/{string=**} !#$&'()*+,%2F:;=?@[]",
      "and that alone, as the specification has it",
    ],
    ["/z/%252F", "/z/{string=**} %2F", "once"],
    ["/z/a%2fb/c", "/z/{string=**} a%2fb/c", "in either case"],
  ],
);

describe("each character of ASCII", () => {
  const router = routerOf([compile(echo, "GET /{string}")]);
  test("comes back from its escape", () => {
    for (let code = 0; code < 128; code++) {
      for (const hex of [code.toString(16), code.toString(16).toUpperCase()]) {
        const match = router.find("GET", `/%${hex.padStart(2, "0")}`);
        expect(match).toMatchObject({ kind: "found", params: [String.fromCharCode(code)] });
      }
    }
  });
});
