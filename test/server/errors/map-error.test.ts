import { Code, ConnectError } from "@connectrpc/connect";
import { describe, expect, test } from "vitest";
import { PlacementError } from "../../../src/domain/errors.ts";
import {
  BadRequestSchema,
  ErrorInfoSchema,
  RetryInfoSchema,
} from "../../../src/gen/google/rpc/error_details_pb.ts";
import { mapError } from "../../../src/server/errors/map-error.ts";

describe("mapError()", () => {
  test("keeps the refusal as the cause, for protocols with words of their own", () => {
    const refusal = new PlacementError("RESOURCE_PROVIDER_NOT_FOUND", { resource_provider_uuid: "u" });
    const error = mapError(refusal, "req-1");
    expect(error.code).toBe(Code.NotFound);
    expect(error.cause).toBe(refusal);
  });

  test("writes facts as text", () => {
    const refusal = new PlacementError("CAPACITY_EXCEEDED", { requested: 5, capacity: 4 });
    const [info] = mapError(refusal, "req-1").findDetails(ErrorInfoSchema);
    expect(info?.metadata).toStrictEqual({ requested: "5", capacity: "4" });
  });

  test("says when to try again what can't be done for the moment, and nothing else", () => {
    const retryOf = (reason: "UNAVAILABLE" | "CONCURRENT_UPDATE") =>
      mapError(new PlacementError(reason), "req-1").findDetails(RetryInfoSchema);
    expect(retryOf("UNAVAILABLE")).toMatchObject([{ retryDelay: { seconds: 1n, nanos: 0 } }]);
    expect(retryOf("CONCURRENT_UPDATE")).toStrictEqual([]);
  });

  test("makes everything else a fault with a fixed text and the cause for the log", () => {
    const cause = new Error("password=hunter2");
    const error = mapError(cause, "req-1");
    expect([error.code, error.rawMessage.includes("hunter2")]).toStrictEqual([Code.Internal, false]);
    expect(error.cause).toMatchObject({ reason: "INTERNAL", cause });
  });

  test("never changes an error that may be thrown again", () => {
    const thrown = new ConnectError("no", Code.Unimplemented);
    const [first, second] = [mapError(thrown, "req-1"), mapError(thrown, "req-2")];
    expect([thrown.details.length, first.details.length, second.details.length]).toStrictEqual([0, 1, 1]);
  });

  test("gives what a protocol refuses as invalid the reason that invalid requests have", () => {
    const error = mapError(new ConnectError("the message is not gzip", Code.InvalidArgument), "req-1");
    expect(error.findDetails(ErrorInfoSchema)).toMatchObject([
      { reason: "ERROR_REASON_INVALID_REQUEST", domain: "placement.v1" },
    ]);
    const again = mapError(error, "req-2");
    expect(again.findDetails(ErrorInfoSchema)).toHaveLength(1);
  });

  test("cuts what a client made long", () => {
    const violations = [{ field: "x".repeat(50_000), rule: "unknown_field", message: "y".repeat(50_000) }];
    const error = mapError(new PlacementError("INVALID_REQUEST", {}, { violations }), "req-1");
    expect(error.rawMessage.length).toBeLessThan(1500);
    const [details] = error.findDetails(BadRequestSchema);
    expect(details?.fieldViolations[0]?.field.length).toBeLessThan(600);
  });
});
