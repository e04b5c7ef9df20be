import { describe, expect, test } from "vitest";
import { HOLDERS_MAX, narrowTrees, WANTS_MAX } from "../../../src/domain/candidates/narrow-trees.ts";
import { forestOf, requestOf } from "./text-form.ts";

const nobody = { classes: new Map(), traits: new Map(), aggregates: new Map() };
const many = {
  classes: new Map([
    ["VCPU", HOLDERS_MAX],
    ["VGPU", 70],
  ]),
  traits: new Map([
    ["T", HOLDERS_MAX],
    ["U", 40],
    ["V", 50],
  ]),
  aggregates: new Map([
    ["a", HOLDERS_MAX],
    ["b", 60],
  ]),
};

/** What is wanted of trees, one want a line: `VCPU:1 +T,U @a,b root-too tree=P1 or in c`. */
function wantsOf(request: string, sharers = ""): string[] {
  const { wants } = narrowTrees(requestOf(request), { sharers: forestOf(sharers), holders: nobody });
  return wants.map((want) =>
    [
      ...Array.from(want.resources, ([name, amount]) => `${name}:${amount}`),
      ...want.requiredTraits.map((set) => `+${set.join(",")}`),
      ...want.memberOf.map((set) => `@${set.join(",")}`),
      ...(want.rootAggregatesCount && want.memberOf.length > 0 ? ["root-too"] : []),
      ...(want.inTree === undefined ? [] : [`tree=${want.inTree}`]),
      ...(want.sharedIn.length === 0 ? [] : [`or in ${want.sharedIn.join(",")}`]),
    ].join(" "),
  );
}

describe("what is wanted of trees", () => {
  test("is each class and each trait of the unsuffixed group for itself", () => {
    expect(wantsOf("resources=VCPU:1,DISK:10 required=T required=in:U,V member_of=in:a,b")).toEqual([
      "VCPU:1 @a,b root-too",
      "DISK:10 @a,b root-too",
      "+T",
      "+U,V",
    ]);
  });

  test("is all of a suffixed group together, once where groups are alike", () => {
    expect(
      wantsOf(
        "resources_A=VF:1,BW:2 required_A=T member_of_A=a in_tree_A=P1 resources_B=VF:1 resources_C=VF:1",
      ),
    ).toEqual(["VF:1 BW:2 +T @a tree=P1", "VF:1"]);
  });

  test("is nothing for a group that only marks a provider", () => {
    expect(wantsOf("resources_A=VF:1 required_B=!T same_subtree=_A,_B")).toEqual(["VF:1"]);
  });

  test("may be shared by who has it, whatever is left of it", () => {
    const sharers = `
      SS1 DISK:1/1 @a @b +SHARES
      SS2 DISK:100 @c +SHARES +T
      SS3 VF:1 @d +SHARES`;
    expect(wantsOf("resources=VCPU:1,DISK:10 required=T resources_A=VF:1,BW:1", sharers)).toEqual([
      "VCPU:1",
      "DISK:10 or in a,b,c",
      "+T or in c",
      "VF:1 BW:1",
    ]);
  });

  test("is bounded", () => {
    const groups = Array.from({ length: 50 }, (_, at) => `resources_${at}=VF:${at + 1}`).join(" ");
    expect(wantsOf(groups)).toHaveLength(WANTS_MAX);
  });
});

describe("what is rare", () => {
  test.each([
    ["resources=VCPU:1 required=T member_of=a", undefined],
    ["resources=VCPU:1,VGPU:1", { kind: "class", names: ["VGPU"] }],
    ["resources=VCPU:1,VGPU:1 member_of=b", { kind: "aggregate", names: ["b"] }],
    ["resources=VCPU:1,VGPU:1 member_of=in:a,b", { kind: "class", names: ["VGPU"] }],
    ["resources=VCPU:1 member_of=b required=U", { kind: "trait", names: ["U"] }],
    ["resources=VCPU:1 member_of=b required=in:U,V", { kind: "aggregate", names: ["b"] }],
    ["resources=VCPU:1 member_of=nowhere", { kind: "aggregate", names: ["nowhere"] }],
    ["resources=VCPU:1 resources_G=VCPU:1 required_G=V", { kind: "trait", names: ["V"] }],
  ])("in %s", (request, rare) => {
    expect(narrowTrees(requestOf(request), { sharers: [], holders: many }).rare).toEqual(rare);
  });

  test("is nothing that can be shared", () => {
    const sharers = forestOf("SS1 VGPU:8 @a +SHARES");
    expect(
      narrowTrees(requestOf("resources=VCPU:1,VGPU:1"), { sharers, holders: many }).rare,
    ).toBeUndefined();
  });
});

test("the trees of providers that share are read besides", () => {
  const sharers = forestOf(`
    R DISK:1
      SS1 DISK:1 @a +SHARES
      SS2 DISK:1 @a +SHARES`).slice(1);
  expect(narrowTrees(requestOf("resources=VCPU:1"), { sharers, holders: many }).besides).toEqual(["R"]);
});
