import { describe, expect, test } from "vitest";
import { parseQuery, splitTarget } from "../../../src/transcoder/index.ts";

describe("splitTarget()", () => {
  test.each([
    ["/a/b", "/a/b", ""],
    ["/a?b=c", "/a", "b=c"],
    ["/a?b?c", "/a", "b?c"],
    ["/a?", "/a", ""],
    ["?a", "/", "a"],
    ["", "/", ""],
    ["http://host:80/a?b", "/a", "b"],
    ["http://host", "/", ""],
    ["http://host?a", "/", "a"],
    ["HTTP://user@host/a%2Fb", "/a%2Fb", ""],
    ["//host/a", "//host/a", ""],
    ["*", "*", ""],
  ])("takes %s for %s and %s", (target, path, query) => {
    expect(splitTarget(target)).toEqual({ path, query });
  });
});

describe("parseQuery()", () => {
  test.each([
    ["", []],
    ["a=b", [["a", "b"]]],
    [
      "a=b&a=c",
      [
        ["a", "b"],
        ["a", "c"],
      ],
    ],
    ["a", [["a", ""]]],
    ["=b", [["", "b"]]],
    ["&&a=b&", [["a", "b"]]],
    ["a=b=c", [["a", "b=c"]]],
    ["a+b=c+d", [["a b", "c d"]]],
    ["a%2Bb=%26%3D", [["a+b", "&="]]],
    ["%C3%A9=%F0%9F%98%80", [["é", "😀"]]],
    ["a;b", [["a;b", ""]]],
  ])("takes %s for %j", (query, pairs) => {
    expect(parseQuery(query)).toEqual({ pairs });
  });

  test.each(["%", "a=%zz", "%ff=a", "a=%C3", "a=é", "a= b", "a=b#c"])("refuses %s", (query) => {
    expect(parseQuery(query).error).toBeTypeOf("string");
  });

  test("refuses more parameters than it may have", () => {
    expect(parseQuery("a&b&c", { pairsMax: 2 }).error).toBe("there are more than 2 parameters");
    expect(parseQuery("a&b", { pairsMax: 2 }).pairs).toHaveLength(2);
    expect(parseQuery("&".repeat(1001)).error).toBe("there are more than 1000 parameters");
  });
});
