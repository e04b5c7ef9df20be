import { describe, expect, test } from "vitest";
import { RunAgain } from "../../src/storage/driver-errors.ts";
import { noRetries, retryWhole, TRIES_MAX } from "../../src/storage/retry.ts";

const failure = (code: string) => Object.assign(new Error(code), { code });

/** Fails with each of these in turn, and then succeeds. */
function failing(...errors: Error[]): () => Promise<string> {
  return () => {
    const error = errors.shift();
    return error === undefined ? Promise.resolve("done") : Promise.reject(error);
  };
}

describe("retryWhole()", () => {
  test("runs what only met others again, and counts why", async () => {
    const counts = noRetries();
    const run = failing(failure("40001"), failure("40P01"), failure("40001"), new RunAgain());
    expect(await retryWhole(run, counts)).toBe("done");
    expect(counts).toEqual({ serialization: 2, deadlock: 1, overtaken: 1 });
  });

  test("does not run again what failed by itself", async () => {
    const counts = noRetries();
    const broken = failure("23505");
    await expect(retryWhole(failing(broken), counts)).rejects.toBe(broken);
    expect(counts).toEqual(noRetries());
  });

  test("gives up after as many tries as there may be", async () => {
    let tries = 0;
    const run = () => {
      tries += 1;
      return Promise.reject(failure("40001"));
    };
    await expect(retryWhole(run, noRetries())).rejects.toMatchObject({ reason: "CONCURRENT_UPDATE" });
    expect(tries).toBe(TRIES_MAX);
  });
});
