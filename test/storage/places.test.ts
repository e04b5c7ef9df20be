import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { PlacementError } from "../../src/domain/errors.ts";
import { createProvider } from "../../src/domain/operations/create-provider.ts";
import { deleteProvider } from "../../src/domain/operations/delete-provider.ts";
import { updateProvider } from "../../src/domain/operations/update-provider.ts";
import { checkStorage } from "../../src/storage/check-storage.ts";
import { onPool } from "../../src/storage/statement.ts";
import { poolOf } from "../kit/explain.ts";
import { useStorage } from "../kit/storage.ts";

/** Whoever waits for each other here waits until the test is over. */
const storage = useStorage({ deadlock_timeout: "10min" });

async function outcome(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return "ok";
  } catch (error) {
    if (error instanceof PlacementError) return error.reason;
    throw error;
  }
}

async function newProvider(parentUuid?: string): Promise<string> {
  const uuid = randomUUID();
  await createProvider(storage.current.store, { uuid, name: uuid, parentUuid });
  return uuid;
}

function move(uuid: string, parentUuid: string | undefined): Promise<string> {
  const detach = parentUuid === undefined;
  const request = { uuid, name: uuid, parentUuid, detach, refuseReparenting: false };
  return outcome(updateProvider(storage.current.store, request));
}

async function check() {
  return checkStorage(onPool(await poolOf(storage.current.orm)));
}

describe("moves at the same time", () => {
  test("never make a loop together", { timeout: 60_000 }, async () => {
    for (let round = 0; round < 25; round++) {
      const [rootA, rootB, rootC] = await Promise.all([newProvider(), newProvider(), newProvider()]);
      const [a, b, c] = await Promise.all([newProvider(rootA), newProvider(rootB), newProvider(rootC)]);
      const outcomes = await Promise.all([move(rootA, b), move(rootB, c), move(rootC, a)]);
      expect(outcomes.filter((one) => one === "ok")).toHaveLength(2);
      expect(outcomes.filter((one) => one === "PARENT_PROVIDER_INVALID")).toHaveLength(1);
    }
    expect(await check()).toEqual([]);
  });

  test("leave every provider in the tree of its parent, whoever comes and goes meanwhile", {
    timeout: 60_000,
  }, async () => {
    const roots = await Promise.all([newProvider(), newProvider(), newProvider()]);
    const nodes = [...roots];
    const some = () => nodes[Math.floor(Math.random() * nodes.length)] ?? "";
    const seen = new Map<string, number>();
    const act = async (uuid: string): Promise<string> => {
      const dice = Math.random();
      if (dice < 0.4) return outcome(newProvider(uuid).then((made) => nodes.push(made)));
      if (dice < 0.8) return move(uuid, dice < 0.5 ? undefined : some());
      if (roots.includes(uuid)) return "kept";
      const gone = await outcome(deleteProvider(storage.current.store, uuid));
      if (gone === "ok") nodes.splice(nodes.indexOf(uuid), 1);
      return gone;
    };
    const client = async () => {
      for (let round = 0; round < 40; round++) {
        const did = await act(some());
        seen.set(did, (seen.get(did) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: 8 }, client));
    expect(seen.get("ok")).toBeGreaterThan(100);
    expect([...seen.keys()]).not.toContain("CONCURRENT_UPDATE");
    expect(await check()).toEqual([]);
  });
});
