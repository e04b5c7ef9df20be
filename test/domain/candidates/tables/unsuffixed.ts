import type { Table } from "./table.ts";

/** The unsuffixed group: one tree, several providers. */
export const unsuffixedTables: readonly Table[] = [
  {
    about: "what one provider can give",
    forest: `
      CN1 VCPU:8/6 DISK:100,min=10,max=50,step=10
      CN2 VCPU:4,reserved=1,ratio=1.5 DISK:100`,
    cases: [
      {
        why: "fits what is left of either",
        request: "resources=VCPU:2",
        expected: ["CN1 VCPU:2", "CN2 VCPU:2"],
      },
      { why: "used amounts count", request: "resources=VCPU:3", expected: ["CN2 VCPU:3"] },
      {
        why: "capacity is (4 - 1) * 1.5 = 4.5, and 4 fit",
        request: "resources=VCPU:4",
        expected: ["CN2 VCPU:4"],
      },
      { why: "no 5 fit into 4.5", request: "resources=VCPU:5", expected: [] },
      { why: "below min_unit of CN1", request: "resources=DISK:5", expected: ["CN2 DISK:5"] },
      { why: "above max_unit of CN1", request: "resources=DISK:60", expected: ["CN2 DISK:60"] },
      { why: "no multiple of CN1's step_size", request: "resources=DISK:15", expected: ["CN2 DISK:15"] },
      { why: "all units are kept", request: "resources=DISK:50", expected: ["CN1 DISK:50", "CN2 DISK:50"] },
      {
        why: "both classes must come from one tree",
        request: "resources=VCPU:3,DISK:10",
        expected: ["CN2 DISK:10 VCPU:3"],
      },
      { why: "a class that nobody has", request: "resources=VCPU:1,MEM:1", expected: [] },
    ],
  },
  {
    about: "a tree gives together",
    forest: `
      CN1 MEM:1024 DISK:100 +T
        N1 VCPU:4 +U
        N2 VCPU:4 MEM:1024 +V
      CN2 VCPU:4 MEM:1024`,
    cases: [
      {
        why: "each class whole from any member",
        request: "resources=VCPU:1,MEM:10",
        expected: [
          "CN1 MEM:10 + N1 VCPU:1",
          "CN1 MEM:10 + N2 VCPU:1",
          "N1 VCPU:1 + N2 MEM:10",
          "N2 MEM:10 VCPU:1",
          "CN2 MEM:10 VCPU:1",
        ],
        summaries: ["CN1", "CN2", "N1", "N2"],
      },
      { why: "a class is not split", request: "resources=VCPU:5", expected: [] },
      {
        why: "children alone, and their tree is described",
        request: "resources=VCPU:1 required=U",
        expected: ["N1 VCPU:1"],
        summaries: ["CN1", "N1", "N2"],
      },
      {
        why: "traits are met together, by those that give something",
        request: "resources=VCPU:1,MEM:10 required=T,U",
        expected: ["CN1 MEM:10 + N1 VCPU:1"],
      },
      {
        why: "the root's trait does not count where the root gives nothing",
        request: "resources=VCPU:1 required=T",
        expected: [],
      },
      {
        why: "any of a set",
        request: "resources=VCPU:1 required=in:U,V",
        expected: ["N1 VCPU:1", "N2 VCPU:1"],
      },
      {
        why: "each set is met, by one or by several",
        request: "resources=VCPU:1,MEM:10 required=in:T,V required=in:U,V",
        expected: [
          "CN1 MEM:10 + N1 VCPU:1",
          "CN1 MEM:10 + N2 VCPU:1",
          "N1 VCPU:1 + N2 MEM:10",
          "N2 MEM:10 VCPU:1",
        ],
      },
      {
        why: "a forbidden trait rules out who has it, not its tree",
        request: "resources=VCPU:1,MEM:10 required=!V",
        expected: ["CN1 MEM:10 + N1 VCPU:1", "CN2 MEM:10 VCPU:1"],
        placementDiffers: "500 on PostgreSQL: it compares trait names with ids",
      },
      {
        why: "in_tree names the tree by any member",
        request: "resources=VCPU:1,DISK:1 in_tree=N2",
        expected: ["CN1 DISK:1 + N1 VCPU:1", "CN1 DISK:1 + N2 VCPU:1"],
      },
      { why: "in_tree of somebody unknown", request: "resources=VCPU:1 in_tree=nobody", expected: [] },
    ],
  },
  {
    about: "aggregates of a tree",
    forest: `
      CN1 MEM:1024 @a
        N1 VCPU:4 @b
        N2 VCPU:4
      CN2 MEM:1024 @b
        N3 VCPU:4 @a @b`,
    cases: [
      {
        why: "those of the root count for all of its tree",
        request: "resources=VCPU:1,MEM:1 member_of=a",
        expected: ["CN1 MEM:1 + N1 VCPU:1", "CN1 MEM:1 + N2 VCPU:1"],
      },
      {
        why: "those of a child count for itself",
        request: "resources=VCPU:1 member_of=a",
        expected: ["N1 VCPU:1", "N2 VCPU:1", "N3 VCPU:1"],
      },
      {
        why: "any of a set",
        request: "resources=VCPU:1 member_of=in:a,b",
        expected: ["N1 VCPU:1", "N2 VCPU:1", "N3 VCPU:1"],
      },
      {
        why: "several sets are met by the provider alone or by the root alone",
        request: "resources=VCPU:1 member_of=a member_of=b",
        expected: ["N3 VCPU:1"],
      },
      {
        why: "an unwanted aggregate of the root rules out its tree",
        request: "resources=VCPU:1 member_of=!a",
        expected: [],
      },
      {
        why: "one of a child rules out the child",
        request: "resources=VCPU:1 member_of=!b",
        expected: ["N2 VCPU:1"],
      },
      { why: "an aggregate that nobody is in", request: "resources=VCPU:1 member_of=c", expected: [] },
      {
        why: "not in an aggregate that nobody is in",
        request: "resources=MEM:1 member_of=!c",
        expected: ["CN1 MEM:1", "CN2 MEM:1"],
      },
    ],
  },
];
