import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { grpcClient, refusal } from "../kit/grpc-client.ts";
import { Names } from "../kit/names.ts";
import { usePlacementd } from "../kit/placementd.ts";
import { rest } from "../kit/rest-client.ts";

const server = usePlacementd();
const names = new Names();

/** Uuids in place of their names, in whatever a test says: `$P1`. */
function named<T>(value: T): T {
  const text = JSON.stringify(value).replaceAll(/\$([A-Z]\w*)/g, (_, name: string) => names.uuid(name));
  return JSON.parse(text);
}

async function send(request: string, body: unknown): Promise<void> {
  const { status, body: said } = await rest(server.current.url, named(request), { body: named(body) });
  if (status >= 300) throw new Error(`${request}: ${JSON.stringify(said)}`);
}

async function provider(name: string, about: { parent?: string; has: object; is?: string[]; in?: string[] }) {
  const path = `/resource_providers/$${name}`;
  const parent = about.parent === undefined ? null : `$${about.parent}`;
  await send("POST /resource_providers", { name, uuid: `$${name}`, parent_provider_uuid: parent });
  const inventories = Object.entries(about.has).map(([one, total]) => [one, { total }] as const);
  await send(`PUT ${path}/inventories`, {
    resource_provider_generation: 0,
    inventories: Object.fromEntries(inventories),
  });
  await send(`PUT ${path}/traits`, { resource_provider_generation: 1, traits: about.is ?? [] });
  const generation = about.is === undefined ? 1 : 2;
  await send(`PUT ${path}/aggregates`, {
    resource_provider_generation: generation,
    aggregates: about.in ?? [],
  });
}

/** Two hosts, one of them with two NUMA nodes, and a store that the other one shares. */
beforeAll(async () => {
  await provider("H1", { has: { VCPU: 8, MEMORY_MB: 64 }, is: ["COMPUTE_NODE"], in: ["$RACK"] });
  await provider("N1", { parent: "H1", has: { VGPU: 2 }, is: ["HW_NUMA_ROOT"] });
  await provider("N2", {
    parent: "H1",
    has: { VGPU: 2, SRIOV_NET_VF: 4 },
    is: ["HW_NUMA_ROOT", "HW_CPU_X86_AVX2"],
  });
  await provider("H2", { has: { VCPU: 8, MEMORY_MB: 64 }, is: ["COMPUTE_NODE"], in: ["$RACK", "$SAN"] });
  await provider("S", { has: { DISK_GB: 1000 }, is: ["MISC_SHARES_VIA_AGGREGATE"], in: ["$SAN"] });
}, 30_000);

const rpcs = {
  candidates: () => grpcClient(address(), "CandidateService"),
  providers: () => grpcClient(address(), "ResourceProviderService"),
};
const clients: { close(): void }[] = [];
afterAll(() => {
  for (const client of clients) client.close();
});

function address(): string {
  return `${server.current.host}:${server.current.port}`;
}

function callBy(of: keyof typeof rpcs, method: string, request: object) {
  const client = rpcs[of]();
  clients.push(client);
  return client.call(method, named(request));
}

/** What a query says, as the message of an RPC. */
type Case = readonly [query: string, message: object];

const one = { suffix: "", resources: { VCPU: 1 } };
const gpu = (suffix: string, more: object = {}) => ({ suffix, resources: { VGPU: 1 }, ...more });

