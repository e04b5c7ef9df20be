import { describe, expect, test } from "vitest";
import { parseQuery } from "../../../src/rest/query/query-pairs.ts";

describe("parseQuery()", () => {
  test.each([
    ["", []],
    [
      "a=1&b=2&a=3",
      [
        ["a", "1"],
        ["b", "2"],
        ["a", "3"],
      ],
    ],
    [
      "a=%C3%A9+b&c",
      [
        ["a", "é b"],
        ["c", ""],
      ],
    ],
    ["a=%EF%BF%BD", [["a", "\ufffd"]]],
    ["a=%zz", [["a", "%zz"]]],
    ["?a=1", [["?a", "1"]]],
  ])("reads %s", (query, pairs) => {
    expect(parseQuery(query)).toEqual({ pairs });
  });

  test("refuses what is not UTF-8 in Placement's words", () => {
    expect(parseQuery("a=%FF")).toEqual({
      malformed:
        "Invalid query string parameters: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte",
    });
  });
});
