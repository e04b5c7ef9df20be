import { describe, expect, test } from "vitest";
import type { Figure } from "./run-scenes.ts";
import { comparisonTable, figuresTable, standingsTable } from "./table.ts";

const figure: Figure = { id: "a: x", title: "row: x", unit: "×", better: "more", samples: [] };

/** The cells of a table's rows below its head. */
function cellsOf(table: string): string[][] {
  return table
    .split("\n")
    .slice(2)
    .map((line) => line.slice(2, -2).split(" | "));
}

describe("figuresTable()", () => {
  test.each([
    [[19, 20, 21], { atLeast: 20 }, ["row: x", "19 / 20 / 21", "≥ 20", "met"]],
    [[19, 19.9, 21], { atLeast: 20 }, ["row: x", "19 / 19.9 / 21", "≥ 20", "missed"]],
    [[1, 1.5, 3], { atMost: 2 }, ["row: x", "1 / 1.5 / 3", "≤ 2", "met"]],
    [[1, 2.1, 3], { atMost: 2 }, ["row: x", "1 / 2.1 / 3", "≤ 2", "missed"]],
    [[], { atLeast: 20 }, ["row: x", "", "≥ 20", "not measured"]],
  ])("judges %j by its median against %j", (samples, target, cells) => {
    expect(cellsOf(figuresTable([{ ...figure, samples, target }]))).toEqual([cells]);
  });

  test("says nothing of a figure of which nothing is asked", () => {
    expect(cellsOf(figuresTable([{ ...figure, samples: [1] }]))).toEqual([["row: x", "1 / 1 / 1", "", ""]]);
  });

  test("tells the unit", () => {
    expect(cellsOf(figuresTable([{ ...figure, unit: "MB", samples: [150.26] }]))).toEqual([
      ["row: x", "150 / 150 / 150 MB", "", ""],
    ]);
  });
});

describe("standingsTable()", () => {
  test("shows rates with their spread, and medians of the rest; what could not be measured stays empty", () => {
    const samples = [
      { perSecond: 1000, p50Ms: 1, nodeUs: 300 },
      { perSecond: 3000, p50Ms: 3, nodeUs: 100 },
      { perSecond: 2000, p50Ms: 2, nodeUs: 200 },
    ];
    const scene = { id: "a", title: "row", contestants: [{ name: "REST", samples }], figures: [] };
    expect(cellsOf(standingsTable([scene]))).toEqual([
      ["row", "REST", "1,000 / 2,000 / 3,000", "2", "", "", "200", "", ""],
    ]);
  });

  test("leaves out what answers no requests", () => {
    const contestants = [{ name: "first", samples: [{ seconds: 3 }] }];
    expect(cellsOf(standingsTable([{ id: "f", title: "start", contestants, figures: [] }]))).toEqual([]);
  });

  test("says loudly what was not measured", () => {
    const contestants = [{ name: "pgbench", samples: [], notMeasured: "pgbench is not installed" }];
    const table = standingsTable([{ id: "a", title: "row", contestants, figures: [] }]);
    expect(table).toContain("**not measured: pgbench is not installed**");
  });
});

describe("comparisonTable()", () => {
  test("shows both spreads and the verdict", () => {
    const before = { min: 1, median: 2, max: 3 };
    const table = comparisonTable([{ id: "a: x", before, after: undefined, verdict: "not measured" }]);
    expect(cellsOf(table)).toEqual([["a: x", "1 / 2 / 3", "", "not measured"]]);
  });
});
