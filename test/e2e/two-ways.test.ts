import { describe, expect, test } from "vitest";
import { usePlacementd } from "../kit/placementd.ts";
import { grpcPlayer, restPlayer, restRpcs } from "../kit/two-ways.ts";
import { scenarios } from "./scenarios/index.ts";

const server = usePlacementd();

describe("gRPC and REST", () => {
  test.each(Object.entries(scenarios))("come to the same with %s", async (_, calls) => {
    const [grpc, rest] = [grpcPlayer(server.current.url), restPlayer(server.current.url)];
    for (const [step, call] of calls.entries()) {
      const place = `step ${step}: ${call.rpc} ${JSON.stringify(call.request)}`;
      const [byGrpc, byRest] = [await grpc(call), await rest(call)];
      if (call.refused === undefined) {
        expect(byGrpc, place).not.toHaveProperty("refused");
        expect(byRest, place).toEqual(byGrpc);
      } else {
        const [reason, status] = call.refused;
        expect([byGrpc, byRest], place).toEqual([{ refused: reason }, { refused: status }]);
      }
    }
  });

  test("are compared in every RPC", () => {
    const called = new Set(Object.values(scenarios).flatMap((calls) => calls.map(({ rpc }) => rpc)));
    expect([...called].toSorted()).toEqual(restRpcs.toSorted());
  });
});
