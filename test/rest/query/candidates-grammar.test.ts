import { describe, expect, test } from "vitest";
import { readQuery, refusalOf, withUuids } from "./read-query.ts";

const candidates = (query: string) => `/allocation_candidates?${query}`;

/** Versions, queries, and the groups that they come to. */
const understood: readonly (readonly [version: number, query: string, groups: readonly object[]])[] = [
  [10, "resources=VCPU:1", [{ resources: { VCPU: 1 } }]],
  [39, "resources=VCPU:1,MEMORY_MB:1024", [{ resources: { VCPU: 1, MEMORY_MB: 1024 } }]],
  [39, "resources=VCPU:1,VCPU:2", [{ resources: { VCPU: 2 } }]],
  [39, "resources=VCPU:1&resources=DISK_GB:2", [{ resources: { DISK_GB: 2 } }]],
  [39, "resources=VCPU:%2B1,A: 2,B:1_000", [{ resources: { VCPU: 1, A: 2, B: 1000 } }]],
  [39, "resources=__proto__:1", [{ resources: { ["__proto__"]: 1 } }]],
  [
    17,
    "resources=VCPU:1&required=A,B",
    [{ resources: { VCPU: 1 }, required_traits: [{ any_of: ["A"] }, { any_of: ["B"] }] }],
  ],
  [
    38,
    "resources=VCPU:1&required=in:X&required=A,!B,!!C",
    [{ resources: { VCPU: 1 }, required_traits: [{ any_of: ["A"] }], forbidden_traits: ["B", "C"] }],
  ],
  [
    39,
    "resources=VCPU:1&required=in:A, B,A&required=C&required=!D",
    [
      {
        resources: { VCPU: 1 },
        required_traits: [{ any_of: ["A", "B"] }, { any_of: ["C"] }],
        forbidden_traits: ["D"],
      },
    ],
  ],
  [21, "resources=VCPU:1&member_of=$A", [{ resources: { VCPU: 1 }, member_of: [{ any_of: ["$A"] }] }]],
  [
    21,
    "resources=VCPU:1&member_of=in:$A,$B,$A",
    [{ resources: { VCPU: 1 }, member_of: [{ any_of: ["$A", "$B"] }] }],
  ],
  [
    39,
    "resources=VCPU:1&member_of=$A&member_of=in:$B,$C&member_of=!$D&member_of=!in:$D,$A",
    [
      {
        resources: { VCPU: 1 },
        member_of: [{ any_of: ["$A"] }, { any_of: ["$B", "$C"] }],
        forbidden_aggregates: ["$D", "$A"],
      },
    ],
  ],
  [
    39,
    "resources=VCPU:1&member_of=urn:uuid:AAAAAAAA000040008000-00000000000a",
    [{ resources: { VCPU: 1 }, member_of: [{ any_of: ["$A"] }] }],
  ],
  [31, "resources=VCPU:1&in_tree= $A ", [{ resources: { VCPU: 1 }, in_tree: "$A" }]],
  [
    25,
    "resources1=VCPU:1&required1=A&resources=DISK_GB:5&group_policy=none",
    [
      { suffix: "1", resources: { VCPU: 1 }, required_traits: [{ any_of: ["A"] }] },
      { resources: { DISK_GB: 5 } },
    ],
  ],
  [
    33,
    "resources_NET-1=VCPU:1&in_tree_NET-1=$A",
    [{ suffix: "_NET-1", resources: { VCPU: 1 }, in_tree: "$A" }],
  ],
  [39, "resources__proto__=VCPU:1", [{ suffix: "__proto__", resources: { VCPU: 1 } }]],
  [
    36,
    "resources_A=VCPU:1&required_B=T&same_subtree=_A,_B&group_policy=none",
    [
      { suffix: "_A", resources: { VCPU: 1 } },
      { suffix: "_B", required_traits: [{ any_of: ["T"] }] },
    ],
  ],
];

