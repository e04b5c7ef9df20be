import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, test } from "vitest";
import { grpcClient, refusal } from "../kit/grpc-client.ts";
import { usePlacementd } from "../kit/placementd.ts";
import { rest } from "../kit/rest-client.ts";

const server = usePlacementd();
const writers = 32;
const rounds = 100;

const ABORTED = 10;

describe("32 writers of one provider's inventories, half over gRPC and half over REST", () => {
  const clients: ReturnType<typeof grpcClient>[] = [];
  afterAll(() => {
    for (const client of clients) client.close();
  });

  test("have one winner a round, and the others are told why", { timeout: 180_000 }, async () => {
    const { url, host, port } = server.current;
    const uuid = randomUUID();
    await rest(url, "POST /resource_providers", { body: { name: uuid, uuid } });
    for (let writer = 0; writer < writers / 2; writer++) {
      clients.push(grpcClient(`${host}:${port}`, "InventoryService"));
    }

    for (let generation = 0; generation < rounds; generation++) {
      const total = (writer: number) => 1 + generation * writers + writer;
      const outcomes = await Promise.all(
        Array.from({ length: writers }, (_, writer) =>
          writer % 2 === 0
            ? overGrpc(writer / 2, uuid, generation, total(writer))
            : overRest(url, uuid, generation, total(writer)),
        ),
      );
      const winners = outcomes.flatMap((outcome, writer) => (outcome === "won" ? [writer] : []));
      expect(winners).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome === "lost")).toHaveLength(writers - 1);

      const { body } = await rest(url, `GET /resource_providers/${uuid}/inventories`);
      expect(body.resource_provider_generation).toBe(generation + 1);
      expect(body.inventories.VCPU.total).toBe(total(winners[0] ?? -1));
      expect(Object.keys(body.inventories)).toEqual(["VCPU"]);
    }
  });

  async function overGrpc(client: number, uuid: string, generation: number, total: number): Promise<string> {
    try {
      await clients[client]?.call("replaceInventories", {
        resource_provider_uuid: uuid,
        resource_provider_generation: generation,
        inventories: { VCPU: { total } },
      });
      return "won";
    } catch (error) {
      const { code, reason, metadata } = refusal(error);
      expect({ code, reason }).toEqual({
        code: ABORTED,
        reason: "ERROR_REASON_RESOURCE_PROVIDER_GENERATION_CONFLICT",
      });
      expect(metadata.resource_provider_uuid).toBe(uuid);
      return "lost";
    }
  }

  async function overRest(url: string, uuid: string, generation: number, total: number): Promise<string> {
    const { status, body } = await rest(url, `PUT /resource_providers/${uuid}/inventories`, {
      body: { resource_provider_generation: generation, inventories: { VCPU: { total } } },
    });
    if (status === 200) {
      return "won";
    }
    expect(status).toBe(409);
    expect(body.errors[0].code).toBe("placement.concurrent_update");
    return "lost";
  }
});
