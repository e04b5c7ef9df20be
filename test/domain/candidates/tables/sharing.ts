import type { Table } from "./table.ts";

/** Providers that share with trees. */
export const sharingTables: readonly Table[] = [
  {
    about: "sharing providers",
    forest: `
      CN1 VCPU:8 @a
        N1 MEM:64 @b
      CN2 VCPU:8 DISK:100 @a +U
      CN3 VCPU:8
      SS1 DISK:1000 @a +SHARES +T
      SS2 DISK:1000 @b +SHARES
      SS3 DISK:1000 +SHARES
      NO DISK:1000 @a`,
    cases: [
      {
        why: "share with trees of which any member has an aggregate in common with them, and only if they share",
        request: "resources=VCPU:1,DISK:10",
        expected: [
          "CN1 VCPU:1 + SS1 DISK:10",
          "CN1 VCPU:1 + SS2 DISK:10",
          "CN2 DISK:10 VCPU:1",
          "CN2 VCPU:1 + SS1 DISK:10",
        ],
        summaries: ["CN1", "CN2", "N1", "SS1", "SS2"],
      },
      {
        why: "alone they are candidates once, however many trees they share with",
        request: "resources=DISK:10",
        expected: ["CN2 DISK:10", "SS1 DISK:10", "SS2 DISK:10", "SS3 DISK:10", "NO DISK:10"],
      },
      {
        why: "a suffixed group may be served by one",
        request: "resources_C=VCPU:1 resources_D=DISK:10 group_policy=isolate",
        expected: ["CN1 VCPU:1 + SS1 DISK:10", "CN1 VCPU:1 + SS2 DISK:10", "CN2 VCPU:1 + SS1 DISK:10"],
      },
      {
        why: "the unsuffixed group may be served by one alone, for each tree",
        request: "resources=DISK:200 resources_C=VCPU:1",
        expected: ["CN1 VCPU:1 + SS1 DISK:200", "CN1 VCPU:1 + SS2 DISK:200", "CN2 VCPU:1 + SS1 DISK:200"],
        placementDiffers:
          "all but one tree of a sharing provider are lost before the groups are put together",
      },
      {
        why: "its traits count for the unsuffixed group",
        request: "resources=VCPU:1,DISK:10 required=T",
        expected: ["CN1 VCPU:1 + SS1 DISK:10", "CN2 VCPU:1 + SS1 DISK:10"],
      },
      {
        why: "together with those of the tree",
        request: "resources=VCPU:1,DISK:10 required=T,U",
        expected: ["CN2 VCPU:1 + SS1 DISK:10"],
      },
      {
        why: "forbidden traits rule it out",
        request: "resources=VCPU:1,DISK:10 required=!T",
        expected: ["CN1 VCPU:1 + SS2 DISK:10", "CN2 DISK:10 VCPU:1"],
      },
      {
        why: "the root's aggregates don't count for it: SS2 is not in a",
        request: "resources=VCPU:1,DISK:10 member_of=a",
        expected: ["CN1 VCPU:1 + SS1 DISK:10", "CN2 DISK:10 VCPU:1", "CN2 VCPU:1 + SS1 DISK:10"],
      },
      {
        why: "in_tree of the unsuffixed group keeps sharing providers out",
        request: "resources=VCPU:1,DISK:10 in_tree=CN2",
        expected: ["CN2 DISK:10 VCPU:1"],
      },
      {
        why: "in_tree of a suffixed group may name one",
        request: "resources=VCPU:1 resources_D=DISK:10 in_tree_D=SS1",
        expected: ["CN1 VCPU:1 + SS1 DISK:10", "CN2 VCPU:1 + SS1 DISK:10"],
      },
      {
        why: "root traits are asked of the tree's root, not of them",
        request: "resources=VCPU:1,DISK:10 root_required=!T",
        expected: [
          "CN1 VCPU:1 + SS1 DISK:10",
          "CN1 VCPU:1 + SS2 DISK:10",
          "CN2 DISK:10 VCPU:1",
          "CN2 VCPU:1 + SS1 DISK:10",
        ],
      },
      {
        why: "alone they need one tree with such a root",
        request: "resources=DISK:200 root_required=U",
        expected: ["SS1 DISK:200"],
      },
      {
        why: "a same subtree never spans trees",
        request: "resources_C=VCPU:1 resources_D=DISK:10 same_subtree=_C,_D",
        expected: ["CN2 DISK:10 VCPU:1"],
      },
      {
        why: "callers that don't know of trees may combine a host with one of them",
        request: "resources=VCPU:1,DISK:10 one_provider_per_tree",
        expected: [
          "CN1 VCPU:1 + SS1 DISK:10",
          "CN1 VCPU:1 + SS2 DISK:10",
          "CN2 DISK:10 VCPU:1",
          "CN2 VCPU:1 + SS1 DISK:10",
        ],
        summaries: ["CN1", "CN2", "SS1", "SS2"],
      },
    ],
  },
  {
    about: "sharing providers among themselves",
    forest: `
      SS1 DISK:100 @a +SHARES
      SS2 NET:100 @a +SHARES`,
    cases: [
      {
        why: "share with each other's trees as with any",
        request: "resources=DISK:1,NET:1",
        expected: ["SS1 DISK:1 + SS2 NET:1"],
      },
    ],
  },
  {
    about: "a child that shares",
    forest: `
      CN1 VCPU:8 @a
      CN2 VCPU:8
        D2 DISK:100 @a +SHARES`,
    cases: [
      {
        why: "gives to its own tree and to others, whose summaries show all of its tree",
        request: "resources=VCPU:1,DISK:1",
        expected: ["CN1 VCPU:1 + D2 DISK:1", "CN2 VCPU:1 + D2 DISK:1"],
        summaries: ["CN1", "CN2", "D2"],
      },
      {
        why: "and where its own tree has nothing else to give",
        request: "resources=VCPU:1,DISK:1 member_of=a",
        expected: ["CN1 VCPU:1 + D2 DISK:1"],
        placementDiffers: "500: it does not know the provider when it describes it",
      },
    ],
  },
];
