import { describe, expect, test } from "vitest";
import { openApiPath } from "../../../src/transcoder/openapi/open-api-path.ts";

describe("openApiPath()", () => {
  test.each([
    ["/", "/", "the root"],
    ["/v1/shelves", "/v1/shelves", "literals stay"],
    ["/v1/shelves/{shelf}", "/v1/shelves/{shelf}", "a variable of one segment is a parameter"],
    ["/v1/{a.b.c}", "/v1/{a.b.c}", "a field path is a name"],
    ["/v1/{name=shelves/*}", "/v1/shelves/{name}", "one wildcard has the variable's name"],
    [
      "/v1/{name=shelves/*/books/*}",
      "/v1/shelves/{name.shelves}/books/{name.books}",
      "several are called as the literal before them",
    ],
    ["/v1/{name=*/*}", "/v1/{name.1}/{name.2}", "or by their place, where there is none"],
    ["/v1/{name=a/*/a/*}", "/v1/a/{name.a}/a/{name.a2}", "no name twice"],
    ["/v1/{path=**}", "/v1/{path}", "the rest of a path is one parameter"],
    ["/v1/{name=shelves/**}", "/v1/shelves/{name}", "behind a literal too"],
    ["/v1/{name=shelves}", "/v1/shelves", "no wildcard, no parameter"],
    ["/v1/*/x/*", "/v1/{segment}/x/{segment2}", "wildcards that nothing binds are parameters too"],
    ["/v1/shelves/{shelf}:merge", "/v1/shelves/{shelf}:merge", "a verb stays"],
    ["/v1/a%20b/{x}:do%2Fit", "/v1/a%20b/{x}:do%2Fit", "literals stay encoded"],
  ])("%s is %s: %s", (template, path, _why) => {
    expect(openApiPath(template).path).toBe(path);
  });

  test("tells what a parameter is a part of", () => {
    expect(openApiPath("/v1/{name=shelves/*/books/**}").parts).toEqual([
      { name: "name.shelves", variable: "name", partOf: "shelves/*/books/**", isRest: false },
      { name: "name.books", variable: "name", partOf: "shelves/*/books/**", isRest: true },
    ]);
  });
});
