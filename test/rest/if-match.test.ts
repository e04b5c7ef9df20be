import { describe, expect, test } from "vitest";
import { withCondition } from "../../src/rest/if-match.ts";
import { neverCurrent } from "../../src/rest/representation/generations.ts";
import type { ParsedBody } from "../../src/rest/request-body.ts";

describe("withCondition()", () => {
  const rows: readonly (readonly [body: ParsedBody, ifMatch: string, said: unknown, why: string])[] = [
    [{ json: {} }, '"7"', { seen: 7 }, "the header alone"],
    [{ json: { seen: 7 } }, '"7"', { seen: 7 }, "both, and the same"],
    [{ json: { seen: 6 } }, '"7"', { seen: neverCurrent }, "both, and not the same"],
    [{ json: {} }, 'W/"7"', { seen: neverCurrent }, "a weak tag"],
    [{ json: {} }, '"7", "8"', { seen: neverCurrent }, "several tags"],
    [{ json: {} }, "7", { seen: neverCurrent }, "a tag without quotes"],
    [{ json: { seen: null } }, '"7"', { seen: null }, "null is refused for its form"],
    [{ json: { seen: "7" } }, '"7"', { seen: "7" }, "so is a text"],
    [{ json: { seen: 7.5 } }, '"7"', { seen: 7.5 }, "and a fraction"],
    [{ json: [] }, '"7"', [], "and what is no object"],
  ];
  test.each(rows)("makes of %j and %s %j: %s", (body, ifMatch, json, _why) => {
    expect(withCondition(body, ifMatch, "seen")).toEqual({ json });
  });
});
