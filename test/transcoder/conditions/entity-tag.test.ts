import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  codedEntityTag,
  parseEntityTags,
  printEntityTag,
} from "../../../src/transcoder/conditions/entity-tag.ts";

const strong = (...texts: string[]) => texts.map((text) => ({ text, weak: false }));

describe("parseEntityTags()", () => {
  test.each<readonly [string, ReturnType<typeof parseEntityTags>, string]>([
    ['"7"', strong("7"), "one"],
    ['"a" , "b"', strong("a", "b"), "several"],
    ['"a,b"', strong("a,b"), "with a comma inside"],
    ['"a",,"b",', strong("a", "b"), "with nothing between commas"],
    ['W/"a"', [{ text: "a", weak: true }], "a weak one"],
    ['""', strong(""), "an empty one"],
    ["*", "*", "any"],
    [" * ", "*", "any, with spaces"],
    ["a", undefined, "without quotes"],
    ['"a', undefined, "with one quote"],
    ['w/"a"', undefined, "with a small w"],
    ['"a" "b"', undefined, "without a comma"],
    ['"a", *', undefined, "any among others"],
    ["", undefined, "nothing"],
    [",", undefined, "nothing twice"],
    ['"%zz"', strong("%zz"), "of somebody else's making"],
  ])("%j gives %j: %s", (header, tags) => {
    expect(parseEntityTags(header)).toEqual(tags);
  });

  test("takes long headers in little time", () => {
    expect(parseEntityTags('"a",'.repeat(100_000))).toHaveLength(100_000);
    expect(parseEntityTags(`"${"a".repeat(100_000)}`)).toBeUndefined();
    expect(parseEntityTags(`${" ".repeat(100_000)}x`)).toBeUndefined();
  });
});

describe("an entity tag", () => {
  test("comes back as it went, whatever is in it", () => {
    const texts = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.constantFrom('"', "%", "a--gzip", "a--br", "--gzip--gzip", "a b", "\n", "é", "%41"),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const tag = printEntityTag(text);
        expect(tag).toMatch(/^"[\x21\x23-\x7e]*"$/);
        expect(parseEntityTags(tag)).toEqual(strong(text));
        expect(parseEntityTags(codedEntityTag(tag, "br"))).toEqual(strong(text));
      }),
    );
  });

  test("is short where it can be", () => {
    expect([printEntityTag("7"), codedEntityTag('"7"', "gzip")]).toEqual(['"7"', '"7--gzip"']);
  });
});
