import { beforeAll, describe, expect, test } from "vitest";
import {
  Blocker,
  CandidateOutcome,
  ProviderConstraint,
} from "../../src/gen/placement/v1/candidate_explanation_pb.ts";
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

const numa = uuidOf("NUMA");

beforeAll(() =>
  plantForest(
    storage.current.orm,
    forestOf(`
      CN1 MEMORY_MB:1024/24,ratio=1.5 @a +COMPUTE_NODE
        NUMA VCPU:4 +HW_NUMA_ROOT
        NIC NET_BW_EGR_KILOBIT_PER_SEC:1000
      CN2 MEMORY_MB:512 VCPU:8 @b +COMPUTE_NODE +STORAGE_DISK_SSD`),
  ),
);

describe("ExplainAllocationCandidates", () => {
  test("tells what its constraints leave of each need, and of the roots", async () => {
    const { needs, roots, outcome, blockers, blockersCut } = await explain({
      groups: [
        { resources: { MEMORY_MB: 1600, VCPU: 1 }, memberOf: [{ anyOf: [uuidOf("b").toUpperCase()] }] },
        { suffix: "_C", resources: { VCPU: 1 }, requiredTraits: [{ anyOf: ["HW_NUMA_ROOT"] }], inTree: numa },
      ],
      rootForbiddenTraits: ["STORAGE_DISK_SSD"],
    });
    const { RESOURCE_CLASS, UNITS, CAPACITY, REQUIRED_TRAITS, MEMBER_OF, IN_TREE } = ProviderConstraint;
    const step = (constraint: ProviderConstraint, providersLeft: number) => ({ constraint, providersLeft });
    expect(needs).toMatchObject([
      {
        suffix: "",
        resourceClasses: ["MEMORY_MB"],
        steps: [step(RESOURCE_CLASS, 2), step(UNITS, 2), step(CAPACITY, 0), step(MEMBER_OF, 0)],
      },
      {
        suffix: "",
        resourceClasses: ["VCPU"],
        steps: [step(RESOURCE_CLASS, 2), step(UNITS, 2), step(CAPACITY, 2), step(MEMBER_OF, 1)],
      },
      {
        suffix: "_C",
        resourceClasses: ["VCPU"],
        steps: [
          step(RESOURCE_CLASS, 2),
          step(UNITS, 2),
          step(CAPACITY, 2),
          step(REQUIRED_TRAITS, 1),
          step(IN_TREE, 1),
        ],
      },
    ]);
    expect(roots).toMatchObject({ all: 2, wanted: 1, complete: 0 });
    expect({ outcome, blockers, blockersCut }).toEqual({
      outcome: CandidateOutcome.NONE,
      blockers: [],
      blockersCut: false,
    });
  });

  const memory = { resources: { MEMORY_MB: 1 } };

  test.each<[string, object, Blocker]>([
    [
      "group_policy",
      {
        groups: ["_A", "_B"].map((suffix) => ({ suffix, resources: { VCPU: 1 } })),
        groupPolicy: GroupPolicy.ISOLATE,
      },
      Blocker.GROUP_POLICY,
    ],
    [
      "one_provider_per_tree",
      {
        groups: [{ resources: { MEMORY_MB: 1, VCPU: 1 } }],
        oneProviderPerTree: true,
        rootForbiddenTraits: ["STORAGE_DISK_SSD"],
      },
      Blocker.ONE_PROVIDER_PER_TREE,
    ],
    [
      "required traits",
      { groups: [{ ...memory, requiredTraits: [{ anyOf: ["HW_NUMA_ROOT"] }] }] },
      Blocker.REQUIRED_TRAITS,
    ],
    [
      "shared capacity",
      {
        groups: ["_A", "_B"].map((suffix) => ({ suffix, resources: { VCPU: 5 } })),
        groupPolicy: GroupPolicy.NONE,
      },
      Blocker.SHARED_CAPACITY,
    ],
    [
      "same_subtree",
      {
        groups: [
          { suffix: "_A", resources: { NET_BW_EGR_KILOBIT_PER_SEC: 1 } },
          { suffix: "_B", resources: { VCPU: 1 } },
        ],
        groupPolicy: GroupPolicy.NONE,
        sameSubtree: [{ suffixes: ["_A", "_B"] }],
      },
      Blocker.SAME_SUBTREE,
    ],
  ])("tells that %s stands in the way", async (_, request, blocker) => {
    expect((await list(request)).allocationRequests).toEqual([]);
    expect(await explain(request)).toMatchObject({ outcome: CandidateOutcome.NONE, blockers: [blocker] });
  });

  test("tells that nothing stands in the way", async () => {
    expect(await explain({ groups: [memory] })).toMatchObject({
      roots: { all: 2, wanted: 2, complete: 2 },
      outcome: CandidateOutcome.FOUND,
      blockers: [],
    });
  });
});
