import { describe, expect, test } from "vitest";
import { allUsages, flatUsages } from "../../../src/rest/representation/type-usages.ts";

const usages = {
  INSTANCE: { consumer_count: 2, resources: { VCPU: 3, DISK_GB: 2 ** 40 } },
  unknown: { consumer_count: 1, resources: { VCPU: 1 } },
};

describe("flatUsages()", () => {
  test("puts the amounts beside the count", () => {
    expect(flatUsages({ usages })).toEqual({
      usages: {
        INSTANCE: { consumer_count: 2, VCPU: 3, DISK_GB: 2 ** 40 },
        unknown: { consumer_count: 1, VCPU: 1 },
      },
    });
  });
});

describe("allUsages()", () => {
  test("sums the types up", () => {
    expect(allUsages(flatUsages({ usages }))).toEqual({ usages: { VCPU: 4, DISK_GB: 2 ** 40 } });
  });

  test("is empty where nobody has anything", () => {
    expect(allUsages(flatUsages({ usages: {} }))).toEqual({ usages: {} });
  });
});
