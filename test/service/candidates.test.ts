import { beforeAll, describe, expect, test } from "vitest";
import { GroupPolicy } from "../../src/gen/placement/v1/candidate_pb.ts";
import { CandidateService } from "../../src/gen/placement/v1/candidate_service_pb.ts";
import { forestOf } from "../domain/candidates/text-form.ts";
import { plantForest, uuidOf } from "../kit/plant-forest.ts";
import { useServices } from "../kit/services.ts";
import { useStorage } from "../kit/storage.ts";

const storage = useStorage();
const call = useServices(storage);

const list = async (request: object) =>
  (await call(CandidateService.method.listAllocationCandidates, request)).message;

const explain = async (request: object) =>
  (await call(CandidateService.method.explainAllocationCandidates, request)).message;

const [cn1, numa, cn2] = ["CN1", "NUMA", "CN2"].map(uuidOf) as [string, string, string];

beforeAll(() =>
  plantForest(
    storage.current.orm,
    forestOf(`
      CN1 MEMORY_MB:1024/24,ratio=1.5 @a +COMPUTE_NODE
        NUMA VCPU:4 +HW_NUMA_ROOT
      CN2 MEMORY_MB:512 VCPU:8 @b +COMPUTE_NODE +STORAGE_DISK_SSD`),
  ),
);

describe("CandidateService", () => {
  test("tells what to allocate, which provider serves which group, and what is around", async () => {
    const { allocationRequests, providerSummaries } = await list({
      groups: [
        { resources: { MEMORY_MB: 1000 } },
        { suffix: "_C", resources: { VCPU: 2 }, requiredTraits: [{ anyOf: ["HW_NUMA_ROOT"] }] },
      ],
      sameSubtree: [{ suffixes: ["_C"] }],
    });
    expect(allocationRequests).toMatchObject([
      {
        allocations: { [cn1]: { resources: { MEMORY_MB: 1000 } }, [numa]: { resources: { VCPU: 2 } } },
        mappings: { "": { resourceProviderUuids: [cn1] }, _C: { resourceProviderUuids: [numa] } },
      },
    ]);
    expect(providerSummaries).toEqual({
      [cn1]: expect.objectContaining({
        resources: { MEMORY_MB: expect.objectContaining({ capacity: 1536, used: 24 }) },
        traits: ["COMPUTE_NODE"],
        rootProviderUuid: cn1,
      }),
      [numa]: expect.objectContaining({ parentProviderUuid: cn1, rootProviderUuid: cn1 }),
    });
    expect(providerSummaries[cn1]?.parentProviderUuid).toBeUndefined();
  });

  test.each<[string, object, string[]]>([
    ["aggregates in any form", { memberOf: [{ anyOf: [uuidOf("b").toUpperCase()] }] }, [cn2]],
    ["aggregates to be in none of", { forbiddenAggregates: [uuidOf("b")] }, [cn1]],
    ["a tree", { inTree: numa }, [cn1]],
    ["a tree of nobody", { inTree: uuidOf("NOBODY") }, []],
    ["traits not to have", { forbiddenTraits: ["STORAGE_DISK_SSD"] }, [cn1]],
  ])("takes %s", async (_, part, expected) => {
    const { allocationRequests } = await list({ groups: [{ resources: { MEMORY_MB: 1 }, ...part }] });
    expect(allocationRequests.flatMap((one) => Object.keys(one.allocations))).toEqual(expected);
  });

  test("takes what the root must and must not have, and how many are wanted", async () => {
    const groups = [{ resources: { MEMORY_MB: 1 } }];
    expect(
      (await list({ groups, rootRequiredTraits: ["STORAGE_DISK_SSD"] })).allocationRequests,
    ).toHaveLength(1);
    expect((await list({ groups, rootForbiddenTraits: ["COMPUTE_NODE"] })).allocationRequests).toEqual([]);
    expect((await list({ groups, limit: 1 })).allocationRequests).toHaveLength(1);
  });

  test("leaves trees out for those who don't know of them", async () => {
    const groups = [{ resources: { MEMORY_MB: 1, VCPU: 1 } }];
    expect((await list({ groups })).allocationRequests).toHaveLength(2);
    const flat = await list({ groups, oneProviderPerTree: true });
    expect(flat.allocationRequests).toHaveLength(1);
    expect(Object.keys(flat.providerSummaries)).toEqual([cn2]);
  });

  test.each<[string, object, [string, string][]]>([
    ["no resources at all", { groups: [{ suffix: "_A" }] }, [["groups", "groups.resources_required"]]],
    [
      "an unsuffixed group without resources",
      { groups: [{}, { suffix: "_A", resources: { VCPU: 1 } }] },
      [["groups[0].resources", "group.resources_required"]],
    ],
    [
      "a group without resources in no subtree",
      {
        groups: [{ suffix: "_A", resources: { VCPU: 1 } }, { suffix: "_B" }],
        groupPolicy: GroupPolicy.NONE,
      },
      [["groups[1].resources", "group.resources_required"]],
    ],
    [
      "two groups of one name",
      { groups: [{ resources: { VCPU: 1 } }, { resources: { MEMORY_MB: 1 } }] },
      [["groups[1].suffix", "groups.unique"]],
    ],
    [
      "no policy for two groups",
      {
        groups: [
          { suffix: "_A", resources: { VCPU: 1 } },
          { suffix: "_B", resources: { VCPU: 1 } },
        ],
      },
      [["group_policy", "group_policy.required"]],
    ],
    [
      "a subtree of nobody",
      { groups: [{ suffix: "_A", resources: { VCPU: 1 } }], sameSubtree: [{ suffixes: ["_A", "_B"] }] },
      [["same_subtree[0].suffixes[1]", "subtree.group_exists"]],
    ],
  ])("refuses to list or to explain %s", async (_, request, broken) => {
    for (const ask of [list, explain]) {
      await expect(ask(request)).rejects.toMatchObject({
        reason: "INVALID_REQUEST",
        violations: broken.map(([field, rule]) => ({ field, rule })),
      });
    }
  });

  test.each<[string, object]>([
    ["a uuid that is none", { groups: [{ resources: { VCPU: 1 }, inTree: "x" }] }],
    ["an amount of nothing", { groups: [{ resources: { VCPU: 0 } }] }],
    ["a class that does not exist", { groups: [{ resources: { CUSTOM_NONE: 1 } }] }],
    [
      "a trait that does not exist",
      { groups: [{ resources: { VCPU: 1 }, forbiddenTraits: ["CUSTOM_NONE"] }] },
    ],
    ["nothing", {}],
  ])("refuses to explain %s as it refuses to list it", async (_, request) => {
    const refusal = await list(request).catch(({ reason, facts, violations }) => ({
      reason,
      facts,
      violations,
    }));
    expect(refusal).toHaveProperty("reason");
    await expect(explain(request)).rejects.toMatchObject(refusal);
  });
});