/** Versions, queries, and what the whole request says beside its groups. */
const aboutAll: readonly (readonly [version: number, query: string, fields: object])[] = [
  [28, "resources=VCPU:1", { one_provider_per_tree: true }],
  [29, "resources=VCPU:1", {}],
  [16, "resources=VCPU:1&limit=5", { one_provider_per_tree: true, limit: 5 }],
  [39, "resources=VCPU:1&limit=5&limit=6", { limit: 5 }],
  [39, "resources=VCPU:1&limit=99999999999999999999", { limit: 2147483647 }],
  [39, "resources=VCPU:1&group_policy=isolate", { group_policy: "GROUP_POLICY_ISOLATE" }],
  [39, "resources=VCPU:1&group_policy=isolate&group_policy=none", { group_policy: "GROUP_POLICY_ISOLATE" }],
  [
    35,
    "resources=VCPU:1&root_required=A,!B,A",
    { root_required_traits: ["A"], root_forbidden_traits: ["B"] },
  ],
  [
    36,
    "resources1=VCPU:1&resources2=VCPU:1&group_policy=none&same_subtree=1, 2&same_subtree=2,2",
    { group_policy: "GROUP_POLICY_NONE", same_subtree: [{ suffixes: ["1", "2"] }, { suffixes: ["2"] }] },
  ],
];

const form = "HW_CPU_X86_VMX,!CUSTOM_MAGIC";
const invalid = "Invalid query string parameters:";
const badly =
  "Badly formed resources parameter. Expected resources query string parameter in form: ?resources=VCPU:2,MEMORY_MB:1024. Got:";

