import { describe, expect, test } from "vitest";
import { parseConfig } from "../../src/config.ts";
import { shareOf } from "../../src/processes/share.ts";

describe("shareOf()", () => {
  test("leaves a process that is alone all of it", () => {
    const config = parseConfig({});
    expect(shareOf(config)).toEqual(config);
  });

  test.each([
    { workers: "2", databasePoolSize: 8, connectionsMax: 2048, largeAnswersMax: 2 },
    { workers: "3", databasePoolSize: 6, connectionsMax: 1366, largeAnswersMax: 2 },
    { workers: "64", databasePoolSize: 1, connectionsMax: 64, largeAnswersMax: 1 },
  ])("gives each of $workers workers as much, and at least one of each", ({ workers, ...share }) => {
    expect(shareOf(parseConfig({ PLACEMENTD_WORKERS: workers }))).toMatchObject(share);
  });
});
