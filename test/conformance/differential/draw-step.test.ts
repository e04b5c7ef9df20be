import { describe, expect, test } from "vitest";
import { drawStep, type Mix } from "./draw-step.ts";
import { randomFor } from "./random.ts";
import { operations } from "./steps/index.ts";
import { createWorld } from "./world.ts";

const mix: Mix = { operations, lowestVersion: 0, highestVersion: 39, spoiled: 0.34 };
const draw = (seed: number, index: number) => drawStep(mix, createWorld(), randomFor(seed, index));
const steps = Array.from({ length: 3000 }, (_, index) => draw(7, index));

describe("drawStep()", () => {
  test("draws each of the 36 operations on 18 paths", () => {
    const names = new Set(steps.map(({ operation }) => operation));
    expect(names.size).toBe(36);
    expect(new Set([...names].map((name) => name.split(" ")[1])).size).toBe(18);
  });

  test("draws each microversion", () => {
    const versions = new Set(steps.map(({ version }) => version).filter((version) => version !== undefined));
    expect([...versions].sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, minor) => minor));
  });

  test("spoils about a third", () => {
    const spoiled = steps.filter(({ flaws }) => flaws.length > 0).length;
    expect(spoiled / steps.length).toBeGreaterThan(0.3);
    expect(spoiled / steps.length).toBeLessThan(0.38);
  });

  test("draws the same from the same seed, and something else from another", () => {
    expect(draw(7, 100)).toEqual(steps[100]);
    expect(draw(8, 100)).not.toEqual(steps[100]);
  });

  test("draws requests that HTTP can carry", () => {
    for (const { request } of steps) {
      expect(request.target).toMatch(/^\/[\x21-\x7e]*$/);
      expect(Object.values(request.headers).join()).toMatch(/^[\x20-\xff]*$/);
    }
  });
});
