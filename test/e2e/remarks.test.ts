import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { usePlacementd } from "../kit/placementd.ts";
import { rest } from "../kit/rest-client.ts";

const server = usePlacementd({ PLACEMENTD_CANDIDATES_MAX: "4" });

test("the log tells of searches that were given up, and of no others", async () => {
  const { url } = server.current;
  const root = randomUUID();
  await rest(url, "POST /resource_providers", { body: { name: root, uuid: root } });
  for (const uuid of [randomUUID(), randomUUID()]) {
    const body = { resource_provider_generation: 0, inventories: { VGPU: { total: 16 } } };
    await rest(url, "POST /resource_providers", { body: { name: uuid, uuid, parent_provider_uuid: root } });
    await rest(url, `PUT /resource_providers/${uuid}/inventories`, { body });
  }
  // Of 12 groups a candidate has 13 or 14 parts, and an answer of 4 candidates has room for 40.
  const groups = (count: number) =>
    Array.from({ length: count }, (_, at) => `resources${at + 1}=VGPU:1`).join("&");
  const list = (count: number) => rest(url, `GET /allocation_candidates?${groups(count)}&group_policy=none`);
  expect((await list(3)).body.allocation_requests).toHaveLength(4);
  expect((await list(12)).body.allocation_requests).toHaveLength(3);
  await expect.poll(() => server.current.output()).toContain("the search was given up");
  const lines = server.current
    .output()
    .split("\n")
    .filter((line) => line.includes('"remark"'));
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { level: 40, code: "OK", method: "placement.v1.CandidateService/ListAllocationCandidates" },
  ]);
});