/** Versions, queries, and what the real Placement said of each. */
const refused: readonly (readonly [version: number, query: string, words: string])[] = [
  // The schema of each version.
  [10, "", `${invalid} 'resources' is a required property`],
  [24, "required=A", `${invalid} 'resources' is a required property`],
  [
    15,
    "resources=VCPU:1&limit=5",
    `${invalid} Additional properties are not allowed ('limit' was unexpected)`,
  ],
  [
    16,
    "resources=VCPU:1&required=A",
    `${invalid} Additional properties are not allowed ('required' was unexpected)`,
  ],
  [
    20,
    "resources=VCPU:1&member_of=$A",
    `${invalid} Additional properties are not allowed ('member_of' was unexpected)`,
  ],
  [
    24,
    "resources=VCPU:1&resources1=VCPU:1&group_policy=none",
    `${invalid} Additional properties are not allowed ('group_policy', 'resources1' were unexpected)`,
  ],
  [
    25,
    "resources=VCPU:1&resources01=VCPU:1",
    `${invalid} 'resources01' does not match any of the regexes: '^member_of([1-9][0-9]*)?$', '^required([1-9][0-9]*)?$', '^resources([1-9][0-9]*)?$'`,
  ],
  [
    30,
    "resources=VCPU:1&in_tree=$A",
    `${invalid} 'in_tree' does not match any of the regexes: '^member_of([1-9][0-9]*)?$', '^required([1-9][0-9]*)?$', '^resources([1-9][0-9]*)?$'`,
  ],
  [
    32,
    "resources_A=VCPU:1",
    `${invalid} 'resources_A' does not match any of the regexes: '^in_tree([1-9][0-9]*)?$', '^member_of([1-9][0-9]*)?$', '^required([1-9][0-9]*)?$', '^resources([1-9][0-9]*)?$'`,
  ],
  [
    34,
    "resources=VCPU:1&root_required=A",
    `${invalid} 'root_required' does not match any of the regexes: '^in_tree([a-zA-Z0-9_-]{1,64})?$', '^member_of([a-zA-Z0-9_-]{1,64})?$', '^required([a-zA-Z0-9_-]{1,64})?$', '^resources([a-zA-Z0-9_-]{1,64})?$'`,
  ],
  [
    35,
    `resources=VCPU:1&resources${"x".repeat(65)}=VCPU:1&same_subtree=A`,
    `${invalid} 'resources${"x".repeat(65)}', 'same_subtree' do not match any of the regexes: '^in_tree([a-zA-Z0-9_-]{1,64})?$', '^member_of([a-zA-Z0-9_-]{1,64})?$', '^required([a-zA-Z0-9_-]{1,64})?$', '^resources([a-zA-Z0-9_-]{1,64})?$'`,
  ],
  [39, "resources=VCPU:1&limit=0", `${invalid} '0' does not match '^[1-9][0-9]*$'`],
  [39, "resources=VCPU:1&group_policy=bogus", `${invalid} 'bogus' is not one of ['none', 'isolate']`],
  [
    39,
    "resources=%ff:1",
    `${invalid} 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte`,
  ],

  // The parameters.
  [39, "resources=", `${badly} empty string.`],
  [39, "resources=VCPU:1&resources1=", `${badly} empty string.`],
  [39, "resources=VCPU:1,", `${badly} .`],
  [39, "resources=VCPU", `${badly} VCPU.`],
  [39, "resources=VCPU:1:2", `${badly} VCPU:1:2.`],
  [39, "resources=VCPU:x", "Requested resource VCPU expected positive integer amount. Got: x."],
  [39, "resources=VCPU:1.0", "Requested resource VCPU expected positive integer amount. Got: 1.0."],
  [39, "resources=VCPU:0", "Requested resource VCPU requires amount >= 1. Got: 0."],
  [39, "resources=VCPU:-5", "Requested resource VCPU requires amount >= 1. Got: -5."],
  [
    39,
    "resources=VCPU:1&resources=VCPU:x",
    "Requested resource VCPU expected positive integer amount. Got: x.",
  ],
  [
    39,
    "resources=V:1&required=",
    `${invalid} Expected 'required' parameter value of the form: ${form}. Got an empty trait in: `,
  ],
  [
    39,
    "resources=V:1&required=A,!",
    `${invalid} Expected 'required' parameter value of the form: ${form}. Got an empty trait in: A,!`,
  ],
  [
    21,
    "resources=V:1&required=A,,B",
    `${invalid} Expected 'required' parameter value of the form: HW_CPU_X86_VMX,CUSTOM_MAGIC. Got an empty trait in: A,,B`,
  ],
  [
    21,
    "resources=V:1&required=!A",
    `${invalid} Expected 'required' parameter value of the form: HW_CPU_X86_VMX,CUSTOM_MAGIC. Got: !A`,
  ],
  [
    38,
    "resources=V:1&required=in:A,B",
    `${invalid} The format 'in:HW_CPU_X86_VMX,CUSTOM_MAGIC' only supported since microversion 1.39. Got: in:A,B`,
  ],
  [
    39,
    "resources=V:1&required=in:",
    `${invalid} Expected 'required' parameter value of the form: in:HW_CPU_X86_VMX,CUSTOM_MAGIC. Got an empty trait in: in:`,
  ],
  [
    39,
    "resources=V:1&required=in:A,!B",
    `${invalid} The format 'in:HW_CPU_X86_VMX,CUSTOM_MAGIC' does not support forbidden traits. Got: in:A,!B`,
  ],
  [23, "resources=V:1&member_of=$A&member_of=$A", "Multiple member_of parameters are not supported"],
  [
    31,
    "resources1=V:1&member_of1=!$A",
    "Forbidden member_of1 parameters are not supported in the specified microversion",
  ],
  [
    39,
    "resources=V:1&member_of=$A,$B",
    "Multiple values for 'member_of' must be prefixed with the 'in:' or '!in:' keyword using the valid microversion. Got: $A,$B",
  ],
  [
    39,
    "resources=V:1&member_of=!",
    `${invalid} Expected 'member_of' parameter to contain valid UUID(s). Got: `,
  ],
  [
    39,
    "resources=V:1&member_of=in:$A,b",
    `${invalid} Expected 'member_of' parameter to contain valid UUID(s). Got: b`,
  ],
  [39, "resources=V:1&in_tree=b", `${invalid} Expected 'in_tree' parameter to be a format of uuid. Got: b`],

  // What is about the request as a whole is read before its groups are.
  [
    39,
    "resources=&root_required=in:A",
    `${invalid} The format 'in:HW_CPU_X86_VMX,CUSTOM_MAGIC' only supported since microversion 1.39. Got: in:A`,
  ],
  [
    39,
    "resources=&root_required=A&root_required=A",
    "query.duplicate_key: Query parameter 'root_required' may be specified only once.",
  ],
  [
    39,
    "resources=&root_required=!A,A",
    "query.bad_value: Conflicting required and forbidden traits found in root_required: A",
  ],
  [
    39,
    "resources=&same_subtree=_A,",
    "query.bad_value: Empty string (unsuffixed group) can not be specified in `same_subtree` ",
  ],

  // Rules between the groups.
  [39, "", "query.missing_value: There must be at least one resources or resources[$S] parameter."],
  [
    39,
    "required1=A",
    "query.missing_value: There must be at least one resources or resources[$S] parameter.",
  ],
  [
    39,
    "resources=V:1&required1=A&in_tree2=$A",
    "query.bad_value: Resourceless suffixed group request should be specified in `same_subtree` query param: bad group(s) - ['1', '2'].",
  ],
  [
    39,
    "resources=V:1&same_subtree=_A,_B",
    "query.bad_value: Real suffixes should be specified in `same_subtree`: ['_A', '_B'] not found in [''].",
  ],
  [35, "", "At least one request group (`resources` or `resources{$S}`) is required."],
  [
    35,
    "resources=V:1&required1=A&required2=B&member_of3=$A",
    "All traits parameters must be associated with resources.  Found the following orphaned traits keys: required1, required2",
  ],
  [
    35,
    "resources=V:1&required1=!A&member_of1=!$A",
    "All member_of parameters must be associated with resources. Found the following orphaned member_of keys: member_of1",
  ],
  [35, "resources=V:1&required1=!A", "All request groups must specify resources."],
  [
    39,
    "resources=V:1&required=!A,A,B,!B&required=in:A,C&resources1=V:1&required1=D&required1=!D",
    "Conflicting required and forbidden traits found in the following traits keys: required1: (D), required: (A), required: (B)",
  ],
  [
    39,
    "resources=V:1&resources1=V:1&resources2=V:1",
    'The "group_policy" parameter is required when specifying more than one "resources{N}" parameter.',
  ],

  // Limits of this server's own.
  [39, "resources=V:2147483648", "Requested resource V requires amount <= 2147483647. Got: 2147483648."],
  [
    39,
    Array.from({ length: 101 }, (_, at) => `resources${at}=V:1`).join("&"),
    `${invalid} must have at most 100 items, not 101: groups`,
  ],
];

