import { describe, expect, test } from "vitest";
import { buildForest } from "../../../src/domain/candidates/build-forest.ts";
import { explain } from "../../../src/domain/candidates/explain.ts";
import { forestOf, requestOf } from "./text-form.ts";

/** Prints an explanation: a line for each need, one for the roots, one for the blockers. */
function told(forest: string, request: string): string[] {
  const { needs, roots, blockers } = explain(buildForest(forestOf(forest)), requestOf(request));
  return [
    ...needs.map(({ suffix, resourceClasses, steps }) =>
      [
        `${suffix || "''"} ${resourceClasses.join(",")}`.trimEnd(),
        ...steps.map((step) => `${step.constraint} ${step.providersLeft}`),
      ].join(" > "),
    ),
    `roots ${roots.all} > wanted ${roots.wanted} > complete ${roots.complete}`,
    `blockers: ${blockers.join(" ") || "none"}`,
  ];
}

const cloud = `
  CN1 VCPU:8/8 DISK:100 +SSD @a
    G1 GPU:1
    G2 GPU:1
  CN2 VCPU:8 DISK:100,max=20 @a @b
  CN3 VCPU:8 +SSD @b`;

describe("explain()", () => {
  test("tells how many providers each constraint leaves", () => {
    expect(
      told(cloud, "resources_X=VCPU:1,DISK:50 required_X=!SSD member_of_X=a member_of_X=!b in_tree_X=CN1"),
    ).toEqual([
      "_X VCPU,DISK > resource_class 2 > units 1 > capacity 0 > forbidden_traits 0 > member_of 0 > forbidden_aggregates 0 > in_tree 0",
      "roots 3 > wanted 3 > complete 0",
      "blockers: none",
    ]);
  });

  test("takes the classes of the unsuffixed group one by one", () => {
    expect(told(cloud, "resources=VCPU:1,DISK:10,GPU:1 required=SSD").slice(0, -1)).toEqual([
      "'' VCPU > resource_class 3 > units 3 > capacity 2",
      "'' DISK > resource_class 2 > units 2 > capacity 2",
      "'' GPU > resource_class 2 > units 2 > capacity 2",
      "roots 3 > wanted 3 > complete 0",
    ]);
  });

  test("tells of roots that are not wanted", () => {
    expect(told(cloud, "resources=VCPU:1 root_required=!SSD").at(-2)).toBe("roots 3 > wanted 1 > complete 1");
  });

  test.each([
    ["nothing where there are candidates", "resources=GPU:1", "none"],
    [
      "isolation",
      "resources_X=GPU:1 resources_Y=DISK:1 resources_Z=DISK:1 group_policy=isolate",
      "group_policy",
    ],
    [
      "the subtree",
      "resources_X=GPU:1 required_X=!SSD resources_Y=GPU:1 same_subtree=_X,_Y group_policy=isolate",
      "same_subtree",
    ],
    ["traits of the unsuffixed group", "resources=GPU:1 required=SSD", "required_traits"],
    ["room for several groups", "resources_X=GPU:1 resources_Y=GPU:1 resources_Z=GPU:1", "shared_capacity"],
    ["trees for one who knows none", "resources=GPU:1,DISK:1 one_provider_per_tree", "one_provider_per_tree"],
    [
      "nothing where only several together would help",
      "resources=GPU:1 required=SSD resources_X=GPU:1 resources_Y=GPU:1",
      "none",
    ],
  ])("names what stands in the way: %s", (_, request, blockers) => {
    expect(told(cloud, request).at(-1)).toBe(`blockers: ${blockers}`);
  });
});
