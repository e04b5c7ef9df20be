import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { listUsages } from "../../../src/domain/operations/list-usages.ts";
import { replaceAllocations } from "../../../src/domain/operations/replace-allocations.ts";
import { claimOf, claimSteps } from "../../kit/claim-steps.ts";
import { play } from "../../kit/scenario.ts";
import { providerSteps } from "../../kit/steps.ts";
import { useStorage } from "../../kit/storage.ts";

const storage = useStorage();

/** Consumers of one project, each `user type triple…`; and how to ask for their usages. */
async function projectWith(...consumers: string[]) {
  const projectId = randomUUID();
  const { store, names } = await play(
    storage.current.store,
    { ...providerSteps, ...claimSteps },
    `
      provider P1
      inventory P1 VCPU total 100
      inventory P1 DISK_GB total 100`,
  );
  for (const [at, consumer] of consumers.entries()) {
    const [userId = "", type, ...triples] = consumer.split(" ");
    const claim = claimOf(names, [`C${at}`, "new", ...triples]);
    const consumerType = type === "-" ? undefined : type;
    await replaceAllocations(store, [{ ...claim, projectId, userId, consumerType }]);
  }
  return async (filter: { userId?: string; consumerType?: string }) => {
    const usages = await listUsages(store, { projectId, ...filter });
    return usages.map(({ consumerType, consumerCount, resources }) =>
      [consumerType, consumerCount, ...Array.from(resources, (one) => one.join(" ")).sort()].join(" "),
    );
  };
}

describe("the usages of a project", () => {
  test("are told by type, and count each consumer once", async () => {
    const usages = await projectWith(
      "ann INSTANCE P1 VCPU 1 P1 DISK_GB 10",
      "bob INSTANCE P1 VCPU 2",
      "ann MIGRATION P1 VCPU 4",
      "bob - P1 DISK_GB 5",
    );
    expect(await usages({})).toEqual([
      "INSTANCE 2 DISK_GB 10 VCPU 3",
      "MIGRATION 1 VCPU 4",
      "unknown 1 DISK_GB 5",
    ]);
    expect(await usages({ userId: "ann" })).toEqual(["INSTANCE 1 DISK_GB 10 VCPU 1", "MIGRATION 1 VCPU 4"]);
    expect(await usages({ consumerType: "INSTANCE" })).toEqual(["INSTANCE 2 DISK_GB 10 VCPU 3"]);
    expect(await usages({ consumerType: "unknown" })).toEqual(["unknown 1 DISK_GB 5"]);
    expect(await usages({ consumerType: "all" })).toEqual(["all 4 DISK_GB 15 VCPU 7"]);
    expect(await usages({ userId: "bob", consumerType: "all" })).toEqual(["all 2 DISK_GB 5 VCPU 2"]);
  });

  test("are empty where nobody has anything", async () => {
    const usages = await projectWith();
    expect(await usages({})).toEqual([]);
    expect(await usages({ consumerType: "all" })).toEqual([]);
    expect(await usages({ consumerType: "unknown" })).toEqual([]);
  });
});
