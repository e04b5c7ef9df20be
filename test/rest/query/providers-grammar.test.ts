import { describe, expect, test } from "vitest";
import { readQuery, refusalOf, withUuids } from "./read-query.ts";

const providers = (query: string) => `/resource_providers?${query}`;

/** Versions, queries, and what they come to. */
const understood: readonly (readonly [version: number, query: string, message: object])[] = [
  [0, "", {}],
  [0, "name=", {}],
  [0, "name=a&name=b", { name: "b" }],
  [0, "name=a+b%20c", { name: "a b c" }],
  [0, "uuid=nope&uuid=$A", { uuid: "$A" }],
  [3, "member_of=$A", { member_of: [{ any_of: ["$A"] }] }],
  [3, "member_of=in:$A,$B", { member_of: [{ any_of: ["$A", "$B"] }] }],
  [24, "member_of=$A&member_of=$B", { member_of: [{ any_of: ["$A"] }, { any_of: ["$B"] }] }],
  [32, "member_of=!$A&member_of=!in:$B,$A", { forbidden_aggregates: ["$A", "$B"] }],
  [4, "resources=VCPU:1,DISK_GB:2", { resources: { VCPU: 1, DISK_GB: 2 } }],
  [4, "resources=x&resources=VCPU:1", { resources: { VCPU: 1 } }],
  [14, "in_tree=$A", { in_tree: "$A" }],
  [18, "required=A,B", { required_traits: [{ any_of: ["A"] }, { any_of: ["B"] }] }],
  [22, "required=A&required=!B", { forbidden_traits: ["B"] }],
  [39, "required=in:A,B&required=!C", { required_traits: [{ any_of: ["A", "B"] }], forbidden_traits: ["C"] }],
  // Nobody has and lacks a trait, but here nobody minds being asked for it.
  [39, "required=A,!A", { required_traits: [{ any_of: ["A"] }], forbidden_traits: ["A"] }],
];

const invalid = "Invalid query string parameters:";
const unexpected = (name: string) =>
  `${invalid} Additional properties are not allowed ('${name}' was unexpected)`;

/** Versions, queries, and what the real Placement said of each. */
const refused: readonly (readonly [version: number, query: string, words: string])[] = [
  [2, "member_of=$A", unexpected("member_of")],
  [3, "resources=VCPU:1", unexpected("resources")],
  [13, "in_tree=$A", unexpected("in_tree")],
  [17, "required=A", unexpected("required")],
  [39, "limit=1", unexpected("limit")],
  [39, "resources1=VCPU:1", unexpected("resources1")],
  [39, "uuid=", `${invalid} '' is not a 'uuid'`],
  [39, "in_tree=nope", `${invalid} 'nope' is not a 'uuid'`],
  [39, "name=%ff", `${invalid} 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte`],
  [23, "member_of=$A&member_of=$B", "Multiple member_of parameters are not supported"],
  [31, "member_of=!$A", "Forbidden member_of parameters are not supported in the specified microversion"],
  [
    21,
    "required=!A",
    `${invalid} Expected 'required' parameter value of the form: HW_CPU_X86_VMX,CUSTOM_MAGIC. Got: !A`,
  ],
  [
    38,
    "required=in:A",
    `${invalid} The format 'in:HW_CPU_X86_VMX,CUSTOM_MAGIC' only supported since microversion 1.39. Got: in:A`,
  ],
  // Several faults: aggregates before traits before resources.
  [
    39,
    "resources=&required=&member_of=",
    `${invalid} Expected 'member_of' parameter to contain valid UUID(s). Got: `,
  ],
  [
    39,
    "resources=&required=",
    `${invalid} Expected 'required' parameter value of the form: HW_CPU_X86_VMX,!CUSTOM_MAGIC. Got an empty trait in: `,
  ],
];

describe("GET /resource_providers", () => {
  test.each(understood)("1.%i: %s", (version, query, message) => {
    expect(readQuery(version, providers(query))).toEqual({
      message: JSON.parse(withUuids(JSON.stringify(message))),
    });
  });

  test.each(refused)("1.%i: %s is refused", (version, query, words) => {
    expect(refusalOf(version, providers(query))).toBe(withUuids(words));
  });
});
