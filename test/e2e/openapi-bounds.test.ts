import { readFileSync } from "node:fs";
import type { JsonValue } from "@bufbuild/protobuf";
import { beforeAll, describe, expect, test } from "vitest";
import { documentFile } from "../../src/rest/openapi/document-file.ts";
import { flawedBodies } from "../kit/json-flaws.ts";
import { OpenApiChecker } from "../kit/open-api-checker.ts";
import { usePlacementd } from "../kit/placementd.ts";
import { type RestAnswer, rest } from "../kit/rest-client.ts";

const server = usePlacementd();
const checker = new OpenApiChecker(JSON.parse(readFileSync(documentFile, "utf8")));

const provider = "5e08ea53-c4c6-448e-9334-ac4953de3cfa";
const undashed = provider.replaceAll("-", "");
const consumer = "11111111-2222-4333-8444-555555555555";
const other = "0b0ba5c0-6d1e-4d0e-8a52-3a0c1c1a7f11";
const inventory = { total: 8, reserved: 1, min_unit: 1, max_unit: 8, step_size: 1, allocation_ratio: 2.5 };
const claim = {
  allocations: { [provider]: { resources: { VCPU: 1 } } },
  project_id: "project",
  user_id: "user",
  consumer_generation: null,
  consumer_type: "INSTANCE",
  mappings: { "": [provider], _A: [provider] },
};
const at = `/resource_providers/${provider}`;

/** A good body for each operation that has one. */
const bodies: readonly (readonly [line: string, body: JsonValue])[] = [
  ["POST /resource_providers", { name: "other", uuid: other, parent_provider_uuid: provider }],
  [`PUT ${at}`, { name: "renamed", parent_provider_uuid: null }],
  [`PUT ${at}/inventories`, { resource_provider_generation: 0, inventories: { VCPU: inventory } }],
  [`POST ${at}/inventories`, { resource_class: "DISK_GB", ...inventory, resource_provider_generation: 0 }],
  [`PUT ${at}/inventories/VCPU`, { ...inventory, resource_provider_generation: 0 }],
  [`PUT ${at}/aggregates`, { aggregates: [other], resource_provider_generation: 0 }],
  [`PUT ${at}/traits`, { traits: ["HW_CPU_X86_SSE"], resource_provider_generation: 0 }],
  ["POST /resource_classes", { name: "CUSTOM_BOUND" }],
  [`PUT /allocations/${consumer}`, claim],
  ["POST /allocations", { [consumer]: claim }],
  [
    "POST /reshaper",
    {
      inventories: { [provider]: { inventories: { VCPU: inventory }, resource_provider_generation: 0 } },
      allocations: { [consumer]: claim },
    },
  ],
];

beforeAll(async () => {
  const { url } = server.current;
  expect((await rest(url, "POST /resource_providers", { body: { name: "p", uuid: provider } })).status).toBe(
    200,
  );
});

describe("bodies that the document refuses", () => {
  test("are tried with the headers that stand for a part of the body", () => {
    expect(conditional).toHaveLength(4);
  });

  test("are tried of every operation with a body", () => {
    const ids = bodies.map(([line]) => checker.idOf(requestOf(line)));
    expect(ids.toSorted()).toEqual(checker.operationIds.filter((id) => checker.takesBody(id)).sort());
  });

  const conditional = bodies.filter(([line]) => checker.takesHeader(requestOf(line), "If-Match"));

  test.each([
    ...bodies.map(([line, good]) => [line, {}, good] as const),
    // A state that the provider never has: so nothing is written, whatever the body.
    ...conditional.map(([line, good]) => [line, { "if-match": '"99"' }, good] as const),
  ])("the server refuses too, and no others for their form: %s %j", async (line, headers, good) => {
    expect(checker.requestFaults({ ...requestOf(line), headers, body: good })).toEqual([]);
    const disputed: string[] = [];
    let refused = 0;
    for (const { what, body } of flawedBodies(good)) {
      const isRefused = checker.requestFaults({ ...requestOf(line), headers, body }).length > 0;
      const answer = await rest(server.current.url, line, { headers, body: JSON.stringify(body) });
      const isAgreed = isRefused ? answer.status === 400 : !isOfForm(answer);
      if (!isAgreed) disputed.push(`${what}: ${answer.status} ${answer.body?.errors[0].detail}`);
      if (isRefused) refused++;
    }
    expect(disputed).toEqual([]);
    expect(refused).toBeGreaterThan(20);
  });
});

