import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import { bindCall } from "../../src/rest/bind-call.ts";
import { changes } from "../../src/rest/changes/index.ts";
import { operations } from "../../src/rest/operations/index.ts";
import type { Plan } from "../../src/rest/plan.ts";
import { createRouteTable } from "../../src/rest/route-table.ts";
import { contractServices } from "../kit/contract-services.ts";

const find = createRouteTable({ services: contractServices, operations, changes });
const consumer = "c0000000-0000-4000-8000-000000000000";
const provider = "b0000000-0000-4000-8000-000000000000";
const aggregate = "a0000000-0000-4000-8000-000000000000";

function planOf(request: string, version: number): { plan: Plan; params: readonly string[] } | undefined {
  const [method = "", path = ""] = request.split(" ");
  const found = find(method, path, version);
  return found.kind === "plan" ? found : undefined;
}

/** The message that a request becomes, or what is wrong with its shape. */
function bound(version: number, request: string, json: JsonValue): unknown {
  const found = planOf(request, version);
  if (found === undefined) return "absent";
  const { message, violations } = bindCall(found.plan, {
    params: found.params,
    query: { pairs: [] },
    body: { json },
    incompleteOwner: { projectId: "nobody's project", userId: "nobody" },
  });
  return violations.length === 0 ? message : violations[0]?.message.split("\n")[0];
}

const list = [{ resource_provider: { uuid: provider }, resources: { VCPU: 2 } }];
const map = { [provider]: { resources: { VCPU: 2 } } };
const owner = { project_id: "p", user_id: "u" };

describe("PUT /allocations", () => {
  const put = `PUT /allocations/${consumer}`;

  test.each<[number, string, JsonObject, object]>([
    [0, "a list of nobody's", { allocations: list }, { projectId: "nobody's project", userId: "nobody" }],
    [7, "the same", { allocations: list }, { ignoreConsumerGeneration: true, untyped: true }],
    [8, "a list with its owner", { allocations: list, ...owner }, { projectId: "p", userId: "u" }],
    [11, "the same", { allocations: list, ...owner }, { ignoreConsumerGeneration: true, untyped: true }],
    [12, "a map", { allocations: map, ...owner }, { ignoreConsumerGeneration: true, untyped: true }],
    [27, "the same", { allocations: map, ...owner }, { ignoreConsumerGeneration: true, untyped: true }],
    [
      28,
      "with a generation",
      { allocations: map, ...owner, consumer_generation: 4 },
      { consumerGeneration: 4, ignoreConsumerGeneration: false, untyped: true },
    ],
    [
      34,
      "with mappings",
      { allocations: map, ...owner, consumer_generation: 4, mappings: { "": [provider] } },
      { consumerGeneration: 4, untyped: true },
    ],
    [
      38,
      "with a type",
      { allocations: map, ...owner, consumer_generation: null, consumer_type: "INSTANCE" },
      { consumerType: "INSTANCE", untyped: false, ignoreConsumerGeneration: false },
    ],
  ])("takes at 1.%i %s", (version, _, body, expected) => {
    expect(bound(version, put, body)).toMatchObject({
      ...expected,
      consumerUuid: consumer,
      allocations: { [provider]: { resources: { VCPU: 2 } } },
    });
  });

  test.each<[number, JsonObject, string]>([
    [
      7,
      { allocations: list, ...owner },
      "Additional properties are not allowed ('project_id', 'user_id' were",
    ],
    [8, { allocations: list }, "'project_id' is a required property"],
    [11, { allocations: map, ...owner }, "is not of type 'array'"],
    [11, { allocations: [], ...owner }, "[] is too short"],
    [12, { allocations: list, ...owner }, "is not of type 'object'"],
    [27, { allocations: {}, ...owner }, "{} does not have enough properties"],
    [27, { allocations: map, ...owner, consumer_generation: 1 }, "('consumer_generation' was unexpected)"],
    [28, { allocations: map, ...owner }, "'consumer_generation' is a required property"],
    [
      33,
      { allocations: map, ...owner, consumer_generation: 1, mappings: { a: [provider] } },
      "('mappings' was unexpected)",
    ],
    [
      34,
      { allocations: map, ...owner, consumer_generation: 1, mappings: { a: "b" } },
      "'b' is not of type 'array'",
    ],
    [
      37,
      { allocations: map, ...owner, consumer_generation: 1, consumer_type: "T" },
      "('consumer_type' was unexpected)",
    ],
  ])("refuses at 1.%i %j", (version, body, words) => {
    expect(bound(version, put, body)).toContain(words);
  });

  test("has at 1.28 an empty set that gives all back", () => {
    const body = { allocations: {}, ...owner, consumer_generation: 1 };
    expect(bound(28, put, body)).toMatchObject({ allocations: {}, consumerGeneration: 1 });
  });

  test("takes of a provider that is listed twice the last", () => {
    const twice = [...list, { resource_provider: { uuid: provider }, resources: { DISK_GB: 1 } }];
    expect(bound(0, put, { allocations: twice })).toMatchObject({
      allocations: { [provider]: { resources: { DISK_GB: 1 } } },
    });
  });

  test("takes a generation that nobody has for what it is, whatever its size", () => {
    const body = { allocations: map, ...owner, consumer_generation: 2 ** 40 };
    expect(bound(28, put, body)).toMatchObject({ consumerGeneration: -1 });
  });
});

