import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { cpuUsOf, rssMbOf } from "./cpu-time.ts";

const here = existsSync("/proc/self/stat");

describe("cpuUsOf()", () => {
  test.runIf(here)("counts children that run and children that have ended", async () => {
    const busy = "for (const end = Date.now() + 300; Date.now() < end; );";
    const middle = spawn(process.execPath, [
      "-e",
      `require("child_process").execFileSync(process.execPath,
      ["-e", ${JSON.stringify(busy)}]); process.stdout.write("done"); setInterval(() => {}, 1000)`,
    ]);
    const child = spawn(process.execPath, [
      "-e",
      "process.stdout.write('idle'); setInterval(() => {}, 1000)",
    ]);
    try {
      await new Promise((resolve) => middle.stdout.once("data", resolve));
      await new Promise((resolve) => child.stdout.once("data", resolve));
      const [withEnded = 0, alone = 0, all = 0] = [middle.pid, child.pid, process.pid].map((pid) =>
        cpuUsOf(pid ?? 0),
      );
      expect(withEnded).toBeGreaterThan(100_000);
      expect(all).toBeGreaterThanOrEqual(withEnded + alone);
    } finally {
      middle.kill();
      child.kill();
    }
  });

  test("knows nothing of a process that is not there", () => {
    expect(cpuUsOf(-1)).toBeUndefined();
    expect(rssMbOf(-1)).toBeUndefined();
  });
});
