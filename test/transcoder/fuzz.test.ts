import { describe, expect, test } from "vitest";
import { campaigns } from "./fuzz/campaigns.ts";

// Briefly here; `node test/transcoder/fuzz.ts` looks for longer.
const runs = 1500;

describe("whatever a client sends", () => {
  test.each(campaigns)("as $what, nothing breaks", async ({ run, reaches }) => {
    expect([...(await run(runs))]).toEqual(expect.arrayContaining([...reaches]));
  });
});
