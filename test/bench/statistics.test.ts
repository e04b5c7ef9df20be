import { describe, expect, test } from "vitest";
import { slopeOf, spreadOf } from "./statistics.ts";

describe("spreadOf()", () => {
  test("takes the middle sample, in whatever order they came", () => {
    expect(spreadOf([3, 1, 2])).toEqual({ min: 1, median: 2, max: 3 });
  });

  test("takes the mean of the two middle samples of an even number", () => {
    expect(spreadOf([4, 1, 2, 10])).toEqual({ min: 1, median: 3, max: 10 });
  });

  test("compares numbers, not texts", () => {
    expect(spreadOf([9, 10, 100])).toEqual({ min: 9, median: 10, max: 100 });
  });

  test("leaves out what is no number, and knows nothing of no samples", () => {
    expect(spreadOf([Number.NaN, 5])).toEqual({ min: 5, median: 5, max: 5 });
    expect(spreadOf([Number.NaN])).toBeUndefined();
    expect(spreadOf([])).toBeUndefined();
  });
});

describe("slopeOf()", () => {
  test.each([
    { samples: [10, 12, 14, 16], slope: 2 },
    { samples: [16, 14, 12, 10], slope: -2 },
    { samples: [5, 5, 5], slope: 0 },
    { samples: [7], slope: 0 },
    { samples: [0, 3, 0, 3, 0], slope: 0 },
    { samples: [0, 0, 9, 0, 0], slope: 0 },
    { samples: [100, 118, 118, 118, 118, 118], slope: 0 },
    { samples: [0, 2, 4, 60, 8, 10], slope: 2 },
  ])("is $slope of $samples", ({ samples, slope }) => {
    expect(slopeOf(samples)).toBeCloseTo(slope);
  });
});
