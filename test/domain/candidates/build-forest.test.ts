import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildForest, type ProviderRow } from "../../../src/domain/candidates/build-forest.ts";
import { rootsUsing, sharingWith } from "../../../src/domain/candidates/forest.ts";
import { listOf } from "../../../src/domain/candidates/lists.ts";
import { forests } from "./random.ts";
import { forestOf } from "./text-form.ts";

/** A row's ancestors, itself first. */
function lineOf(rows: readonly ProviderRow[], row: ProviderRow): ProviderRow[] {
  const parent = rows.find((other) => other.uuid === row.parentUuid);
  return parent === undefined ? [row] : [row, ...lineOf(rows, parent)];
}

describe("buildForest()", () => {
  test("knows who is above whom, in whatever order the rows come", () => {
    fc.assert(
      fc.property(
        forests.chain((rows) => fc.shuffledSubarray(rows, { minLength: rows.length })),
        (rows) => {
          const forest = buildForest(rows);
          for (const [upper, above] of rows.entries()) {
            for (const [lower, below] of rows.entries()) {
              const place = forest.enters[lower]!;
              const isAbove = place >= forest.enters[upper]! && place < forest.leaves[upper]!;
              expect(isAbove).toBe(lineOf(rows, below).includes(above));
            }
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  test("gathers trees under their roots, in the order of the rows", () => {
    const rows = forestOf("A\n  B\n    C\nD\n  E");
    const forest = buildForest(rows.toReversed());
    const trees = [...forest.ownRoots].map((root) =>
      [...listOf(forest.trees, root)].map((member) => forest.uuids.at(member)).join(""),
    );
    expect(trees).toEqual(["ED", "CBA"]);
  });

  test("refuses a tree that is not whole", () => {
    const [, child] = forestOf("A\n  B");
    expect(() => buildForest([child!])).toThrow("provider A is missing in the forest");
  });

  test("takes a tree of a hundred thousand providers", () => {
    const rows = forestOf(`A X:1\n${Array.from({ length: 100_000 }, (_, at) => `  B${at}`).join("\n")}`);
    expect(buildForest(rows).leaves[0]).toBe(100_001);
  });
});

describe("sharing", () => {
  const forest = buildForest(
    forestOf(`
      CN1
        N1 @a
      CN2 @b
      S1 @a @b +SHARES
        S2 @a +SHARES
      S3 +SHARES`),
  );
  const names = (providers: Iterable<number>) => [...providers].map((one) => forest.uuids.at(one));
  const at = (uuid: string) => forest.uuids.find(uuid);

  test.each([
    ["CN1", ["S1", "S2"]],
    ["CN2", ["S1"]],
    ["S1", []],
    ["S3", []],
  ])("with %s are %j, of other trees", (root, sharing) => {
    expect(names(sharingWith(forest, at(root)))).toEqual(sharing);
  });

  test.each([
    ["S1", ["S1", "CN1", "CN2"]],
    ["S2", ["S1", "CN1"]],
    ["S3", ["S3"]],
    ["N1", ["CN1"]],
  ])("%s is used by %j", (provider, roots) => {
    expect(names(rootsUsing(forest, at(provider)))).toEqual(roots);
  });
});
