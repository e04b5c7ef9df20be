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
  test("says slower only where no round reaches into the other run's", () => {
    expect(verdictOf([20, 22, 25], [15, 17, 19])).toBe("slower");
    expect(verdictOf([20, 22, 25], [15, 17, 20])).toBe("same within spread");
  });

  test("says faster likewise", () => {
    expect(verdictOf([20, 22, 25], [26, 28, 30])).toBe("faster");
    expect(verdictOf([20, 22, 25], [24, 28, 30])).toBe("same within spread");
  });

  test("turns round where less is better", () => {
    expect(verdictOf([20, 22, 25], [26, 28, 30], "less")).toBe("slower");
    expect(verdictOf([20, 22, 25], [15, 17, 19], "less")).toBe("faster");
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
