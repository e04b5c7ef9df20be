import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { percentEncode } from "../../../src/server/grpc/status.ts";

describe("percentEncode()", () => {
  test.each([
    ["plain text stays: ~!", "plain text stays: ~!"],
    ["100 %", "100 %25"],
    ["ü\n", "%C3%BC%0A"],
    ["\ud800", "%EF%BF%BD"],
  ])("of %j is %j", (text, encoded) => {
    expect(percentEncode(text)).toBe(encoded);
  });

  test("is undone by decoding, and is printable ASCII", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const encoded = percentEncode(text);
        expect(encoded).toMatch(/^[ -~]*$/);
        expect(decodeURIComponent(encoded)).toBe(text.toWellFormed());
      }),
    );
  });
});
