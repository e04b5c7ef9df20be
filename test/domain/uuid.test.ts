import { describe, expect, test } from "vitest";
import { canonicalUuid, isCanonicalUuid } from "../../src/domain/uuid.ts";

const uuid = "5e08ea53-c4c6-448e-9334-ac4953de3cfa";

describe("canonicalUuid()", () => {
  test.each([uuid, uuid.toUpperCase(), uuid.replaceAll("-", ""), uuid.replaceAll("-", "").toUpperCase()])(
    "makes one form of %s",
    (text) => {
      expect(canonicalUuid(text)).toBe(uuid);
    },
  );
});

describe("isCanonicalUuid()", () => {
  test.each([uuid.toUpperCase(), uuid.replaceAll("-", ""), `${uuid}0`, ` ${uuid}`, `${uuid}\n`, "", "foo"])(
    "refuses %j",
    (text) => {
      expect(isCanonicalUuid(text)).toBe(false);
    },
  );
  test("accepts the canonical form", () => {
    expect(isCanonicalUuid(uuid)).toBe(true);
  });
});
