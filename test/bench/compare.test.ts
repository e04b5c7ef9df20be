import { describe, expect, test } from "vitest";
import { compareFigures, type Verdict } from "./compare.ts";

function verdictOf(
  before: readonly number[],
  after: readonly number[],
  better: "more" | "less" = "more",
): Verdict {
  const [comparison] = compareFigures(
    [{ id: "x", better, samples: before }],
    [{ id: "x", better, samples: after }],
  );
  if (comparison === undefined) throw new Error("nothing was compared");
  return comparison.verdict;
}

describe("compareFigures()", () => {
  test("says slower only where no round comes near the other run's", () => {
    expect(verdictOf([20, 22, 24], [10, 12, 14])).toBe("slower");
    expect(verdictOf([20, 22, 24], [15, 17, 20])).toBe("same within spread");
  });

  test("says faster likewise", () => {
    expect(verdictOf([10, 12, 14], [20, 22, 24])).toBe("faster");
    expect(verdictOf([10, 12, 14], [13, 22, 24])).toBe("same within spread");
  });

  test("turns round where less is better", () => {
    expect(verdictOf([20, 22, 24], [10, 12, 14], "less")).toBe("faster");
    expect(verdictOf([10, 12, 14], [20, 22, 24], "less")).toBe("slower");
  });

  test("takes the spread for larger than few rounds show", () => {
    expect(verdictOf([20, 22, 24], [16, 17, 18])).toBe("same within spread");
    expect(verdictOf([20, 21, 22, 23, 24], [16, 16.5, 17, 17.5, 18])).toBe("slower");
    expect(verdictOf([20], [10])).toBe("same within spread");
  });

  test("ignores a change of less than a twentieth, however small the spread", () => {
    expect(verdictOf([1, 1, 1], [0.96, 0.96, 0.96])).toBe("same within spread");
    expect(verdictOf([1, 1, 1], [0.94, 0.94, 0.94])).toBe("slower");
  });

  test("finds that a figure is missing on either side, and never calls that slower", () => {
    const one = { id: "one", better: "more" as const, samples: [1] };
    const other = { id: "other", better: "more" as const, samples: [2] };
    expect(compareFigures([one], [other])).toEqual([
      { id: "other", before: undefined, after: { min: 2, median: 2, max: 2 }, verdict: "not measured" },
      { id: "one", before: { min: 1, median: 1, max: 1 }, after: undefined, verdict: "not measured" },
    ]);
  });
});
