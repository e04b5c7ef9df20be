import { describe, expect, test } from "vitest";
import { bindCall } from "../../../src/rest/bind-call.ts";
import { changes } from "../../../src/rest/changes/index.ts";
import { operations } from "../../../src/rest/operations/index.ts";
import { parseQuery } from "../../../src/rest/query/query-pairs.ts";
import { createRouteTable } from "../../../src/rest/route-table.ts";
import { explainRefusal } from "../../../src/rest/shape/explain-refusal.ts";
import type { Json } from "../../../src/rest/shape/json-schema.ts";
import { shapeViolations } from "../../../src/service/shape-violations.ts";
import { contractServices } from "../../kit/contract-services.ts";

const find = createRouteTable({ services: contractServices, operations, changes });
const U = "11111111-aaaa-4bbb-8ccc-00000000abcd";

/** What a request is refused with for its shape, or undefined where its shape is good. */
function refusal(request: string, body?: Json): string | undefined {
  const [method = "", target = "", version = "39"] = request.replaceAll("$U", U).split(" ");
  const [path = "", query = ""] = target.split("?");
  const found = find(method, path, Number(version));
  if (found.kind !== "plan") throw new Error(`${request} leads to ${found.kind}`);
  const bound = bindCall(found.plan, {
    params: found.params,
    query: parseQuery(query),
    body: body === undefined ? undefined : { json: body },
    incompleteOwner: { projectId: "nobody", userId: "nobody" },
  });
  const { input } = found.plan.route.method;
  const violations = [...bound.violations, ...shapeViolations(input, bound.message)];
  if (violations.length === 0) return undefined;
  return explainRefusal(found.plan, bound, violations).words;
}

/** The message and the two places, without the schema and the value that are printed there. */
function brief(words: string | undefined): string | undefined {
  return words?.replace(/\n\nFailed validating (.*):\n[\s\S]*\n\nOn instance(.*):\n[\s\S]*$/, " | $1 | $2");
}

const inventories = "PUT /resource_providers/$U/inventories";
const inner = "['properties']['inventories']['patternProperties']['^[A-Z0-9_]+$']";
const set = (inventoriesByClass: Json) => ({
  resource_provider_generation: 4,
  inventories: inventoriesByClass,
});
const owner = { project_id: "p", user_id: "u", consumer_generation: null, consumer_type: "INSTANCE" };
const provider = "['properties']['allocations']['patternProperties']['^[0-9a-fA-F-]{36}$']";

