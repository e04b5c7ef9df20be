import type { Case, Table } from "./table.ts";

/*
 * The surroundings of Placement's own tests, and how many candidates and summaries those tests ask for. Names and
 * numbers are facts of openstack/placement's gabbi files and of its user documentation on provider trees.
 */

const granularForest = `
  cn_left VCPU:8 MEM:4096 DISK:500 VGPU:8 VF:8 NET:4000 +AVX +AVX2 +DXVA +DCB_PFC +FOO @a
  cn_middle VCPU:8 MEM:4096 VF:8 NET:4000 +AVX +AVX2 +SSE +TLS @a @b
  cn_right VCPU:8 MEM:4096 DISK:500 VGPU:8,max=2 +MMX +DXVA +SSD @b @c
  shr_disk_1 DISK:1000 +SHARES +SSD @a
  shr_disk_2 DISK:1000 +SHARES @a @b
  shr_net VF:16 NET:40000 +SHARES @c`;

const sharedStorageForest = `
  cn1 VCPU:24,ratio=16 MEM:131072,ratio=1.5 +SSE +SSE2 @agg
    numa1_1
      pf1_1 VF:8
    numa1_2
      pf1_2 VF:8
  cn2 VCPU:24,ratio=16 MEM:131072,ratio=1.5 DISK:2000,reserved=100 @agg
    numa2_1
      pf2_1 VF:8
    numa2_2
      pf2_2 VF:8
  ss DISK:2000,reserved=100 +SHARES @agg
  ss2 DISK:2000,reserved=100 +SHARES @agg`;

const numaNetworkForest = `
  ss1 DISK:2000 +SHARES @a
  cn1 +MULTI_ATTACH @a
    numa0 VCPU:4/2 MEM:2048,min=512,step=256 +HW_NUMA_ROOT
      fpga0 FPGA:1
      pgpu0 VGPU:8
    numa1 VCPU:4 MEM:2048,min=256,max=1024 +HW_NUMA_ROOT +FOO
      fpga1_0 FPGA:1
      fpga1_1 FPGA:1
    sriov_agent +VNIC_DIRECT
      esn1 NET:10000 +PHYSNET1
      esn2 NET:20000 +PHYSNET2
    ovs_agent +VNIC_NORMAL
      br_int NET:1000 +PHYSNET0
  cn2 VCPU:8/3 MEM:2048,min=1024,step=128 DISK:1000 +FOO @a`;

const documentedForest = `
  SS1 DISK:1000 @a +SHARES
  CN1 MEM:1024 DISK:1000 @a @b
    NUMA1_1 VCPU:8
    NUMA1_2 VCPU:8
  CN2 MEM:1024 DISK:1000 @a
    NUMA2_1 VCPU:8 @b
    NUMA2_2 VCPU:8`;

const qosForest = [
  ["0", [["br_ex", "OTHER", 5000]], [["pf0", "OTHER", 10000]]],
  ["1", [["br_ex", "S1", 5000]], [["pf0", "S1", 10000]]],
  ["2", [["br_ex", "S2", 5000]], [["pf0", "S2", 10000]]],
  [
    "3",
    [
      ["br_ex", "S1", 1000],
      ["br_ex2", "S2", 1000],
    ],
    [
      ["pf0", "S1", 1000],
      ["pf1", "S2", 1000],
    ],
  ],
]
  .map(([at, bridges, functions]) =>
    [
      `compute${at} VCPU:8 MEM:4096 DISK:500`,
      `  ovs${at} PPS:1000 +NORMAL`,
      ...(bridges as [string, string, number][]).map(
        ([name, net, bandwidth]) => `    ${name}_${at} EGR:${bandwidth} IGR:${bandwidth} +NORMAL +${net}`,
      ),
      `  nic${at} +DIRECT`,
      ...(functions as [string, string, number][]).map(
        ([name, net, bandwidth]) => `    ${name}_${at} EGR:${bandwidth} IGR:${bandwidth} +DIRECT +${net}`,
      ),
    ].join("\n"),
  )
  .join("\n");

const port = (at: string, bandwidth: number, nets: string) =>
  `resources_p${at}=PPS:100 required_p${at}=NORMAL resources_b${at}=EGR:${bandwidth},IGR:${bandwidth} required_b${at}=NORMAL required_b${at}=in:${nets} same_subtree=_p${at},_b${at}`;

