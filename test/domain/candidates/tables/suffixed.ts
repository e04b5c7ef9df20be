import type { Table } from "./table.ts";

/** Suffixed groups: one provider each. */
export const suffixedTables: readonly Table[] = [
  {
    about: "groups on devices of one host",
    forest: `
      CN VCPU:8 MEM:64 @a
        P1 VF:4 BW:100 +T @b
        P2 VF:1 BW:100,max=60
        P3 VF:4,max=2 +U`,
    cases: [
      {
        why: "all of a group comes from one provider",
        request: "resources_X=VF:1,BW:50",
        expected: ["P1 BW:50 VF:1", "P2 BW:50 VF:1"],
      },
      {
        why: "traits are asked of that provider",
        request: "resources_X=VF:1 required_X=in:T,U",
        expected: ["P1 VF:1", "P3 VF:1"],
      },
      { why: "all sets of them", request: "resources_X=VF:1 required_X=T,U", expected: [] },
      { why: "forbidden ones too", request: "resources_X=VF:1 required_X=!T,!U", expected: ["P2 VF:1"] },
      {
        why: "aggregates are asked of that provider: the root's don't count",
        request: "resources_X=VF:1 member_of_X=in:a,b",
        expected: ["P1 VF:1"],
      },
      {
        why: "nor do those to stay out of",
        request: "resources_X=VF:1 member_of_X=!a",
        expected: ["P1 VF:1", "P2 VF:1", "P3 VF:1"],
      },
      {
        why: "isolated groups have a provider each; which has which is two candidates",
        request: "resources_X=VF:1 resources_Y=VF:1 required_X=!U required_Y=!U group_policy=isolate",
        expected: ["P1 VF:1 + P2 VF:1 [_X=P1 _Y=P2]", "P1 VF:1 + P2 VF:1 [_X=P2 _Y=P1]"],
      },
      {
        why: "others may meet where both fit",
        request: "resources_X=VF:1 resources_Y=VF:1 required_X=!U required_Y=!U",
        expected: [
          "P1 VF:2 [_X=P1 _Y=P1]",
          "P1 VF:1 + P2 VF:1 [_X=P1 _Y=P2]",
          "P1 VF:1 + P2 VF:1 [_X=P2 _Y=P1]",
        ],
      },
      {
        why: "max_unit binds what groups take together",
        request: "resources_X=VF:2 resources_Y=VF:1 required_X=U required_Y=U",
        expected: [],
      },
      {
        why: "as the capacity does",
        request: "resources_X=VF:3 resources_Y=VF:1 resources_Z=VF:1 required_Y=T required_Z=T",
        expected: [],
      },
      {
        why: "three groups on one provider fit exactly",
        request: "resources_X=VF:2 resources_Y=VF:1 resources_Z=VF:1 required_X=T required_Y=T required_Z=T",
        expected: ["P1 VF:4"],
      },
      {
        why: "the unsuffixed group joins a suffixed one, isolated or not",
        request: "resources=VF:1 required=T resources_X=VF:1,BW:1 group_policy=isolate",
        expected: ["P1 BW:1 VF:2 [''=P1 _X=P1]", "P1 VF:1 + P2 BW:1 VF:1 [''=P1 _X=P2]"],
        placementDiffers: "it adds amounts up in objects that candidates share",
      },
      {
        why: "amounts are those of one candidate, not summed over several",
        request: "resources=VF:1 required=T resources_X=VF:1 resources_Y=VF:1 group_policy=isolate",
        expected: [
          "P1 VF:2 + P2 VF:1 [''=P1 _X=P1 _Y=P2]",
          "P1 VF:2 + P2 VF:1 [''=P1 _X=P2 _Y=P1]",
          "P1 VF:2 + P3 VF:1 [''=P1 _X=P1 _Y=P3]",
          "P1 VF:2 + P3 VF:1 [''=P1 _X=P3 _Y=P1]",
          "P1 VF:1 + P2 VF:1 + P3 VF:1 [''=P1 _X=P2 _Y=P3]",
          "P1 VF:1 + P2 VF:1 + P3 VF:1 [''=P1 _X=P3 _Y=P2]",
        ],
        placementDiffers: "it adds amounts up in objects that candidates share",
      },
      {
        why: "the unsuffixed group's constraints are its own",
        request: "resources=VCPU:1 required=!T resources_X=VF:1 required_X=T",
        expected: ["CN VCPU:1 + P1 VF:1"],
        placementDiffers: "500 on PostgreSQL: it compares trait names with ids",
      },
      {
        why: "four isolated groups don't go onto three devices",
        request: "resources_1=VF:1 resources_2=VF:1 resources_3=VF:1 resources_4=VF:1 group_policy=isolate",
        expected: [],
      },
      {
        why: "callers that don't know of trees get one provider of it",
        request: "resources_X=VF:1 resources_Y=VF:1 one_provider_per_tree",
        expected: ["P1 VF:2", "P3 VF:2"],
        summaries: ["P1", "P3"],
      },
      {
        why: "and nothing that needs two",
        request: "resources=VCPU:1,VF:1 one_provider_per_tree",
        expected: [],
        summaries: [],
      },
    ],
  },
];
