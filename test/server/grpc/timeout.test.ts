import { describe, expect, test } from "vitest";
import { clientTimeoutMs } from "../../../src/server/grpc/timeout.ts";
import { grpcTimeoutMs } from "../../../src/transcoder/index.ts";

describe("grpcTimeoutMs()", () => {
  test.each([
    ["1H", 3_600_000],
    ["2M", 120_000],
    ["30S", 30_000],
    ["99999999m", 99_999_999],
    ["500u", 0.5],
    ["0n", 0],
  ])("takes %s for %d ms", (text, ms) => {
    expect(grpcTimeoutMs(text)).toBe(ms);
  });

  test.each(["", "S", "1", "-1S", "1.5S", "123456789S", "1s", " 1S", "0x1S", "1 S"])("refuses %j", (text) => {
    expect(grpcTimeoutMs(text)).toBeUndefined();
  });
});

describe("clientTimeoutMs()", () => {
  test.each([
    [{ "grpc-timeout": "5S" }, 5000],
    [{ "connect-timeout-ms": "250" }, 250],
    [{ "connect-timeout-ms": "soon" }, undefined],
    [{}, undefined],
  ])("of %j is %s", (headers, ms) => {
    expect(clientTimeoutMs(new Headers(headers as Record<string, string>))).toBe(ms);
  });
});