const candidates: readonly Case[] = [
  ["resources=VCPU:1", { groups: [one] }],
  ["resources=VCPU:1&limit=1", { groups: [one], limit: 1 }],
  ["resources=VCPU:9", { groups: [{ resources: { VCPU: 9 } }] }],
  ["resources=VCPU:1,DISK_GB:10", { groups: [{ resources: { VCPU: 1, DISK_GB: 10 } }] }],
  ["resources=VCPU:1,VGPU:1", { groups: [{ resources: { VCPU: 1, VGPU: 1 } }] }],
  [
    "resources=VCPU:1,VGPU:1&required=HW_CPU_X86_AVX2",
    { groups: [{ resources: { VCPU: 1, VGPU: 1 }, required_traits: [{ any_of: ["HW_CPU_X86_AVX2"] }] }] },
  ],
  [
    "resources=VCPU:1&required=in:COMPUTE_NODE,HW_NUMA_ROOT&required=!HW_CPU_X86_AVX2",
    {
      groups: [
        {
          ...one,
          required_traits: [{ any_of: ["COMPUTE_NODE", "HW_NUMA_ROOT"] }],
          forbidden_traits: ["HW_CPU_X86_AVX2"],
        },
      ],
    },
  ],
  ["resources=VCPU:1&member_of=$SAN", { groups: [{ ...one, member_of: [{ any_of: ["$SAN"] }] }] }],
  ["resources=VCPU:1&member_of=!$SAN", { groups: [{ ...one, forbidden_aggregates: ["$SAN"] }] }],
  [
    "resources=VCPU:1&member_of=$RACK&member_of=in:$SAN,$NONE",
    { groups: [{ ...one, member_of: [{ any_of: ["$RACK"] }, { any_of: ["$SAN", "$NONE"] }] }] },
  ],
  ["resources=VCPU:1&in_tree=$N1", { groups: [{ ...one, in_tree: "$N1" }] }],
  ["resources=VCPU:1&in_tree=$NOWHERE", { groups: [{ ...one, in_tree: "$NOWHERE" }] }],
  [
    "resources=VCPU:1&resources_A=VGPU:1&resources_B=VGPU:1&group_policy=isolate",
    { groups: [one, gpu("_A"), gpu("_B")], group_policy: "GROUP_POLICY_ISOLATE" },
  ],
  [
    "resources=VCPU:1&resources_A=VGPU:1&resources_B=VGPU:1&group_policy=none",
    { groups: [one, gpu("_A"), gpu("_B")], group_policy: "GROUP_POLICY_NONE" },
  ],
  [
    "resources_A=VGPU:1&resources_B=SRIOV_NET_VF:1&same_subtree=_A,_B&group_policy=none",
    {
      groups: [gpu("_A"), { suffix: "_B", resources: { SRIOV_NET_VF: 1 } }],
      same_subtree: [{ suffixes: ["_A", "_B"] }],
      group_policy: "GROUP_POLICY_NONE",
    },
  ],
  [
    "resources_A=VGPU:1&required_H=COMPUTE_NODE&same_subtree=_A,_H&group_policy=none",
    {
      groups: [gpu("_A"), { suffix: "_H", required_traits: [{ any_of: ["COMPUTE_NODE"] }] }],
      same_subtree: [{ suffixes: ["_A", "_H"] }],
      group_policy: "GROUP_POLICY_NONE",
    },
  ],
  [
    "resources=DISK_GB:1&root_required=COMPUTE_NODE,!HW_NUMA_ROOT",
    {
      groups: [{ resources: { DISK_GB: 1 } }],
      root_required_traits: ["COMPUTE_NODE"],
      root_forbidden_traits: ["HW_NUMA_ROOT"],
    },
  ],
];

// biome-ignore lint/suspicious/noExplicitAny: it is compared as a whole.
function asRest({ allocation_requests: requests, provider_summaries: summaries }: any): unknown {
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  const values = (map: object, change: (value: any) => unknown) =>
    Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
  return {
    // biome-ignore lint/suspicious/noExplicitAny: as above.
    allocation_requests: requests.map(({ allocations, mappings }: any) => ({
      allocations,
      mappings: values(mappings, (list) => list.resource_provider_uuids),
    })),
    provider_summaries: values(summaries, (summary) => ({
      ...summary,
      parent_provider_uuid: summary.parent_provider_uuid || null,
    })),
  };
}

describe("allocation candidates", () => {
  test.each(candidates)("%s are the same by REST and by gRPC", async (query, message) => {
    const { status, body } = await rest(server.current.url, named(`GET /allocation_candidates?${query}`));
    expect(status).toBe(200);
    expect(asRest(await callBy("candidates", "ListAllocationCandidates", message))).toEqual(body);
  });

  test("are found by each of these cases but two", async () => {
    const counts = candidates.map(async ([query]) => {
      const { body } = await rest(server.current.url, named(`GET /allocation_candidates?${query}`));
      return body.allocation_requests.length as number;
    });
    expect(await Promise.all(counts)).toEqual([2, 1, 0, 1, 2, 1, 2, 1, 1, 1, 1, 0, 2, 4, 1, 2, 1]);
  });

  test("hide from those who don't know of trees what takes from two providers of one", async () => {
    const query = "GET /allocation_candidates?resources=VCPU:1,VGPU:1";
    const { body } = await rest(server.current.url, query, { version: "1.28" });
    const message = { groups: [{ resources: { VCPU: 1, VGPU: 1 } }], one_provider_per_tree: true };
    const answer = await callBy("candidates", "ListAllocationCandidates", message);
    expect(body.allocation_requests).toEqual([]);
    expect(answer.allocation_requests).toEqual([]);
  });
});

const providers: readonly Case[] = [
  ["", {}],
  ["name=H1", { name: "H1" }],
  ["uuid=$H2", { uuid: "$H2" }],
  ["in_tree=$N2", { in_tree: "$N2" }],
  ["resources=VCPU:1,MEMORY_MB:64", { resources: { VCPU: 1, MEMORY_MB: 64 } }],
  [
    "required=HW_NUMA_ROOT,!HW_CPU_X86_AVX2",
    { required_traits: [{ any_of: ["HW_NUMA_ROOT"] }], forbidden_traits: ["HW_CPU_X86_AVX2"] },
  ],
  [
    "required=in:COMPUTE_NODE,HW_CPU_X86_AVX2",
    { required_traits: [{ any_of: ["COMPUTE_NODE", "HW_CPU_X86_AVX2"] }] },
  ],
  ["member_of=in:$RACK,$SAN", { member_of: [{ any_of: ["$RACK", "$SAN"] }] }],
  ["member_of=$RACK&member_of=!$SAN", { member_of: [{ any_of: ["$RACK"] }], forbidden_aggregates: ["$SAN"] }],
];

