import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildForest } from "../../../../src/domain/candidates/build-forest.ts";
import { describer, summariesKept } from "../../../../src/domain/candidates/kept-summaries.ts";
import { summaryOf } from "../../../../src/domain/candidates/provider-summary.ts";
import type { AgedRow } from "../../../../src/domain/candidates/view/aged-row.ts";
import { ownRows, packTrees, repackTrees } from "../../../../src/domain/candidates/view/packed-trees.ts";
import { patchForest } from "../../../../src/domain/candidates/view/patch-forest.ts";
import { changeSharers, NO_SHARERS } from "../../../../src/domain/candidates/view/sharers.ts";
import { unpackRow } from "../../../../src/domain/candidates/view/unpack-row.ts";
import { forests } from "../random.ts";
import { forestOf } from "../text-form.ts";
import { aged, changesOf, histories, rootsChanged } from "./worlds.ts";

describe("unpackRow()", () => {
  test("undoes packing: of unpacked rows comes the same forest", () => {
    fc.assert(
      fc.property(forests, (rows) => {
        const forest = buildForest(rows);
        const unpacked = rows.map((_, at) => unpackRow(forest, at, at));
        expect(buildForest(unpacked)).toEqual(forest);
        expect(
          unpacked.map(({ uuid, parentUuid, rootUuid, traits, aggregates, generation }) => ({
            uuid,
            parentUuid,
            rootUuid,
            traits,
            aggregates,
            generation,
          })),
        ).toEqual(rows.map(({ inventories: _, ...row }) => row));
      }),
    );
  });
});

describe("patchForest()", () => {
  test("comes to what building does, or to nothing", () => {
    let patches = 0;
    fc.assert(
      fc.property(histories, ([before = [], after = []]) => {
        const forest = buildForest(before);
        const copy = structuredClone({
          ...forest,
          uuids: 0,
          classNames: 0,
          traitNames: 0,
          aggregateNames: 0,
        });
        const { rows } = changesOf(rootsChanged(before, after), after);
        const trees = Map.groupBy(rows, ({ rootUuid }) => rootUuid);
        const patched = patchForest(forest, trees.values());
        if (patched !== undefined && before.length === after.length) {
          expect(patched).toEqual(buildForest(after));
          patches += rows.length;
        }
        expect({ ...forest, uuids: 0, classNames: 0, traitNames: 0, aggregateNames: 0 }).toEqual(copy);
      }),
      { numRuns: 300 },
    );
    expect(patches).toBeGreaterThan(100);
  });

  test.each([
    ["a trait", "A VCPU:8 +T", "A VCPU:8 +U"],
    ["one more trait", "A VCPU:8 +T", "A VCPU:8 +T +U"],
    ["a class", "A VCPU:8", "A DISK:8"],
    ["an aggregate", "A VCPU:8 @a", "A VCPU:8"],
    ["a child", "A VCPU:8\n  B", "A VCPU:8"],
    ["a place", "A\n  B\n    C", "A\n  B\n  C"],
  ])("leaves the change of %s alone", (_, before, after) => {
    expect(patchForest(buildForest(forestOf(before)), [forestOf(after)])).toBeUndefined();
  });
});

