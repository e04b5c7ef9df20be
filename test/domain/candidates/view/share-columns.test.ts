import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildForest } from "../../../../src/domain/candidates/build-forest.ts";
import { patchForest } from "../../../../src/domain/candidates/view/patch-forest.ts";
import { shareColumns } from "../../../../src/domain/candidates/view/share-columns.ts";
import { forests } from "../random.ts";
import { forestOf } from "../text-form.ts";

describe("shareColumns()", () => {
  test("changes nothing that can be seen", () => {
    fc.assert(
      fc.property(forests, forests, (rows, others) => {
        const forest = buildForest(rows);
        expect(shareColumns(forest, buildForest(others))).toEqual(buildForest(rows));
      }),
    );
  });

  test("takes all columns of a forest that differs in names only", () => {
    const forest = buildForest(forestOf("A VCPU:8/3 +T @x\n  A1 GPU:2\nB VCPU:8/3 +T @x"));
    const like = buildForest(forestOf("C VCPU:8/3 +U @y\n  C1 FPGA:2\nD VCPU:8/3 +U @y"));
    const shared = shareColumns(forest, like);
    expect(buffersOf(shared)).toEqual(buffersOf(like));
    expect(new Set(buffersOf(shared))).toEqual(new Set(buffersOf(like)));
    expect(shared.uuids).toBe(forest.uuids);
  });

  test("leaves a column alone that differs in one number", () => {
    const forest = buildForest(forestOf("A VCPU:8/3\nB VCPU:8/3"));
    const like = buildForest(forestOf("C VCPU:8/3\nD VCPU:8/4"));
    const { inventories } = shareColumns(forest, like);
    expect(inventories.useds).toBe(forest.inventories.useds);
    expect(inventories.capacities).toBe(like.inventories.capacities);
  });

  test("patching writes into no column that is shared", () => {
    const like = buildForest(forestOf("C VCPU:8/3\nD VCPU:8/3"));
    const forest = shareColumns(buildForest(forestOf("A VCPU:8/3\nB VCPU:8/3")), like);
    const patched = patchForest(forest, [forestOf("B VCPU:9/5")])!;
    expect([...patched.inventories.useds, ...patched.inventories.capacities]).toEqual([3, 5, 8, 9]);
    expect([...like.inventories.useds, ...like.inventories.capacities]).toEqual([3, 3, 8, 8]);
    expect(patched.inventories.maxUnits).toBe(like.inventories.maxUnits);
  });
});

/** The columns of a forest, however deep. */
function buffersOf(part: object): ArrayBufferLike[] {
  return Object.values(part).flatMap((value: unknown) => {
    if (ArrayBuffer.isView(value)) return [value.buffer];
    const isRecord =
      typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
    return isRecord ? buffersOf(value) : [];
  });
}
