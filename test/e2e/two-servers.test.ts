import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { grpcClient } from "../kit/grpc-client.ts";
import { type Placementd, startPlacementd, usePlacementd } from "../kit/placementd.ts";
import { rest } from "../kit/rest-client.ts";

const first = usePlacementd();
let second: Placementd;
beforeAll(async () => {
  second = await startPlacementd({ DATABASE_URL: first.databaseUrl, PLACEMENTD_LOG_LEVEL: "warn" });
});
afterAll(() => second?.stop());

const rounds = 150;
const hosts = Array.from({ length: 4 }, () => randomUUID());

/** How much of a host's VCPU is used, as a server's candidates show it; undefined where the host is none. */
async function usedAt(server: Placementd, host: string): Promise<number | undefined> {
  const { status, body } = await rest(server.url, "GET /allocation_candidates?resources=VCPU:1&limit=10");
  expect(status).toBe(200);
  return body.provider_summaries[host]?.resources.VCPU.used;
}

async function claimByRest(server: Placementd, host: string): Promise<void> {
  const { status } = await rest(server.url, `PUT /allocations/${randomUUID()}`, {
    body: {
      consumer_generation: null,
      consumer_type: "INSTANCE",
      project_id: "p",
      user_id: "u",
      allocations: { [host]: { resources: { VCPU: 1 } } },
    },
  });
  expect(status).toBe(204);
}

function claimByGrpc(client: ReturnType<typeof grpcClient>, host: string): Promise<unknown> {
  return client.call("replaceAllocations", {
    consumer_uuid: randomUUID(),
    consumer_type: "INSTANCE",
    project_id: "p",
    user_id: "u",
    allocations: { [host]: { resources: { VCPU: 1 } } },
  });
}

describe("two servers on one database", () => {
  test("each show at once what was claimed at the other", { timeout: 120_000 }, async () => {
    for (const uuid of hosts) {
      const body = { resource_provider_generation: 0, inventories: { VCPU: { total: 10_000 } } };
      await rest(first.current.url, "POST /resource_providers", { body: { name: uuid, uuid } });
      await rest(second.url, `PUT /resource_providers/${uuid}/inventories`, { body });
    }
    const servers = [first.current, second];
    const clients = servers.map(({ host, port }) => grpcClient(`${host}:${port}`, "AllocationService"));
    await Promise.all(
      hosts.map(async (host, at) => {
        for (let used = 1; used <= rounds; used++) {
          const writer = (at + used) % 2;
          if (used % 3 === 0) await claimByGrpc(clients[writer]!, host);
          else await claimByRest(servers[writer]!, host);
          expect(await usedAt(servers[1 - writer]!, host)).toBe(used);
        }
      }),
    );
    for (const client of clients) client.close();
  });

  test("each show at once what was created, emptied and deleted at the other", {
    timeout: 60_000,
  }, async () => {
    const servers = [first.current, second];
    for (let round = 0; round < 20; round++) {
      const [here, there] = [servers[round % 2]!, servers[1 - (round % 2)]!];
      const uuid = randomUUID();
      const put = (generation: number, inventories: object) =>
        rest(here.url, `PUT /resource_providers/${uuid}/inventories`, {
          body: { resource_provider_generation: generation, inventories },
        });
      await rest(here.url, "POST /resource_providers", { body: { name: uuid, uuid } });
      expect(await usedAt(there, uuid)).toBeUndefined();
      await put(0, { VCPU: { total: 4 } });
      expect(await usedAt(there, uuid)).toBe(0);
      await put(1, {});
      expect(await usedAt(there, uuid)).toBeUndefined();
      await put(2, { VCPU: { total: 4 } });
      expect(await usedAt(there, uuid)).toBe(0);
      await rest(here.url, `DELETE /resource_providers/${uuid}`);
      expect(await usedAt(there, uuid)).toBeUndefined();
    }
  });
});
