import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exactInteger } from "../../../src/transcoder/reading/exact-integer.ts";

describe("exactInteger()", () => {
  test.each<readonly [text: string, value: bigint | undefined, why: string]>([
    ["0", 0n, "zero"],
    ["-0", 0n, "which has no sign"],
    ["0.000e5", 0n, "however it is written"],
    ["1e3", 1000n, "an exponent"],
    ["1E+3", 1000n, "of either form"],
    ["-12.500e1", -125n, "that moves the point behind all digits"],
    ["1200e-2", 12n, "or before zeros"],
    ["1.5", undefined, "a fraction is none"],
    ["1250e-2", undefined, "wherever the point was"],
    ["1e-999999999", undefined, "or is"],
    ["18446744073709551616", 2n ** 64n, "beyond 64 bits it is what it is, or as far off"],
    ["1e20", 10n ** 20n, "or a little more"],
    ["-3e999999999999", -(10n ** 20n), "but never what takes all memory"],
    ["", undefined, "nothing is none"],
    ["01", undefined, "nor are other forms"],
    [".5", undefined, "of numbers"],
    ["1.", undefined, "that JSON has not"],
    ["+1", undefined, "whatever the sign"],
    ["0x1", undefined, "or base"],
    ["1e", undefined, "or half"],
    [`1${"0".repeat(400)}`, undefined, "nor is what nobody would write"],
  ])("%s is %s: %s", (text, value) => {
    expect(exactInteger(text)).toBe(value);
  });

  test("is what was written, wherever the point stands", () => {
    // Zeros before a zero are no number.
    const longs = fc.bigInt(-(2n ** 64n), 2n ** 64n).filter((value) => value !== 0n);
    fc.assert(
      fc.property(longs, fc.nat(25), (value, moved) => {
        expect(exactInteger(`${value}e0`)).toBe(value);
        expect(exactInteger(`${value}${"0".repeat(moved)}e-${moved}`)).toBe(value);
        expect(exactInteger(`${value}.${"0".repeat(moved + 1)}`)).toBe(value);
      }),
    );
  });
});
