import { describe, expect, test } from "vitest";
import { isNestedTooDeep, levelsMax } from "../../src/rest/json-nesting.ts";

const lists = (levels: number) => "[".repeat(levels) + "]".repeat(levels);
const objects = (levels: number) => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;
const padding = " ".repeat(2 * levelsMax);

describe("isNestedTooDeep()", () => {
  test.each([
    ["as deep as may be", lists(levelsMax), false],
    ["one level deeper", lists(levelsMax + 1), true],
    ["objects", objects(levelsMax), false],
    ["objects one level deeper", objects(levelsMax + 1), true],
    ["many shallow values", `[${`${lists(3)},`.repeat(levelsMax)}1]`, false],
    ["brackets in a text", `["${"[{".repeat(levelsMax)}"]${padding}`, false],
    ["a text with escapes before", `["\\\\","\\"[",${lists(levelsMax)}]`, true],
    ["nothing deep, and long", `{"a":1}${padding}`, false],
  ])("tells of %s", (_what, json, expected) => {
    JSON.parse(json);
    expect(isNestedTooDeep(Buffer.from(json))).toBe(expected);
  });
});
