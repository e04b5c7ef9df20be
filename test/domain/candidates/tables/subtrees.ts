import type { Table } from "./table.ts";

/** Same subtrees, groups without resources, and what is asked of roots. */
export const subtreeTables: readonly Table[] = [
  {
    about: "affinity below NUMA nodes",
    forest: `
      CN1 DISK:100 +HOST
        N0 VCPU:4 +NUMA
          F0 FPGA:1 +T
        N1 VCPU:4 +NUMA
          F1 FPGA:1 +T
          F2 FPGA:1 +U
      CN2 VCPU:4 FPGA:1`,
    cases: [
      {
        why: "one of the providers is above the others, or they are one",
        request: "resources_C=VCPU:1 resources_A=FPGA:1 same_subtree=_C,_A",
        expected: [
          "N0 VCPU:1 + F0 FPGA:1",
          "N1 VCPU:1 + F1 FPGA:1",
          "N1 VCPU:1 + F2 FPGA:1",
          "CN2 FPGA:1 VCPU:1",
        ].map((line) => line.split(" + ").sort().join(" + ")),
      },
      {
        why: "isolated they are not one",
        request: "resources_C=VCPU:1 resources_A=FPGA:1 same_subtree=_C,_A group_policy=isolate",
        expected: ["F0 FPGA:1 + N0 VCPU:1", "F1 FPGA:1 + N1 VCPU:1", "F2 FPGA:1 + N1 VCPU:1"],
      },
      {
        why: "brothers have none of them on top",
        request: "resources_1=FPGA:1 resources_2=FPGA:1 same_subtree=_1,_2 group_policy=isolate",
        expected: [],
      },
      {
        why: "a group without resources gives them one, and shows in the mappings only",
        request:
          "required_N=NUMA resources_1=FPGA:1 required_1=T resources_2=FPGA:1 required_2=U same_subtree=_N,_1,_2",
        expected: ["F1 FPGA:1 + F2 FPGA:1 [_1=F1 _2=F2 _N=N1]"],
        summaries: ["CN1", "F0", "F1", "F2", "N0", "N1"],
      },
      {
        why: "isolation counts it as any other group",
        request: "required_N=NUMA resources_C=VCPU:1 same_subtree=_N,_C group_policy=isolate in_tree_C=CN1",
        expected: [],
      },
      {
        why: "the same without isolation",
        request: "required_N=NUMA resources_C=VCPU:1 same_subtree=_N,_C in_tree_C=CN1",
        expected: ["N0 VCPU:1 [_C=N0 _N=N0]", "N1 VCPU:1 [_C=N1 _N=N1]"],
      },
      {
        why: "the host on top: everything in its tree is below it",
        request: "required_H=HOST resources_1=FPGA:1 required_1=U resources_C=VCPU:1 same_subtree=_H,_1,_C",
        expected: ["F2 FPGA:1 + N0 VCPU:1", "F2 FPGA:1 + N1 VCPU:1"],
      },
      {
        why: "sets are kept each for itself",
        request:
          "resources_C=VCPU:1 resources_D=VCPU:1 resources_1=FPGA:1 resources_2=FPGA:1 same_subtree=_C,_1 same_subtree=_D,_2 group_policy=isolate",
        expected: [
          "F0 FPGA:1 + F1 FPGA:1 + N0 VCPU:1 + N1 VCPU:1 [_1=F0 _2=F1 _C=N0 _D=N1]",
          "F0 FPGA:1 + F2 FPGA:1 + N0 VCPU:1 + N1 VCPU:1 [_1=F0 _2=F2 _C=N0 _D=N1]",
          "F0 FPGA:1 + F1 FPGA:1 + N0 VCPU:1 + N1 VCPU:1 [_1=F1 _2=F0 _C=N1 _D=N0]",
          "F0 FPGA:1 + F2 FPGA:1 + N0 VCPU:1 + N1 VCPU:1 [_1=F2 _2=F0 _C=N1 _D=N0]",
        ],
      },
      {
        why: "groups without resources may only forbid",
        request: "resources_A=FPGA:1 required_M=!HOST,!NUMA,!T same_subtree=_A,_M",
        expected: ["CN2 FPGA:1 [_A=CN2 _M=CN2]", "F2 FPGA:1 [_A=F2 _M=F2]"],
        placementDiffers: "such a group matches nothing there",
      },
      {
        why: "and may be held to a tree",
        request:
          "resources_A=FPGA:1 required_M=in:HOST,T in_tree_M=CN1 in_tree_A=CN1 required_A=U same_subtree=_A,_M",
        expected: ["F2 FPGA:1 [_A=F2 _M=CN1]"],
      },
      {
        why: "where the tree alone decides",
        request: "resources_A=FPGA:1 required_A=T required_M=NUMA in_tree_M=CN2 same_subtree=_A,_M",
        expected: [],
        placementDiffers: "in_tree is not looked at for a group without resources",
      },
      {
        why: "the root must have it, wherever resources come from",
        request: "resources=VCPU:1 root_required=HOST",
        expected: ["N0 VCPU:1", "N1 VCPU:1"],
      },
      { why: "or must not", request: "resources=VCPU:1 root_required=!HOST", expected: ["CN2 VCPU:1"] },
      {
        why: "a child's traits are not the root's",
        request: "resources=VCPU:1 root_required=NUMA",
        expected: [],
      },
    ],
  },
];