describe("GET /allocation_candidates", () => {
  test.each(understood)("1.%i: %s", (version, query, groups) => {
    expect(readQuery(version, candidates(query))).toMatchObject({
      message: { groups: JSON.parse(withUuids(JSON.stringify(groups))) },
    });
  });

  test.each(aboutAll)("1.%i: %s, as a whole", (version, query, fields) => {
    const outcome = readQuery(version, candidates(query));
    if (!("message" in outcome)) throw new Error(outcome.refusal.words);
    const { groups: _, ...rest } = outcome.message as { groups: unknown };
    expect(rest).toEqual(fields);
  });

  test.each(refused)("1.%i: %s is refused", (version, query, words) => {
    expect(refusalOf(version, candidates(query))).toBe(withUuids(words));
  });

  test("is not slow on a query that is full of anything", () => {
    const started = performance.now();
    for (const one of [
      "required=A&",
      "member_of=x&",
      "resources=A:1&",
      "a=&",
      "required=in:{{{{{{{{{{{{{{{{&",
    ]) {
      readQuery(39, candidates(one.repeat(16_384 / one.length)));
    }
    for (const value of [`${"A:1,".repeat(4000)}A:1`, `V:${"9".repeat(16_000)}`]) {
      readQuery(39, candidates(`resources=${value}`));
    }
    readQuery(39, candidates(`resources=V:1&member_of=${"{-".repeat(8000)}`));
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
