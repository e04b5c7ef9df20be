import { createClient } from "@connectrpc/connect";
import { createConnectTransport, createGrpcWebTransport } from "@connectrpc/connect-node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CandidateService } from "../../src/gen/placement/v1/candidate_service_pb.ts";
import { grpcClient, refusal } from "../kit/grpc-client.ts";
import { Names } from "../kit/names.ts";
import { usePlacementd } from "../kit/placementd.ts";
import { rest } from "../kit/rest-client.ts";

const server = usePlacementd();
const names = new Names();
let client: ReturnType<typeof grpcClient>;

/** Three hosts of 8 VCPU. */
beforeAll(async () => {
  client = grpcClient(server.current.url.slice("http://".length), "CandidateService");
  for (const uuid of ["H1", "H2", "H3"].map((name) => names.uuid(name))) {
    const body = { resource_provider_generation: 0, inventories: { VCPU: { total: 8, max_unit: 6 } } };
    await rest(server.current.url, "POST /resource_providers", { body: { name: uuid, uuid } });
    await rest(server.current.url, `PUT /resource_providers/${uuid}/inventories`, { body });
  }
});
afterAll(() => client.close());

const groups = [5, 6].map((amount) => ({ suffix: `_${amount}`, resources: { VCPU: amount } }));

const explained = {
  needs: [5, 6].map((amount) => ({
    suffix: `_${amount}`,
    resource_classes: ["VCPU"],
    steps: ["RESOURCE_CLASS", "UNITS", "CAPACITY"].map((constraint) => ({
      constraint: `PROVIDER_CONSTRAINT_${constraint}`,
      providers_left: 3,
    })),
  })),
  roots: { all: 3, wanted: 3, complete: 3 },
  outcome: "CANDIDATE_OUTCOME_NONE",
  blockers: ["BLOCKER_SHARED_CAPACITY"],
  blockers_cut: false,
};

const ask = (query: string, options: { version?: string } = {}) =>
  rest(server.current.url, `GET /allocation_candidates${query}`, options);

describe("an explanation", () => {
  test("is told to a client of grpc-js", async () => {
    const request = { groups, group_policy: "GROUP_POLICY_NONE" };
    // What has no name there is a number.
    const answer = await client.call("ExplainAllocationCandidates", request);
    expect(answer).toMatchObject({
      roots: explained.roots,
      outcome: 2,
      blockers: [4],
      blockers_cut: false,
    });
    expect(answer.needs.map((need: { steps: object[] }) => need.steps)).toEqual(
      [1, 2].map(() => [1, 2, 3].map((constraint) => ({ constraint, providers_left: 3 }))),
    );
  });

  test.each([
    ["Connect", createConnectTransport],
    ["gRPC-Web", createGrpcWebTransport],
  ])("is told over %s", async (_, createTransport) => {
    const transport = createTransport({ baseUrl: server.current.url, httpVersion: "1.1" });
    const answer = await createClient(CandidateService, transport).explainAllocationCandidates(
      { groups, groupPolicy: 1 },
      { headers: { "x-auth-token": "admin" } },
    );
    expect(answer).toMatchObject({ roots: explained.roots, outcome: 2, blockers: [4], blockersCut: false });
  });

  test("is told over REST", async () => {
    const { status, body } = await ask(
      "/explanation?resources_5=VCPU:5&resources_6=VCPU:6&group_policy=none",
    );
    expect([status, body]).toEqual([200, explained]);
  });

  test.each([
    "?resources=CUSTOM_NONE:1",
    "?resources=VCPU:1&required=!CUSTOM_NONE",
    "?resources=VCPU:1&member_of=x",
    "?resources=VCPU:0",
    "?resources_A=VCPU:1&resources_B=VCPU:1",
    "?resources_A=VCPU:1&same_subtree=_A,_B",
    "",
  ])("is refused of %s, as a list is", async (query) => {
    const [list, explanation] = [await ask(query), await ask(`/explanation${query}`)];
    const told = ({ status, body }: typeof list) => ({ status, ...body.errors[0], request_id: "" });
    expect(list.status).toBe(400);
    expect(told(explanation)).toEqual(told(list));
  });

  test.each(["limit", "stranger"])("knows no parameter %s", async (name) => {
    const { status, body } = await ask(`/explanation?resources=VCPU:1&${name}=1`);
    expect([status, body.errors[0].detail]).toEqual([
      400,
      expect.stringContaining(`'${name}' does not match any of the regexes`),
    ]);
  });

  test("is not there before microversion 1.39", async () => {
    expect((await ask("/explanation?resources=VCPU:1", { version: "1.38" })).status).toBe(404);
  });

  test("is refused to those who may not list candidates", async () => {
    const refused = await client.call("ExplainAllocationCandidates", { groups }, "somebody").catch(refusal);
    expect(refused).toMatchObject({
      reason: "ERROR_REASON_PERMISSION_DENIED",
      metadata: { operation: "placement:allocation_candidates:list" },
    });
  });

  test("is refused for fields that break a rule", async () => {
    const request = { groups: [{ resources: { VCPU: 1 }, in_tree: "x" }] };
    const refused = await client.call("ExplainAllocationCandidates", request).catch(refusal);
    expect(refused).toMatchObject({ reason: "ERROR_REASON_INVALID_REQUEST", fields: ["groups[0].in_tree"] });
  });
});