/** Requests, and what the real Placement said of each. */
const observed: readonly (readonly [request: string, body: Json | undefined, words: string])[] = [
  // Missing and unknown keys are shallower than wrong values; missing ones come first.
  [
    inventories,
    { foo: 1 },
    "'resource_provider_generation' is a required property | 'required' in schema | ",
  ],
  [
    inventories,
    { resource_provider_generation: 4, foo: 1 },
    "'inventories' is a required property | 'required' in schema | ",
  ],
  [
    inventories,
    { ...set({ X: { total: 1.5 } }), foo: 1, aoo: 2 },
    "Additional properties are not allowed ('aoo', 'foo' were unexpected) | 'additionalProperties' in schema | ",
  ],
  [
    inventories,
    { resource_provider_generation: "4", inventories: [] },
    "'4' is not of type 'integer' | 'type' in schema['properties']['resource_provider_generation'] | ['resource_provider_generation']",
  ],
  [
    inventories,
    { resource_provider_generation: null, inventories: {} },
    "None is not of type 'integer' | 'type' in schema['properties']['resource_provider_generation'] | ['resource_provider_generation']",
  ],
  // Of equally deep errors a wrong type comes first, else the order of the schema, then that of the body.
  [
    inventories,
    set({ VCPU: { total: 0 }, DISK_GB: { total: 0 } }),
    `0 is less than the minimum of 1 | 'minimum' in schema${inner}['properties']['total'] | ['inventories']['VCPU']['total']`,
  ],
  [
    inventories,
    set({ VCPU: { total: 0 }, DISK_GB: { total: "x" } }),
    `'x' is not of type 'integer' | 'type' in schema${inner}['properties']['total'] | ['inventories']['DISK_GB']['total']`,
  ],
  [
    inventories,
    set({ VCPU: { reserved: -1, total: 0 }, DISK_GB: { step_size: "x" } }),
    `'total' is a required property | 'required' in schema${inner} | ['inventories']['DISK_GB']`,
  ],
  [
    inventories,
    set({ X: { aa: 1 }, A: 7 }),
    `7 is not of type 'object' | 'type' in schema${inner} | ['inventories']['A']`,
  ],
  [
    inventories,
    set({ VCPU: { total: 1, resource_provider_generation: "x" } }),
    `'x' is not of type 'integer' | 'type' in schema${inner}['properties']['resource_provider_generation'] | ['inventories']['VCPU']['resource_provider_generation']`,
  ],
  [
    "POST /resource_providers/$U/inventories",
    { resource_class: 1 },
    "'total' is a required property | 'required' in schema | ",
  ],
  [
    "POST /resource_providers/$U/inventories",
    { resource_class: "VCPU", total: true },
    "True is not of type 'integer' | 'type' in schema['properties']['total'] | ['total']",
  ],
  [
    "POST /resource_providers/$U/inventories",
    { resource_class: "VCPU", total: 1e30 },
    "1e+30 is greater than the maximum of 2147483647 | 'maximum' in schema['properties']['total'] | ['total']",
  ],
  [
    "POST /resource_providers/$U/inventories",
    { resource_class: "VCPU", total: 1, allocation_ratio: 1e39 },
    "1e+39 is greater than the maximum of 3.40282e+38 | 'maximum' in schema['properties']['allocation_ratio'] | ['allocation_ratio']",
  ],
  [
    "POST /resource_providers/$U/inventories",
    { resource_class: "x", total: 1, step_size: 0 },
    "0 is less than the minimum of 1 | 'minimum' in schema['properties']['step_size'] | ['step_size']",
  ],
  [
    "POST /resource_providers/$U/inventories",
    { resource_class: 1, total: 1, allocation_ratio: "x" },
    "'x' is not of type 'number' | 'type' in schema['properties']['allocation_ratio'] | ['allocation_ratio']",
  ],
  [
    "PUT /resource_providers/$U/inventories/VCPU",
    {},
    "'total' is a required property | 'required' in schema | ",
  ],
  [
    "PUT /resource_providers/$U/inventories/VCPU",
    { resource_class: "VCPU", resource_provider_generation: 1, total: 1 },
    "Additional properties are not allowed ('resource_class' was unexpected) | 'additionalProperties' in schema | ",
  ],
  // Alternatives: the one that came closest, unless none did.
  [
    "POST /resource_providers",
    { name: "x", parent_provider_uuid: "y" },
    "'y' is not a 'uuid' | 'format' in schema[0] | ",
  ],
  [
    "POST /resource_providers",
    { name: "x", parent_provider_uuid: 3 },
    "3 is not valid under any of the given schemas | 'anyOf' in schema['properties']['parent_provider_uuid'] | ['parent_provider_uuid']",
  ],
  [
    "POST /resource_providers",
    { name: 1, uuid: 2, parent_provider_uuid: 3 },
    "1 is not of type 'string' | 'type' in schema['properties']['name'] | ['name']",
  ],
  [
    "POST /resource_providers",
    { name: "x", uuid: "x", parent_provider_uuid: "y" },
    "'x' is not a 'uuid' | 'format' in schema['properties']['uuid'] | ['uuid']",
  ],
  ["POST /resource_providers", null, "None is not of type 'object' | 'type' in schema | "],
  [
    "POST /resource_providers 13",
    { name: "x", parent_provider_uuid: "y" },
    "Additional properties are not allowed ('parent_provider_uuid' was unexpected) | 'additionalProperties' in schema | ",
  ],
  [
    "PUT /resource_providers/$U 13",
    { name: "x", parent_provider_uuid: null },
    "Additional properties are not allowed ('parent_provider_uuid' was unexpected) | 'additionalProperties' in schema | ",
  ],
  [
    "PUT /resource_classes/CUSTOM_A 6",
    { name: "VCPU" },
    "'VCPU' does not match '^CUSTOM_[A-Z0-9_]+$' | 'pattern' in schema['properties']['name'] | ['name']",
  ],
  [
    "PUT /resource_classes/VCPU 7",
    undefined,
    "'VCPU' does not match '^CUSTOM_[A-Z0-9_]+$' | 'pattern' in schema['properties']['name'] | ['name']",
  ],
  // Keys of maps.
  [
    "PUT /allocations/$U 1",
    { allocations: [{ resource_provider: { a: 1 }, resources: { VCPU: 1 } }] },
    "Additional properties are not allowed ('a' was unexpected) | 'additionalProperties' in schema['properties']['allocations']['items']['properties']['resource_provider'] | ['allocations'][0]['resource_provider']",
  ],
  [
    "PUT /allocations/$U",
    { allocations: { zz: {} }, ...owner },
    "'zz' does not match any of the regexes: '^[0-9a-fA-F-]{36}$' | 'additionalProperties' in schema['properties']['allocations'] | ['allocations']",
  ],
  [
    "PUT /allocations/$U",
    { allocations: { [U]: { resources: { vcpu: 1, acpu: 2 } } }, ...owner },
    `'acpu', 'vcpu' do not match any of the regexes: '^[A-Z0-9_]+$' | 'additionalProperties' in schema${provider}['properties']['resources'] | ['allocations']['${U}']['resources']`,
  ],
  [
    "PUT /allocations/$U",
    { allocations: { [U]: { resources: {} } }, ...owner },
    `{} does not have enough properties | 'minProperties' in schema${provider}['properties']['resources'] | ['allocations']['${U}']['resources']`,
  ],
  [
    "PUT /allocations/$U",
    { allocations: {}, ...owner, consumer_generation: "x" },
    "'x' is not of type 'integer', 'null' | 'type' in schema['properties']['consumer_generation'] | ['consumer_generation']",
  ],
  [
    "PUT /allocations/$U",
    { allocations: {}, ...owner, project_id: "" },
    "'' is too short | 'minLength' in schema['properties']['project_id'] | ['project_id']",
  ],
  [
    "PUT /allocations/$U",
    { x: 1 },
    "Additional properties are not allowed ('x' was unexpected) | 'additionalProperties' in schema | ",
  ],
  // What the contract takes and Placement does not.
  [
    "PUT /allocations/$U",
    { allocations: {}, ...owner, mappings: {} },
    "{} does not have enough properties | 'minProperties' in schema['properties']['mappings'] | ['mappings']",
  ],
  [
    "PUT /allocations/$U",
    { allocations: {}, ...owner, mappings: { a: "b" } },
    "'b' is not of type 'array' | 'type' in schema['properties']['mappings']['patternProperties']['[a-zA-Z0-9_-]{1,64}'] | ['mappings']['a']",
  ],
  [
    "PUT /allocations/$U",
    { allocations: {}, ...owner, mappings: { a: ["x"] } },
    "'x' is not a 'uuid' | 'format' in schema['properties']['mappings']['patternProperties']['[a-zA-Z0-9_-]{1,64}']['items'] | ['mappings']['a'][0]",
  ],
  // Forms of older versions.
  [
    "PUT /allocations/$U 33",
    { allocations: {}, ...owner, mappings: {} },
    "Additional properties are not allowed ('consumer_type', 'mappings' were unexpected) | 'additionalProperties' in schema | ",
  ],
  [
    "PUT /allocations/$U 11",
    { allocations: [], project_id: "p", user_id: "u" },
    "[] is too short | 'minItems' in schema['properties']['allocations'] | ['allocations']",
  ],
  [
    "PUT /allocations/$U 11",
    { allocations: [{ resource_provider: { uuid: U } }], project_id: "p", user_id: "u" },
    "'resources' is a required property | 'required' in schema['properties']['allocations']['items'] | ['allocations'][0]",
  ],
];

