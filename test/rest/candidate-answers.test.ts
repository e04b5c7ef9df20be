import { describe, expect, test } from "vitest";
import { rest } from "../kit/rest-client.ts";
import { useDialectServer } from "./kit/dialect-server.ts";

const server = useDialectServer();

const [root, child] = ["aaaaaaaa-0000-4000-8000-00000000000a", "bbbbbbbb-0000-4000-8000-00000000000b"];

/** A candidate that takes from a root and its child, as the RPC answers. */
const answer = {
  allocationRequests: [
    {
      allocations: {
        [root]: { resources: { VCPU: 1, MEMORY_MB: 512 } },
        [child]: { resources: { VGPU: 1 } },
      },
      mappings: {
        "": { resourceProviderUuids: [root] },
        __proto__1: { resourceProviderUuids: [child] },
      },
    },
  ],
  providerSummaries: {
    [root]: {
      resources: { VCPU: { capacity: 64, used: 3 }, DISK_GB: { capacity: 5e9, used: 0 } },
      traits: ["COMPUTE_NODE"],
      rootProviderUuid: root,
    },
    [child]: {
      resources: { VGPU: { capacity: 2, used: 1 } },
      traits: [],
      parentProviderUuid: root,
      rootProviderUuid: root,
    },
  },
};

async function shown(version: string, query = "resources=VCPU:1,MEMORY_MB:512&resources1=VGPU:1") {
  server.rpcs = () => answer;
  const { status, body } = await rest(server.url, `GET /allocation_candidates?${query}`, { version });
  expect(status).toBe(200);
  return body;
}

const vgpu = { VGPU: { capacity: 2, used: 1 } };
const vcpu = { VCPU: { capacity: 64, used: 3 } };
const disk = { DISK_GB: { capacity: 5_000_000_000, used: 0 } };
const traits = { [root]: { traits: ["COMPUTE_NODE"] }, [child]: { traits: [] } };

describe("allocation candidates", () => {
  test("are shown with everything from 1.34 on", async () => {
    const newest = {
      allocation_requests: [
        {
          allocations: answer.allocationRequests[0]?.allocations,
          mappings: { "": [root], __proto__1: [child] },
        },
      ],
      provider_summaries: {
        [root]: {
          resources: { ...vcpu, ...disk },
          traits: ["COMPUTE_NODE"],
          parent_provider_uuid: null,
          root_provider_uuid: root,
        },
        [child]: { resources: vgpu, traits: [], parent_provider_uuid: root, root_provider_uuid: root },
      },
    };
    expect(await shown("1.39")).toEqual(newest);
    expect(await shown("1.34")).toEqual(newest);
  });

  test("did not tell before 1.34 which group is served by whom", async () => {
    const { allocation_requests: requests } = await shown("1.33");
    expect(requests).toEqual([{ allocations: answer.allocationRequests[0]?.allocations }]);
  });

  test("did not tell of trees before 1.29", async () => {
    const { provider_summaries: summaries } = await shown("1.28");
    expect(summaries).toEqual({
      [root]: { resources: { ...vcpu, ...disk }, ...traits[root] },
      [child]: { resources: vgpu, ...traits[child] },
    });
  });

  test("told before 1.27 of the classes that were asked for only", async () => {
    const { provider_summaries: summaries } = await shown("1.26");
    expect(summaries).toEqual({
      [root]: { resources: vcpu, ...traits[root] },
      [child]: { resources: vgpu, ...traits[child] },
    });
    const ofDisk = await shown("1.26", "resources=VCPU:1&resources=DISK_GB:1");
    expect(ofDisk.provider_summaries[root].resources).toEqual(disk);
  });

  test("did not tell of traits before 1.17", async () => {
    const { provider_summaries: summaries } = await shown("1.16", "resources=VCPU:1,VGPU:1");
    expect(summaries).toEqual({ [root]: { resources: vcpu }, [child]: { resources: vgpu } });
  });

  test("were lists before 1.12", async () => {
    const { allocation_requests: requests } = await shown("1.11", "resources=VCPU:1");
    expect(requests).toEqual([
      {
        allocations: [
          { resource_provider: { uuid: root }, resources: { VCPU: 1, MEMORY_MB: 512 } },
          { resource_provider: { uuid: child }, resources: { VGPU: 1 } },
        ],
      },
    ]);
  });

  test("were not there before 1.10", async () => {
    const { status } = await rest(server.url, "GET /allocation_candidates?resources=VCPU:1", {
      version: "1.9",
    });
    expect(status).toBe(404);
  });

  test("have cache headers from 1.15 on, and are as new as the answer", async () => {
    server.rpcs = () => answer;
    const request = "GET /allocation_candidates?resources=VCPU:1";
    const { headers } = await rest(server.url, request, { version: "1.15" });
    expect(headers.get("cache-control")).toBe("no-cache");
    expect(Date.now() - Date.parse(headers.get("last-modified") ?? "")).toBeLessThan(5000);
    const older = await rest(server.url, request, { version: "1.14" });
    expect(older.headers.has("cache-control")).toBe(false);
  });
});