describe("queries that the document refuses", () => {
  test.each([
    "GET /resource_providers?stranger=1",
    "GET /resource_providers?uuid=1",
    "GET /resource_providers?in_tree=1",
    "GET /traits?associated=maybe",
    "GET /traits?stranger=1",
    "GET /usages",
    "GET /usages?project_id=",
    "GET /usages?project_id=p&stranger=1",
    "GET /usages?project_id=p&consumer_type=small",
    `GET /usages?project_id=${"p".repeat(256)}`,
    "GET /allocation_candidates?resources=VCPU:1&limit=0",
    "GET /allocation_candidates?resources=VCPU:1&limit=many",
    "GET /allocation_candidates?resources=VCPU:1&group_policy=some",
    "GET /allocation_candidates?resources=VCPU:1&stranger_A=1",
    `GET /allocation_candidates?resources=VCPU:1&resources_${"A".repeat(65)}=VCPU:1`,
    "PUT /traits/GOLD",
    `PUT /traits/CUSTOM_${"A".repeat(256)}`,
    "PUT /resource_classes/CUSTOM_low",
  ])("the server refuses too: %s", async (line) => {
    expect(checker.requestFaults(requestOf(line))).not.toEqual([]);
    expect((await rest(server.current.url, line)).status).toBe(400);
  });
});

describe("queries that the server takes", () => {
  test.each([
    `GET /resource_providers?uuid=${provider}`,
    `GET /resource_providers?uuid=${undashed}&in_tree=${undashed}`,
    `GET /resource_providers?uuid=${provider.toUpperCase()}`,
    "GET /resource_providers?name=&resources=VCPU:%2B1",
    `GET /resource_providers?member_of=${encodeURIComponent(`{${provider}}`)}&member_of=!in:${undashed}`,
    "GET /traits?name=in:",
    "GET /traits?name=odd:x&associated=FALSE",
    "GET /usages?project_id=p&consumer_type=all",
    "GET /usages?project_id=p&consumer_type=unknown&user_id=u",
    `GET /usages?project_id=${encodeURIComponent("😀".repeat(255))}`,
    "GET /allocation_candidates?resources=VCPU:1&limit=99999999999999999999",
    "GET /allocation_candidates?resources1=VCPU:1&resources2=DISK_GB:1&group_policy=none",
    `GET /allocation_candidates?resources-a_b=VCPU:1&in_tree-a_b=urn:uuid:${provider}`,
    "GET /allocation_candidates?resources_A=VCPU:1&required_A=!HW_CPU_X86_AVX&required_A=in:HW_CPU_X86_SSE,HW_CPU_X86_SSE2",
    `PUT /traits/CUSTOM_${"A".repeat(248)}`,
    `PUT /resource_classes/CUSTOM_${"A".repeat(248)}`,
    `DELETE /resource_classes/CUSTOM_${"A".repeat(248)}`,
  ])("the document takes too: %s", async (line) => {
    expect((await rest(server.current.url, line)).status).toBeLessThan(300);
    expect(checker.requestFaults(requestOf(line))).toEqual([]);
  });
});

/** Whether an answer says that a body's form is wrong. */
function isOfForm({ status, body }: RestAnswer): boolean {
  return status === 400 && /JSON does not validate/.test(body.errors[0].detail);
}

function requestOf(line: string): { method: string; target: string } {
  const [method = "", target = ""] = line.split(" ");
  return { method, target };
}
