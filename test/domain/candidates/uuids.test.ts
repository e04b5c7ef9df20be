import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Uuids } from "../../../src/domain/candidates/uuids.ts";

const texts = fc.oneof(
  fc.uniqueArray(fc.uuid()),
  fc.uniqueArray(fc.string({ maxLength: 5 })),
  fc.uniqueArray(
    fc.integer({ min: 0, max: 5000 }).map((n) => `host-${n}`),
    { minLength: 500 },
  ),
);

describe("Uuids", () => {
  test("has each text at its position, and knows of no other", () => {
    fc.assert(
      fc.property(texts, fc.array(fc.uuid()), (all, others) => {
        const uuids = new Uuids(all);
        expect(uuids.length).toBe(all.length);
        expect([...uuids]).toEqual(all);
        expect(all.map((_, at) => uuids.at(at))).toEqual(all);
        expect(all.map((text) => uuids.find(text))).toEqual([...all.keys()]);
        for (const other of others) if (!all.includes(other)) expect(uuids.find(other)).toBe(-1);
      }),
    );
  });

  test.each(["at", "find"] as const)("has the same when it was packed again after each %s", (ask) => {
    const all = ["ab", "cd", "\ud800", '"', ""];
    const uuids = new Uuids(all);
    for (let round = 0; round < 3; round++) {
      if (ask === "at") expect(uuids.at(1)).toBe("cd");
      else expect(uuids.find("cd")).toBe(1);
      uuids.pack();
      uuids.pack();
    }
    expect([...uuids]).toEqual(all);
    expect(all.map((text) => uuids.find(text))).toEqual([0, 1, 2, 3, 4]);
  });

  test("finds an empty text among others", () => {
    expect(new Uuids(["a", "", "b"]).find("")).toBe(1);
  });
});
