import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { capacity, fitsCapacity, fitsUnits, type Inventory, isSettable } from "../../src/domain/inventory.ts";

const plain: Inventory = { total: 8, reserved: 0, minUnit: 1, maxUnit: 8, stepSize: 1, allocationRatio: 1 };

describe("capacity()", () => {
  test.each([
    ["the total", {}, 8],
    ["less what is reserved", { reserved: 3 }, 5],
    ["times the ratio", { reserved: 3, allocationRatio: 1.5 }, 7.5],
    ["nothing where all is reserved", { reserved: 8, allocationRatio: 16 }, 0],
  ])("is %s", (_, change, expected) => {
    expect(capacity({ ...plain, ...change })).toBe(expected);
  });
});

describe("isSettable()", () => {
  test.each([
    // total, reserved, ratio, allowed, allowed when zero is refused
    [8, 0, 1, true, true],
    [8, 8, 1, true, false],
    [8, 9, 1, false, false],
    [1, 2, 0.1, true, false], // -0.1 is cut towards zero
    [1, 0, 0.5, true, false],
    [8, 0, 0, true, false],
    [8, 0, -1, false, false],
  ])(
    "total %d, reserved %d, ratio %d: %s, and %s without zero",
    (total, reserved, allocationRatio, zero, noZero) => {
      const inventory = { ...plain, total, reserved, allocationRatio };
      expect(isSettable(inventory, { refuseZero: false })).toBe(zero);
      expect(isSettable(inventory, { refuseZero: true })).toBe(noZero);
    },
  );
});

describe("fitsUnits()", () => {
  test.each([
    [2, true],
    [1, false], // below min_unit
    [8, false], // above max_unit
    [3, false], // not a multiple of step_size
    [6, true],
  ])("of min 2, max 6, step 2, an amount of %d: %s", (amount, expected) => {
    expect(fitsUnits({ ...plain, minUnit: 2, maxUnit: 6, stepSize: 2 }, amount)).toBe(expected);
  });
});

describe("fitsCapacity()", () => {
  test("never lets a claim create or increase an overage", () => {
    const units = fc.integer({ min: 0, max: 100 });
    fc.assert(
      fc.property(units, units, units, units, (total, others, held, amount) => {
        const inventory = { ...plain, total, resourceClass: "VCPU", used: others + held };
        if (fitsCapacity(inventory, { held, amount })) {
          const over = (used: number) => Math.max(0, used - capacity(inventory));
          expect(over(others + amount)).toBeLessThanOrEqual(over(others + held));
        } else {
          expect(others + amount).toBeGreaterThan(capacity(inventory));
        }
      }),
    );
  });

  test("lets a consumer keep and reduce what it has of an inventory that shrank below its use", () => {
    const shrunk = { ...plain, total: 2, resourceClass: "VCPU", used: 6 };
    expect(fitsCapacity(shrunk, { held: 6, amount: 6 })).toBe(true);
    expect(fitsCapacity(shrunk, { held: 6, amount: 5 })).toBe(true);
    expect(fitsCapacity(shrunk, { held: 5, amount: 6 })).toBe(false);
  });
});