describe("repackTrees()", () => {
  test("comes to what packing all rows does, guests included", () => {
    fc.assert(
      fc.property(histories, fc.func(fc.boolean()), ([before = [], after = []], isOwn) => {
        const own = (rows: typeof before) => rows.filter(({ rootUuid }) => isOwn(rootUuid));
        const trees = (rows: typeof before) => Map.groupBy(rows, ({ rootUuid }) => rootUuid);
        const sharersBefore = changeSharers(NO_SHARERS, trees(before));
        const roots = rootsChanged(before, after);
        const changed = new Map(
          roots.map((root) => [root, after.filter(({ rootUuid }) => rootUuid === root)]),
        );
        const sharersAfter = changeSharers(sharersBefore, changed);
        const packed = repackTrees(
          packTrees(own(before), sharersBefore),
          new Map([...changed].filter(([root]) => isOwn(root))),
          sharersAfter,
        );
        const afresh = packTrees(own(after), changeSharers(NO_SHARERS, trees(after)));
        expect(packed.ages).toEqual(afresh.ages);
        expect([...packed.forest.uuids]).toEqual([...afresh.forest.uuids]);
        expect(packed.forest.guests).toEqual(afresh.forest.guests);
        expect(ownRows(packed)).toEqual(ownRows(afresh));
      }),
      { numRuns: 300 },
    );
  });

  test("keeps what was described of all that has not changed, and nothing else", () => {
    let kept = 0;
    fc.assert(
      fc.property(histories, fc.func(fc.boolean()), fc.func(fc.boolean()), (history, isOwn, isSame) => {
        const [before = [], another = []] = history;
        const after = withSome(before, { of: another, isSame });
        const own = (rows: typeof before) => rows.filter(({ rootUuid }) => isOwn(rootUuid));
        const sharers = changeSharers(
          NO_SHARERS,
          Map.groupBy(before, ({ rootUuid }) => rootUuid),
        );
        const packed = packTrees(own(before), sharers);
        const old = [...packed.forest.uuids].map((_, at) => describer(packed.forest)(at));
        const changed = new Map(
          rootsChanged(before, after).map((root) => [
            root,
            after.filter(({ rootUuid }) => rootUuid === root),
          ]),
        );
        const ofOwn = new Map([...changed].filter(([root]) => isOwn(root)));
        const { forest } = repackTrees(packed, ofOwn, changeSharers(sharers, changed));
        const isKept = (at: number) => old.includes(describer(forest)(at));
        const counted = summariesKept(forest);
        const positions = [...forest.uuids].map((_, at) => at);
        // A summary that was not kept is a new object.
        expect(positions.filter(isKept)).toHaveLength(counted);
        for (const at of positions) {
          expect(describer(forest)(at)).toEqual(summaryOf(forest, at));
          const isChanged = changed.has(forest.uuids.at(forest.roots[at]!));
          if (isChanged) expect(isKept(at)).toBe(false);
          else if (forest.guests[at] === 0) expect(isKept(at)).toBe(true);
        }
        kept += counted;
      }),
      { numRuns: 300 },
    );
    expect(kept).toBeGreaterThan(50);
  });

  test("keeps guests only for those with whom they share", () => {
    const rows = aged(buildRows());
    const sharers = changeSharers(
      NO_SHARERS,
      Map.groupBy(rows, ({ rootUuid }) => rootUuid),
    );
    const members = (...roots: string[]) => {
      const { forest } = packTrees(
        rows.filter(({ rootUuid }) => roots.includes(rootUuid)),
        sharers,
      );
      return [...forest.uuids].map((uuid, at) => (forest.guests[at] === 1 ? `(${uuid})` : uuid)).join(" ");
    };
    expect([members("P0"), members("P1"), members("P2"), members("P0", "P2")]).toEqual([
      "P0 (P2) (P3)",
      "P1",
      "P2 P3",
      "P0 P2 P3",
    ]);
  });
});

/** Rows of which some trees are the same as before, and the others those of another state that don't get in their way. */
function withSome(
  before: readonly AgedRow[],
  { of, isSame }: { of: readonly AgedRow[]; isSame: (root: string) => boolean },
): AgedRow[] {
  const same = before.filter(({ rootUuid }) => isSame(rootUuid));
  const taken = new Set(same.map(({ uuid }) => uuid));
  const inTheWay = new Set(of.flatMap(({ uuid, rootUuid }) => (taken.has(uuid) ? rootUuid : [])));
  return [...same, ...of.filter(({ rootUuid }) => !inTheWay.has(rootUuid))].sort((a, b) => a.age - b.age);
}

function buildRows() {
  const row = (uuid: string, rootUuid: string, aggregates: string[], traits: string[] = []) => ({
    uuid,
    rootUuid,
    parentUuid: uuid === rootUuid ? undefined : rootUuid,
    generation: 0,
    aggregates,
    traits,
    inventories: [],
  });
  return [
    row("P0", "P0", ["a"]),
    row("P1", "P1", ["b"]),
    row("P2", "P2", []),
    row("P3", "P2", ["a"], ["MISC_SHARES_VIA_AGGREGATE"]),
  ];
}
