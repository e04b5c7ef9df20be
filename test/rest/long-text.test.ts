import { describe, expect, test } from "vitest";
import { LongText } from "../../src/rest/long-text.ts";

describe("LongText", () => {
  test.each([
    ["nothing", []],
    ["little", ["a", "é"]],
    ["much", Array.from({ length: 30_000 }, (_, at) => `${at}é日𝒳,`)],
    ["one part that is long", ["x".repeat(100_000), "y"]],
  ])("encodes %s as it was added", (_, parts) => {
    const text = new LongText();
    for (const part of parts) text.add(part);
    expect(text.encode().equals(Buffer.from(parts.join("")))).toBe(true);
  });
});
