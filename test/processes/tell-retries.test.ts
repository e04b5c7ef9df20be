import { describe, expect, test } from "vitest";
import { tellRetries } from "../../src/processes/tell-retries.ts";
import { noRetries } from "../../src/storage/retry.ts";

describe("tellRetries()", () => {
  test("tells of what was not told yet, and of nothing where there was none", async () => {
    const told: unknown[] = [];
    const retries = noRetries();
    const news = Promise.withResolvers<void>();
    const logger = {
      info: (counts: unknown) => {
        told.push(counts);
        news.resolve();
      },
    };
    retries.serialization = 2;
    const stop = tellRetries({ retries }, logger, 1);
    retries.serialization += 3;
    await news.promise;
    retries.deadlock = 1;
    stop();
    expect(told).toEqual([
      { serialization: 3, deadlock: 0, overtaken: 0 },
      { serialization: 0, deadlock: 1, overtaken: 0 },
    ]);
  });
});