function counted(request: string, expected: number, summaries?: number): Case {
  return {
    why: "as Placement's own test says",
    request,
    expected,
    ...(summaries === undefined ? {} : { summaries }),
  };
}

/** Placement's fixtures with the numbers of its tests. */
export const upstreamTables: readonly Table[] = [
  {
    about: "Placement's granular fixture",
    forest: granularForest,
    cases: [
      counted("resources_1=VCPU:1 resources_2=MEM:1024", 3, 3),
      counted("resources_1=VCPU:1 resources_2=MEM:1024 group_policy=isolate", 0, 0),
      counted("resources=VCPU:3,MEM:512 resources_1=VCPU:1,MEM:1024 resources_2=VCPU:2", 3, 3),
      counted("resources=VCPU:1 resources_1=MEM:2048", 3, 3),
      counted("resources_1=VCPU:1,MEM:1024 resources_2=DISK:100 group_policy=isolate", 5, 5),
      counted("resources_1=VCPU:1,MEM:1024 resources_2=DISK:100", 7, 5),
      counted("resources_1=DISK:800", 2, 2),
      counted("resources=DISK:800", 2, 2),
      counted("resources_1=VCPU:1,MEM:1024 resources_2=DISK:100 required_2=SSD group_policy=isolate", 2, 3),
      counted("resources_1=VCPU:1 resources_2=DISK:100 required_2=!SSD", 4, 4),
      counted("resources_1=VCPU:1 resources_2=DISK:100 member_of_2=c", 1, 1),
      counted(
        "resources_1=VCPU:1 required_1=!SSE resources_2=DISK:100 required_2=SSD member_of_2=in:a,c",
        2,
        3,
      ),
      counted(
        "resources_1=VCPU:1 resources_2=DISK:100 member_of_2=in:b,c member_of_2=a group_policy=isolate",
        3,
        4,
      ),
      counted(
        "resources_1=VCPU:1 resources_2=VGPU:1 required_2=DXVA resources_3=MEM:1024 resources_4=DISK:100 required_4=SSD resources_5=DISK:50 required_5=!SSD resources_6=VF:1,NET:1000 resources_7=VF:2,NET:2000",
        3,
        5,
      ),
      counted("resources=VCPU:2,MEM:2048,VF:1,NET:2000 resources_1=VF:1,NET:3000", 1, 2),
      counted("resources=VGPU:1 resources_1=VGPU:1 resources_2=VGPU:1", 1, 1),
      counted("resources=VCPU:1,DISK:1 required=in:DXVA,TLS required=AVX,!FOO", 2),
      counted("resources=VCPU:1,DISK:1 required=in:MMX,TLS required=in:SSD,FOO", 3),
      counted(
        "resources=VCPU:1 resources_A=DISK:1 resources_B=DISK:1 required=SSE group_policy=isolate",
        2,
        3,
      ),
    ],
  },
  {
    about: "Placement's shared storage fixture",
    forest: sharedStorageForest,
    cases: [
      counted("resources=VCPU:1,MEM:1024,DISK:100 one_provider_per_tree", 5, 4),
      counted("resources=VCPU:1,MEM:1024,DISK:100 required=SSE,SSE2 one_provider_per_tree", 2, 3),
      counted("resources=VCPU:1,MEM:1024,DISK:100 required=!SSE one_provider_per_tree", 3),
      counted("resources=VCPU:1 one_provider_per_tree", 2, 2),
      counted("resources=VCPU:1", 2, 10),
      counted("resources=VF:4 one_provider_per_tree", 4, 4),
      counted("resources=VF:4", 4, 10),
      counted("resources=VCPU:1,VF:4 one_provider_per_tree", 0, 0),
      counted("resources=VCPU:1,VF:4", 4, 10),
      counted("resources=VCPU:1,VF:4 limit=1", 1, 5),
      counted("resources=DISK:10,VF:4 one_provider_per_tree", 8, 6),
      counted("resources=VCPU:1,VF:4 in_tree=pf1_2", 2, 5),
      counted("resources=VCPU:1,DISK:10 in_tree=cn1", 0),
      counted("resources=VCPU:1,DISK:10 in_tree=cn2", 1),
      counted("resources=VCPU:1,DISK:10 in_tree=ss", 0),
      counted("resources_1=VCPU:1 in_tree_1=pf1_1", 1),
      counted("resources_1=VF:4 in_tree_1=pf1_1", 2),
      counted("resources=VCPU:1 resources_1=DISK:10 in_tree_1=cn1", 0),
      counted("resources=VCPU:1 resources_1=DISK:10 in_tree_1=cn2", 1),
      counted("resources=VCPU:1 resources_1=DISK:10 in_tree_1=ss", 2),
      counted("resources=VCPU:1 in_tree=cn1 resources_1=DISK:10", 2),
      counted("resources=VCPU:1 in_tree=cn2 resources_1=DISK:10", 3),
      counted("resources_1=VCPU:1 in_tree_1=cn1 resources_2=DISK:10 in_tree_2=ss", 1),
    ],
  },
  {
    about: "Placement's NUMA and network fixture",
    forest: numaNetworkForest,
    cases: [
      counted("resources=VCPU:1", 3),
      counted("resources_L=VCPU:1 resources_R=VCPU:1 group_policy=isolate", 2, 12),
      counted(
        "resources_1=NET:10 required_1=PHYSNET1 resources_2=NET:20 required_2=PHYSNET2 resources=VCPU:1 group_policy=isolate",
        2,
        12,
      ),
      counted("resources_A=NET:10 required_A=PHYSNET1 resources_B=NET:20 required_B=PHYSNET1", 1, 12),
      counted(
        "resources_1=NET:10 required_1=PHYSNET1 resources_2=NET:20 required_2=PHYSNET2 resources_C=VCPU:1,MEM:1024 group_policy=isolate",
        2,
        12,
      ),
      counted("resources=VCPU:1,MEM:1024 root_required=MULTI_ATTACH", 4),
      counted("resources_1=VCPU:1 resources_2=MEM:1024 group_policy=isolate root_required=MULTI_ATTACH", 2),
      counted("resources=VCPU:1,MEM:1024,DISK:100 root_required=MULTI_ATTACH", 4),
      counted("resources=VCPU:1,DISK:100 required=FOO", 3),
      counted("resources=VCPU:1,DISK:100 root_required=FOO", 2),
      counted("resources_1=VCPU:1 required_1=FOO resources_2=DISK:100", 3),
      counted("resources=VCPU:3 root_required=!HW_NUMA_ROOT", 2),
      counted("resources=VCPU:1,MEM:1024,DISK:100 root_required=!SHARES", 6),
      counted("resources=VCPU:1,MEM:1024,DISK:100 root_required=FOO,!HW_NUMA_ROOT", 2),
      counted("resources=VCPU:1,MEM:1024,DISK:100 root_required=!FOO,!MULTI_ATTACH", 0),
      counted("resources_1=VCPU:1 required_1=FOO root_required=!FOO", 1),
      counted("resources_1=VCPU:1 required_1=!FOO root_required=FOO", 0),
    ],
  },
  {
    about: "the surroundings of Placement's documentation",
    forest: documentedForest,
    cases: [
      counted("resources=VCPU:1,MEM:512,DISK:500", 8),
      counted("resources=VCPU:1,MEM:512,DISK:500 member_of=a", 8),
      counted("resources=VCPU:1,MEM:512,DISK:500 member_of=b", 2),
    ],
  },
  {
    about: "Placement's bandwidth fixture",
    forest: qosForest,
    cases: [
      counted(`resources=VCPU:1,MEM:1024,DISK:10 ${port("", 1000, "OTHER")}`, 1),
      counted(`resources=VCPU:1,MEM:1024,DISK:10 ${port("", 1000, "S1,S2")}`, 4),
      counted(`resources=VCPU:1,MEM:1024,DISK:10 ${port("1", 1000, "S1,S2")} ${port("2", 1000, "S1,S2")}`, 4),
      counted(`resources=VCPU:1,MEM:1024,DISK:10 ${port("1", 100, "S1,S2")} ${port("2", 100, "S1,S2")}`, 6),
    ],
  },
];