describe("resource providers", () => {
  test.each(providers)("%s are the same by REST and by gRPC", async (query, message) => {
    const { body } = await rest(server.current.url, named(`GET /resource_providers?${query}`));
    const answer = await callBy("providers", "ListResourceProviders", message);
    const uuids = (list: { uuid: string }[]) => list.map(({ uuid }) => names.name(uuid));
    expect(uuids(body.resource_providers)).toEqual(uuids(answer.resource_providers));
    expect(body.resource_providers.length).toBeGreaterThan(0);
  });
});

const invalid = "ERROR_REASON_INVALID_REQUEST";

/** Requests that are refused: the query and the words for it; the message, and the reason or the field that is wrong. */
const refused: readonly (readonly [query: string, words: string, message: object, expected: string])[] = [
  [
    "resources=VCPU:1&required=CUSTOM_NO",
    "No such trait(s): CUSTOM_NO.",
    { groups: [{ ...one, required_traits: [{ any_of: ["CUSTOM_NO"] }] }] },
    "ERROR_REASON_TRAIT_UNKNOWN",
  ],
  [
    "resources=CUSTOM_NO:1&required=CUSTOM_NO",
    "No such resource class CUSTOM_NO.",
    { groups: [{ resources: { CUSTOM_NO: 1 }, required_traits: [{ any_of: ["CUSTOM_NO"] }] }] },
    "ERROR_REASON_RESOURCE_CLASS_UNKNOWN",
  ],
  [
    "resources=VCPU:1&root_required=CUSTOM_NO",
    "No such trait(s): CUSTOM_NO.",
    { groups: [one], root_required_traits: ["CUSTOM_NO"] },
    "ERROR_REASON_TRAIT_UNKNOWN",
  ],
  [
    "resources=VCPU:0",
    "requires amount >= 1",
    { groups: [{ resources: { VCPU: 0 } }] },
    'groups[0].resources["VCPU"]',
  ],
  ["", "There must be at least one resources", {}, "groups"],
  [
    "required_A=COMPUTE_NODE",
    "There must be at least one resources",
    { groups: [{ suffix: "_A" }] },
    "groups",
  ],
  [
    "resources=VCPU:1&required_A=COMPUTE_NODE",
    "bad group(s) - ['_A']",
    { groups: [one, { suffix: "_A" }] },
    "groups[1].resources",
  ],
  [
    "resources=VCPU:1&same_subtree=_A",
    "['_A'] not found in ['']",
    { groups: [one], same_subtree: [{ suffixes: ["_A"] }] },
    "same_subtree[0].suffixes[0]",
  ],
  [
    "resources=VCPU:1&required=COMPUTE_NODE,!COMPUTE_NODE",
    "traits keys: required: (COMPUTE_NODE)",
    {
      groups: [
        { ...one, required_traits: [{ any_of: ["COMPUTE_NODE"] }], forbidden_traits: ["COMPUTE_NODE"] },
      ],
    },
    "groups[0].required_traits[0]",
  ],
  [
    "resources=VCPU:1&root_required=COMPUTE_NODE,!COMPUTE_NODE",
    "found in root_required: COMPUTE_NODE",
    { groups: [one], root_required_traits: ["COMPUTE_NODE"], root_forbidden_traits: ["COMPUTE_NODE"] },
    "root_required_traits[0]",
  ],
  [
    "resources_A=VGPU:1&resources_B=VGPU:1",
    'The "group_policy" parameter is required',
    { groups: [gpu("_A"), gpu("_B")] },
    "group_policy",
  ],
  [
    "resources=VCPU:1&in_tree=x",
    "to be a format of uuid",
    { groups: [{ ...one, in_tree: "x" }] },
    "groups[0].in_tree",
  ],
];

describe("requests for allocation candidates that are refused", () => {
  test.each(refused)("%s: %s", async (query, words, message, expected) => {
    const { status, body } = await rest(server.current.url, `GET /allocation_candidates?${query}`);
    expect(status).toBe(400);
    expect(body.errors[0].detail).toContain(words);
    const error = await callBy("candidates", "ListAllocationCandidates", message).then(
      () => expect.fail("the call was let through"),
      refusal,
    );
    const [reason, field] = expected.startsWith("ERROR_REASON_") ? [expected] : [invalid, expected];
    expect(error).toMatchObject({ reason, fields: field === undefined ? [] : [field] });
  });

  test("two groups of one name", async () => {
    const error = await callBy("candidates", "ListAllocationCandidates", { groups: [one, one] }).catch(
      refusal,
    );
    expect(error).toMatchObject({ reason: invalid, fields: ["groups[1].suffix"] });
  });
});
