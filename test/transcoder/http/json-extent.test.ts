import { describe, expect, test } from "vitest";
import { excessOf, usualJsonLimits } from "../../../src/transcoder/http/json-extent.ts";

const limits = { levels: 20, keys: 30, values: 100 };
const lists = (levels: number) => "[".repeat(levels) + "]".repeat(levels);
const objects = (levels: number) => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;
const keys = (count: number) => `{${Array.from({ length: count }, (_, n) => `"k${n}":1`).join(",")}}`;
const padding = " ".repeat(200);
const tooDeep = "nested more than 20 levels deep";
const tooWide = "an object of more than 30 keys";
const tooMany = "more than 100 values";

describe("excessOf()", () => {
  test.each([
    ["lists as deep as may be", lists(20), undefined],
    ["lists one level deeper", lists(21), tooDeep],
    ["objects as deep as may be", objects(20), undefined],
    ["objects one level deeper", objects(21), tooDeep],
    ["lists beside each other", `[${`${lists(3)},`.repeat(20)}1]`, undefined],
    ["brackets and commas in a text", `["${"[{,".repeat(200)}"]`, undefined],
    ["a text with escapes before", `["\\\\","\\"[",${lists(20)}]`, tooDeep],
    ["an object with as many keys as may be", keys(30), undefined],
    ["an object with one key more", keys(31), tooWide],
    ["such an object further in", `[{"a":1},{"b":[1,${keys(31)}]}]`, tooWide],
    ["objects that have too many only together", `[${keys(20)},${keys(20)}]`, undefined],
    ["a list of more items than an object may have keys", `[${"1,".repeat(80)}1]`, undefined],
    ["keys after a list inside of an object", `{"a":[${"1,".repeat(80)}1],"b":1}`, undefined],
    ["a list of too many items", `[${"1,".repeat(100)}1]`, tooMany],
    ["too many empty lists", `[${"[],".repeat(60)}1]`, tooMany],
    ["nothing much, and long", `{"a":1}${padding}`, undefined],
  ])("tells of %s", (_what, json, expected) => {
    JSON.parse(json);
    expect(excessOf(Buffer.from(json + padding), limits)).toBe(expected);
  });

  test.each(["", "]]]]", '"', '{"a":"\\', "}{,,,", ",".repeat(50)])(
    "does not mind what is no JSON: %j",
    (text) => {
      expect(excessOf(Buffer.from(padding + text), limits)).toBeUndefined();
    },
  );

  test("has limits that leave room above any contract's and end before a request is dear", () => {
    expect(usualJsonLimits).toEqual({ levels: 500, keys: 2000, values: 50_000 });
    expect(excessOf(Buffer.from(keys(2001)))).toBe("an object of more than 2000 keys");
    expect(excessOf(Buffer.from(keys(2000)))).toBeUndefined();
  });
});