describe("POST /allocations", () => {
  const post = "POST /allocations";
  const one = (more: JsonObject, allocations: JsonObject = map) => ({
    [consumer]: { allocations, ...owner, ...more },
  });

  test.each<[number, JsonObject, object]>([
    [13, one({}), { ignoreConsumerGeneration: true, untyped: true }],
    [13, one({}, {}), { ignoreConsumerGeneration: true, untyped: true, allocations: {} }],
    [27, one({}), { ignoreConsumerGeneration: true, untyped: true }],
    [
      28,
      one({ consumer_generation: 3 }),
      { consumerGeneration: 3, ignoreConsumerGeneration: false, untyped: true },
    ],
    [37, one({ consumer_generation: null, mappings: { a: [provider] } }), { untyped: true }],
    [38, one({ consumer_generation: 3, consumer_type: "T" }), { consumerType: "T", untyped: false }],
  ])("takes at 1.%i %j", (version, body, expected) => {
    expect(bound(version, post, body)).toMatchObject({ consumers: { [consumer]: expected } });
  });

  test.each<[number, JsonValue, string]>([
    [13, {}, "{} does not have enough properties"],
    [13, { someone: {} }, "'someone' does not match any of the regexes: '^[0-9a-fA-F-]{36}$'"],
    [13, { [consumer]: { allocations: map } }, "'project_id' is a required property"],
    [28, one({}), "'consumer_generation' is a required property"],
    [33, one({ consumer_generation: 1, mappings: { a: [provider] } }), "('mappings' was unexpected)"],
    [
      39,
      one({ consumer_generation: 1, consumer_type: "T", mappings: {} }),
      "{} does not have enough properties",
    ],
  ])("refuses at 1.%i %j", (version, body, words) => {
    expect(bound(version, post, body)).toContain(words);
  });

  test("came with 1.13", () => {
    expect(bound(12, post, {})).toBe("absent");
  });
});

describe("PUT /resource_providers/…/aggregates", () => {
  const put = `PUT /resource_providers/${provider}/aggregates`;

  test("takes a bare list before 1.19, without a generation", () => {
    expect(bound(18, put, [aggregate])).toMatchObject({ aggregates: [aggregate], ignoreGeneration: true });
    expect(bound(18, put, { aggregates: [aggregate] })).toContain("is not of type 'array'");
    expect(bound(18, put, [aggregate, aggregate])).toContain("has non-unique elements");
  });

  test("is not brought down by what is nested deeper than a stack is", () => {
    const lists = JSON.parse(`${"[".repeat(200_000)}${"]".repeat(200_000)}`);
    const objects = JSON.parse(`${'{"a":'.repeat(200_000)}1${"}".repeat(200_000)}`);
    expect(bound(18, put, lists)).toContain("is not of type 'string'");
    expect(bound(18, put, [lists, objects])).toContain("is not of type 'string'");
    expect(bound(18, put, objects)).toContain("is not of type 'array'");
  });

  test("takes an object with a generation from 1.19 on", () => {
    const body = { aggregates: [aggregate], resource_provider_generation: 3 };
    expect(bound(19, put, body)).toMatchObject({ resourceProviderGeneration: 3, ignoreGeneration: false });
    expect(bound(19, put, { aggregates: [] })).not.toHaveProperty("aggregates");
  });
});

describe("PUT /resource_providers/…", () => {
  const put = `PUT /resource_providers/${provider}`;

  test.each([
    [36, null, { detachFromParent: true, refuseReparenting: true }],
    [36, aggregate, { detachFromParent: false, refuseReparenting: true, parentProviderUuid: aggregate }],
    [37, null, { detachFromParent: true, refuseReparenting: false }],
    [37, aggregate, { detachFromParent: false, refuseReparenting: false, parentProviderUuid: aggregate }],
  ])("says at 1.%i with the parent %j what may become of it", (version, parent, expected) => {
    expect(bound(version, put, { name: "n", parent_provider_uuid: parent })).toMatchObject(expected);
  });

  test("leaves a parent alone that it doesn't name", () => {
    expect(bound(39, put, { name: "n" })).toMatchObject({ detachFromParent: false });
  });
});

describe("PUT /resource_providers/…/traits", () => {
  test("takes a trait that is named twice once", () => {
    const body = { traits: ["A", "B", "A"], resource_provider_generation: 1 };
    expect(bound(6, `PUT /resource_providers/${provider}/traits`, body)).toMatchObject({
      traits: ["A", "B"],
    });
  });
});