describe("explainRefusal()", () => {
  test.each(observed)("%s %j", (request, body, words) => {
    expect(brief(refusal(request, body))).toBe(`JSON does not validate: ${words}`);
  });

  test.each([
    [
      "/resource_providers?foo=1&bar=2",
      "Additional properties are not allowed ('bar', 'foo' were unexpected) | 'additionalProperties' in schema | ",
    ],
    ["/resource_providers?uuid=", "'' is not a 'uuid' | 'format' in schema['properties']['uuid'] | ['uuid']"],
    [
      "/resource_providers?uuid=%25zz&name=",
      "'%zz' is not a 'uuid' | 'format' in schema['properties']['uuid'] | ['uuid']",
    ],
  ])("GET %s", (target, words) => {
    expect(brief(refusal(`GET ${target}`))).toBe(`Invalid query string parameters: ${words}`);
  });

  test("prints the schema and the value in full", () => {
    expect(
      refusal("PUT /resource_providers/$U/inventories/VCPU", { resource_provider_generation: 3, total: 0 }),
    ).toBe(
      "JSON does not validate: 0 is less than the minimum of 1\n\n" +
        "Failed validating 'minimum' in schema['properties']['total']:\n" +
        "    {'maximum': 2147483647, 'minimum': 1, 'type': 'integer'}\n\n" +
        "On instance['total']:\n    0",
    );
  });

  test("speaks of the path before anything else", () => {
    expect(refusal("PUT /allocations/nope", [])).toBe("Malformed consumer_uuid: nope");
  });

  test("puts the violation into words where Placement has no such rule", () => {
    const amount = { allocations: { [U]: { resources: { VCPU: 99999999999 } } }, ...owner };
    expect(refusal("PUT /allocations/$U", amount)).toContain(
      "99999999999 is greater than the maximum of 2147483647",
    );
    expect(refusal("POST /resource_providers", { name: "" })).toContain("'' is too short");
    const ratio = { resource_class: "VCPU", total: 1, allocation_ratio: Number.NEGATIVE_INFINITY };
    expect(refusal("POST /resource_providers/$U/inventories", ratio)).toContain(
      "-inf is less than the minimum",
    );
  });

  test.each<[request: string, body: Json | undefined]>([
    [inventories, set({ VCPU: { total: 4, resource_provider_generation: 7 } })],
    [inventories, { resource_provider_generation: 99999999999, inventories: {} }],
    [inventories, set({ "any key": { total: 1e1, min_unit: 4.0 } })],
    [
      "POST /resource_providers/$U/inventories",
      { resource_class: "A", total: 1, resource_provider_generation: 1e12 },
    ],
    ["POST /resource_providers 14", { name: "x", parent_provider_uuid: null }],
    ["POST /resource_providers 0", { name: "x", uuid: U.toUpperCase().replaceAll("-", "") }],
    [
      "PUT /allocations/$U",
      {
        allocations: { [U]: { resources: { A: 1 }, generation: 1e12 } },
        ...owner,
        mappings: { "": [U], a: [U] },
      },
    ],
    ["GET /resource_providers?name=", undefined],
  ])("has nothing against %s %j", (request, body) => {
    expect(refusal(request, body)).toBeUndefined();
  });
});
